//! `cargo xtask TASK`: all that a checkout needs besides Rust and Node, so that nobody sets anything up by hand.

mod advisories;
mod bench;
mod check;
mod licences;
mod mutate;
mod node;
mod onnx;
mod onnx_runtime;
mod options;
mod package;
mod pipelines;
mod prerequisites;
mod python;
mod run;
mod shell;
mod stages;
mod system;
mod test;
mod wheel;

use std::{env, process::ExitCode};

use shell::{Result, note};

struct Task {
    name: &'static str,
    what: &'static str,
    work: fn() -> Result,
}

/// The tasks that take arguments of their own.
const MUTATE: &str = "mutate [--count N] [--seed N]";
const PIPELINES: &str = "pipelines [--count N] [--seed N]";

const TASKS: &[Task] = &[
    Task { name: "run", what: "build and open the program (without a display: host it)", work: run::run },
    Task { name: "test", what: "run every check and test, as CI does", work: test::test },
    Task {
        name: "check",
        what: "format, types, lints and walls: the quick part of test",
        work: check::check,
    },
    Task { name: "bench", what: "measure speed and size of a release build", work: bench::bench },
    Task { name: "bench choice", what: "measure the choice of an engine alone", work: bench::choice },
    Task { name: "bench engines", what: "measure the engines alone", work: bench::engines },
    Task {
        name: "bench finding",
        what: "measure finding among a million versions alone",
        work: bench::finding,
    },
    Task { name: "bench graph", what: "measure the opening of graphs alone", work: bench::graph },
    Task {
        name: "bench scrolling",
        what: "measure scrolling a million versions in the window alone",
        work: bench::scrolling,
    },
    Task {
        name: "bench window",
        what: "measure the window's start and its memory alone",
        work: bench::window,
    },
    Task { name: "bench registering", what: "measure taking files in alone", work: bench::registering },
    Task {
        name: "bindings",
        what: "write the window's types from the command table",
        work: check::write_bindings,
    },
    Task {
        name: "onnxruntime",
        what: "bring the library of the second engine, for the tests",
        work: onnx_runtime::onnx_runtime,
    },
    Task { name: "package", what: "build a Debian package of the program", work: package::package },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let task = match arguments.as_slice() {
        [name, options @ ..] if name == "mutate" => return ended(mutate::mutate(options)),
        [name, options @ ..] if name == "pipelines" => return ended(pipelines::pipelines(options)),
        words => TASKS.iter().find(|task| task.name == words.join(" ")),
    };
    let Some(task) = task else {
        usage();
        return ExitCode::from(2);
    };
    ended((task.work)())
}

fn ended(result: Result) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            note(&format!("xtask: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn usage() {
    note("Usage: cargo xtask TASK\n");
    for Task { name, what, .. } in TASKS {
        note(&format!("  {name:<15}{what}"));
    }
    note(&format!("  {MUTATE}: try mutated models, 20,000 unless told otherwise"));
    note(&format!("  {PIPELINES}: train random pipelines and compare answers, 200 unless told otherwise"));
}
