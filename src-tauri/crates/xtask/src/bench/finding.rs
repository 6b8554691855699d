//! `cargo xtask bench finding`: a registry of a million versions, and of fewer beside MLflow's own.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::{
    prerequisites, python,
    shell::{Failure, Result, cargo, command, note, read, root, run, target, write},
};

const SCRIPT: &str = "tests/figures/finding/peer.py";
const REQUIREMENTS: &str = "tests/figures/finding/requirements.txt";
const VERSIONS: u32 = 1_000_000;
/// So many versions are searched in MLflow too.
const BESIDE_MLFLOW: u32 = 20_000;
const TIMES_FASTER: f64 = 50.0;

/// What each figure may be at most, in milliseconds.
const BOUNDS: &[(&str, f64)] = &[
    ("first page of versions", 10.0),
    ("first page of models", 10.0),
    ("next page, deep", 10.0),
    ("count of versions", 50.0),
    ("count of models", 50.0),
    ("count of versions, two tags not asked before", 50.0),
    ("completion of 'task=t1'", 20.0),
    ("completion of 'task=t3 framework=f'", 20.0),
    ("completion of 'fra'", 20.0),
    ("completion of ''", 20.0),
    ("full text, a word not asked before", 30.0),
    ("full text, a word in three of ten", 30.0),
    ("facets", 100.0),
    ("facets of everything", 100.0),
];

/// Measures, prints a table and writes `target/bench.json`.
///
/// # Errors
/// When something is missing on this machine, a build fails, or a measurement cannot be taken.
pub fn finding() -> Result {
    prerequisites::rust()?;
    let python = python::with("bench-registry", &[REQUIREMENTS])?;
    let mut figures = Vec::new();
    for (name, value) in measured(VERSIONS)? {
        let bound = BOUNDS.iter().find(|(bounded, _)| *bounded == name).map(|(_, bound)| *bound);
        let unit = if name.starts_with("bytes") { "bytes" } else { "ms" };
        figures.push(figure(
            &format!("{VERSIONS} versions: {name}"),
            &value,
            unit,
            bound.map(|most| (most, false)),
        ));
    }
    let ours = &measured(BESIDE_MLFLOW)?["first page of versions"];
    let folder = target().join("bench-mlflow");
    let out = target().join("mlflow.json");
    run(command(python).arg(root().join(SCRIPT)).arg(BESIDE_MLFLOW.to_string()).args([&folder, &out]))?;
    let theirs = &object(&out)?["search"];
    figures.push(figure(&format!("{BESIDE_MLFLOW} versions: first page"), ours, "ms", None));
    figures.push(figure(&format!("{BESIDE_MLFLOW} versions: MLflow's first page"), theirs, "ms", None));
    let faster = theirs.as_f64().unwrap_or_default() / ours.as_f64().unwrap_or(f64::INFINITY);
    figures.push(figure("times faster than MLflow", &json!(faster), "times", Some((TIMES_FASTER, true))));
    let path = target().join("bench.json");
    write(&path, &format!("{:#}\n", json!({ "figures": figures })))?;
    note(&format!("\nAlso in {}", path.display()));
    Ok(())
}

/// The store's own measurement.
fn measured(versions: u32) -> Result<Map<String, Value>> {
    let out = target().join("finding.json");
    let mut measurement =
        cargo(["run", "--release", "--locked", "--quiet", "--package", "store", "--example", "finding"]);
    run(measurement.arg("--").arg(versions.to_string()).arg(&out))?;
    object(&out)
}

fn object(path: &Path) -> Result<Map<String, Value>> {
    let wrong = |error| Failure::new(format!("{} is not an object of JSON: {error}", path.display()));
    serde_json::from_str(&read(path)?).map_err(wrong)
}

/// Prints a figure, and gives it as JSON. A bound is a most, or a least.
fn figure(name: &str, value: &Value, unit: &str, bound: Option<(f64, bool)>) -> Value {
    let number = value.as_f64().unwrap_or(f64::NAN);
    let mut figure = json!({ "name": name, "value": value, "unit": unit });
    let mut verdict = String::new();
    if let Some((bound, least)) = bound {
        let met = if least { number >= bound } else { number < bound };
        let wanted = format!("{} {bound}", if least { "at least" } else { "under" });
        verdict = format!("{wanted:>14}  {}", if met { "met" } else { "MISSED" });
        figure["wanted"] = json!(wanted);
        figure["met"] = json!(met);
    }
    note(&format!("{name:<72}{number:>12.2} {unit:<8}{verdict}"));
    figure
}
