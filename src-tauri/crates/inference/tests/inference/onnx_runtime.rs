//! The second engine: what it needs, and that it does what the first one does.

use domain::engine::EngineName;
use inference::{Limits, Predictor, onnx_runtime};

use crate::v2::{json, model, repository};

/// Fails where the library is not at hand: a test that needs it must not pass without it.
pub fn needed() {
    if let Some(reason) = onnx_runtime::status().reason {
        panic!("{reason}; for the tests, `cargo xtask onnxruntime` brings it");
    }
}

#[test]
fn both_engines_see_the_same_signature() {
    needed();
    let manifest = json(&repository("tests/fixtures/manifest.json"));
    let mut different = Vec::new();
    for entry in manifest["models"].as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        let load = |engine| Predictor::load_with(&model(name), engine, &Limits::default());
        let Ok(tract) = load(EngineName::Tract) else { continue };
        let runtime = load(EngineName::OnnxRuntime).unwrap();
        assert_eq!((tract.engine(), runtime.engine()), (EngineName::Tract, EngineName::OnnxRuntime));
        if tract.signature() != runtime.signature() {
            different.push(format!("{name}:\n  {:?}\n  {:?}", tract.signature(), runtime.signature()));
        }
    }
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}
