//! `cargo xtask bench`: the figures of a release build.

use crate::{
    node, onnx_runtime, prerequisites,
    shell::{Result, cargo, command, run, target},
    system,
};

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
    models()?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "suite"]))?;
    run(command(target().join("release/figures")).arg("engines").arg(target().join("bench.json")))
}

/// Brings the second engine, and trains the models that the fixtures lack.
fn models() -> Result {
    onnx_runtime::bring_if_possible();
    let (folder, python) = (target().join("bench-models"), target().join("bench-python"));
    let sources = root().join("tests/figures/engines");
    let (script, requirements) = (sources.join("models.py"), sources.join("requirements.txt"));
    once_for(&(read(&script)? + &read(&requirements)?), &folder, || {
        run(command("python3").args(["-m", "venv", "--clear"]).arg(&python))
            .map_err(|failure| Failure::new(format!("Python 3 with venv is needed: {failure}")))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        run(command(python.join("bin/python")).args(pip).arg(&requirements))?;
        run(command(python.join("bin/python")).arg(&script).arg(&folder))
    })
}
