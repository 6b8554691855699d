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
    node::build()?;
    // Apart, so that the programs are the very ones that `run` has built, with no feature that only tests ask for.
    run(&mut cargo(["build", "--release", "--locked", "--package", "desktop", "--package", "cli"]))?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "suite"]))?;
    let mut xvfb = command("xvfb-run");
    xvfb.args(["--auto-servernum", "--server-args=-screen 0 1920x1200x24"]);
    run(xvfb.arg(target().join("release/figures")).arg(target().join("bench.json")))
}
