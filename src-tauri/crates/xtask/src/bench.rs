//! `cargo xtask bench`: the figures of a release build.

mod finding;

use crate::{
    node, onnx_runtime, prerequisites, python,
    shell::{Result, cargo, command, once_for, read, root, run, target},
    system,
};

pub use finding::finding;

/// What trains models, and with which packages.
const SCRIPT: &str = "tests/figures/engines/models.py";
const REQUIREMENTS: &str = "tests/figures/engines/requirements.txt";

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
    node::build()?;
    // Apart, so that the programs are the very ones that `run` has built, with no feature that only tests ask for.
    run(&mut cargo(["build", "--release", "--locked", "--package", "desktop", "--package", "cli"]))?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "suite"]))?;
    let mut xvfb = command("xvfb-run");
    xvfb.args(["--auto-servernum", "--server-args=-screen 0 1920x1200x24"]);
    run(xvfb.arg(target().join("release/figures")).arg(target().join("bench.json")))
}

/// The engines alone: tract against ONNX Runtime.
///
/// # Errors
/// As [`bench`].
pub fn engines() -> Result {
    prerequisites::rust()?;
    onnx_runtime::bring()?;
    models()?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "suite"]))?;
    run(command(target().join("release/figures")).arg("engines").arg(target().join("bench.json")))
}

/// The choice of an engine alone.
///
/// # Errors
/// As [`bench`].
pub fn choice() -> Result {
    prerequisites::rust()?;
    onnx_runtime::bring()?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "suite"]))?;
    run(command(target().join("release/figures")).arg("choice").arg(target().join("bench.json")))
}

/// Opening graphs alone.
///
/// # Errors
/// As [`bench`].
pub fn graph() -> Result {
    prerequisites::rust()?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "suite"]))?;
    run(command(target().join("release/figures")).arg("graph").arg(target().join("bench.json")))
}

/// Taking files in alone: against `cp` and `sha256sum`, and by the thousand.
///
/// # Errors
/// As [`bench`].
pub fn registering() -> Result {
    prerequisites::rust()?;
    onnx_runtime::bring()?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "cli"]))?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "suite"]))?;
    run(command(target().join("release/figures")).arg("registering").arg(target().join("bench.json")))
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
