//! `cargo xtask bench`: the figures of a release build.

use std::process::Command;

use crate::{
    node, onnx_runtime, prerequisites, python,
    shell::{Result, cargo, command, once_for, read, root, run, target},
    system,
};

/// What trains models, and with which packages.
const SCRIPT: &str = "tests/figures/engines/models.py";
const REQUIREMENTS: &str = "tests/figures/engines/requirements.txt";
/// What brings MLflow's registry.
const MLFLOW: &str = "tests/figures/finding/requirements.txt";

/// Builds for release and measures; prints a table and writes `target/bench.json`.
///
/// # Errors
/// When something is missing on this machine, a build fails, or a measurement cannot be taken.
pub fn bench() -> Result {
    prerequisites::rust()?;
    prerequisites::node()?;
    system::require(&[system::CLI, system::WINDOW, system::WINDOW_TEST, system::BENCH])?;
    onnx_runtime::bring()?;
    models()?;
    python::with("bench-registry", &[MLFLOW])?;
    node::build()?;
    build(&["desktop", "cli", "suite"])?;
    run(&mut figures(on_a_display(), &[]))
}

/// The engines alone: tract against ONNX Runtime.
///
/// # Errors
/// As [`bench`].
pub fn engines() -> Result {
    prerequisites::rust()?;
    models()?;
    alone("engines")
}

/// Finding alone: in a registry of a million versions, and in one of fewer beside MLflow's own.
///
/// # Errors
/// As [`bench`].
pub fn finding() -> Result {
    prerequisites::rust()?;
    python::with("bench-registry", &[MLFLOW])?;
    alone("finding")
}

/// The choice of an engine alone.
///
/// # Errors
/// As [`bench`].
pub fn choice() -> Result {
    prerequisites::rust()?;
    alone("choice")
}

/// Opening graphs alone.
///
/// # Errors
/// As [`bench`].
pub fn graph() -> Result {
    prerequisites::rust()?;
    alone("graph")
}

/// Taking files in alone: against `cp` and `sha256sum`, and by the thousand.
///
/// # Errors
/// As [`bench`].
pub fn registering() -> Result {
    prerequisites::rust()?;
    alone("registering")
}

/// Scrolling a list of a million versions alone, in the window.
///
/// # Errors
/// As [`bench`].
pub fn scrolling() -> Result {
    in_a_window("scrolling")
}

/// The window's start and its memory alone.
///
/// # Errors
/// As [`bench`].
pub fn window() -> Result {
    in_a_window("window")
}

/// Measures what needs a window.
fn in_a_window(what: &str) -> Result {
    prerequisites::rust()?;
    prerequisites::node()?;
    system::require(&[system::CLI, system::WINDOW, system::WINDOW_TEST])?;
    node::build()?;
    build(&["desktop", "cli", "suite"])?;
    run(&mut figures(on_a_display(), &[what]))
}

/// Measures what needs no window.
fn alone(what: &str) -> Result {
    onnx_runtime::bring()?;
    build(&["cli", "suite"])?;
    run(&mut figures(command("env"), &[what]))
}

/// Builds these for release together, so that what they share is built once.
fn build(packages: &[&str]) -> Result {
    let mut build = cargo(["build", "--release", "--locked"]);
    run(packages.iter().fold(&mut build, |build, package| build.args(["--package", package])))
}

/// The program that measures, started by another.
fn figures(mut by: Command, what: &[&str]) -> Command {
    by.arg(target().join("release/figures")).args(what).arg(target().join("bench.json"));
    by
}

/// Runs what follows with a display that nobody sees.
fn on_a_display() -> Command {
    let mut xvfb = command("xvfb-run");
    xvfb.args(["--auto-servernum", "--server-args=-screen 0 1920x1200x24"]);
    xvfb
}

/// Trains the models that the fixtures lack.
fn models() -> Result {
    let folder = target().join("bench-models");
    let script = root().join(SCRIPT);
    let python = python::with("bench-python", &[REQUIREMENTS])?;
    once_for(&(read(&script)? + &read(&root().join(REQUIREMENTS))?), &folder, || {
        run(command(python).arg(&script).arg(&folder))
    })
}
