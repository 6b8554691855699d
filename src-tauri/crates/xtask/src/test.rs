//! `cargo xtask test`: what CI runs, cheap checks first.

use crate::{
    check, licences, node, onnx, onnx_runtime, pipelines, prerequisites,
    python::python,
    shell::{Result, cargo, command, run},
    stages, system,
};

/// Runs every check and test.
///
/// One profile and one set of features throughout, so that nothing is compiled twice.
///
/// # Errors
/// The sentence of the first stage that fails.
pub fn test() -> Result {
    stages::run(&[
        ("prerequisites", prerequisites),
        ("format", check::format),
        ("licences, advisories", licences::check),
        ("window: types", node::types),
        ("window: unit tests", node::test),
        ("window: build", node::build),
        ("lints", check::lints),
        ("build", build),
        ("tests", tests),
        ("operators", operators),
        ("real clients", clients),
        ("fresh pipelines", pipelines::few),
        ("window test", window),
    ])
}

fn prerequisites() -> Result {
    prerequisites::rust()?;
    prerequisites::node()?;
    system::require(&[system::CLI, system::WINDOW, system::WINDOW_TEST, system::CLIENTS])?;
    onnx_runtime::bring().map(drop)
}

fn build() -> Result {
    run(&mut cargo(["build", "--workspace", "--all-targets", "--locked"]))
}

/// All tests that need nothing but Rust, with the walls and the freshness of the bindings among them.
fn tests() -> Result {
    run(&mut cargo(["test", "--workspace", "--locked"]))
}

/// The engines answer the ONNX specification's own examples.
fn operators() -> Result {
    let mut tests = cargo(["test", "--workspace", "--locked", "--lib", "--", "--ignored", "backend::"]);
    run(tests.env("VITRINE_TEST_ONNX", onnx::suite()?))
}

fn clients() -> Result {
    let mut tests = cargo(["test", "--workspace", "--locked", "--test", "clients"]);
    run(tests.env("VITRINE_TEST_PYTHON", python()?))
}

fn window() -> Result {
    let mut xvfb = command("xvfb-run");
    xvfb.args(["--auto-servernum", "--server-args=-screen 0 1920x1200x24"]);
    run(xvfb.args(["cargo", "test", "--workspace", "--locked", "--test", "window"]))
}
