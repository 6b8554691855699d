//! Real models with their inputs and expected outputs.

use std::{fs, path::PathBuf};

use serde_json::Value;

/// The path of a file in `tests/fixtures`, such as `models/logreg_iris.onnx`.
///
/// # Panics
/// When there is no such file.
#[must_use]
pub fn path(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    assert!(path.exists(), "there is no fixture {}", path.display());
    path.to_string_lossy().into_owned()
}

/// A model's case: `inputs` and `outputs` as tensors of the Open Inference Protocol.
///
/// # Panics
/// When there is no such case.
#[must_use]
pub fn case(name: &str) -> Value {
    let text = fs::read_to_string(path(&format!("cases/{name}.json"))).expect("the case can be read");
    serde_json::from_str(&text).expect("the case is JSON")
}

/// The names of all models.
///
/// # Panics
/// When the manifest cannot be read.
#[must_use]
pub fn models() -> Vec<String> {
    let text = fs::read_to_string(path("manifest.json")).expect("the manifest can be read");
    let manifest: Value = serde_json::from_str(&text).expect("the manifest is JSON");
    let models = manifest["models"].as_array().expect("the manifest lists models");
    models.iter().filter_map(|entry| entry["name"].as_str().map(str::to_owned)).collect()
}
