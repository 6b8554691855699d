//! `cargo xtask pipelines`: random pipelines, trained and exported just now, against what answers them elsewhere.

use std::process::Command;

use crate::{
    options::count_and_seed,
    prerequisites,
    python::with,
    shell::{Result, cargo, run},
};

const REQUIREMENTS: &str = "tests/pipelines/requirements.txt";
const CATBOOST: &str = "tests/pipelines/catboost.txt";

/// How many are trained unless told otherwise.
const COUNT: u64 = 200;

/// Trains with every library, exports, and compares. A seed makes the same pipelines again; without one they are others
/// each time.
///
/// # Errors
/// When the options are wrong, Python or its packages cannot be had, or an answer differs.
pub fn pipelines(options: &[String]) -> Result {
    let (count, seed) = count_and_seed(options, COUNT)?;
    prerequisites::rust()?;
    let python = with("python-pipelines-all", &[REQUIREMENTS, CATBOOST])?;
    let mut test = test();
    test.env("VITRINE_PIPELINES_COUNT", count.to_string()).env("VITRINE_PIPELINES_SEED", seed.to_string());
    run(test.env("VITRINE_TEST_PYTHON", python))
}

/// The few that the tests train, with the libraries that are small.
///
/// # Errors
/// As [`pipelines`].
pub fn few() -> Result {
    run(test().env("VITRINE_TEST_PYTHON", with("python-pipelines", &[REQUIREMENTS])?))
}

fn test() -> Command {
    cargo(["test", "--workspace", "--locked", "--test", "pipelines", "--", "--nocapture"])
}
