//! The second engine: what it needs, and that it does what the first one does.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use domain::engine::EngineName;
use inference::{Limits, Predictor, assess, onnx_runtime};
use serde_json::{Value, json};

use crate::v2::{self, model, repository};

/// Fails where the library is not at hand: a test that needs it must not pass without it.
pub fn needed() {
    if let Some(reason) = onnx_runtime::status().reason {
        panic!("{reason}; for the tests, `cargo xtask onnxruntime` brings it");
    }
}

#[test]
fn both_engines_see_the_same_signature() {
    needed();
    let manifest = v2::json(&repository("tests/fixtures/manifest.json"));
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

/// What a process of its own is to say of the library that `VITRINE_ONNXRUNTIME` names: its status, and how models
/// load there.
const CHILD: &str = "VITRINE_TEST_STATUS";

#[test]
fn without_a_library_that_can_be_used_everything_else_works() {
    if std::env::var_os(CHILD).is_some() {
        return say_in_child();
    }
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("libonnxruntime.so.1.31.1");
    std::fs::write(&text, "not a library").unwrap();
    for (library, reason) in [
        (folder.path().join("nowhere.so"), "nowhere.so"),
        (text.clone(), "libonnxruntime.so.1.31.1"),
        (library(folder.path(), "other", "int nothing;"), "does not export `OrtGetApiBase`"),
        (library(folder.path(), "old", OLD), "expected version >= '1.17.x', but got '1.16.3'"),
    ] {
        let said = in_child(&library);
        assert!(said["status"].as_str().unwrap().contains(reason), "{library:?}: {said}");
        assert!(said["onnxruntime"].as_str().unwrap().contains(reason), "{said}");
        assert_eq!(said["tract"], "tract");
        assert_eq!((&said["chosen"], &said["deployable"]), (&json!("tract"), &json!(true)));
        assert!(
            said["summary"].as_str().unwrap().starts_with("tract, since ONNX Runtime cannot: "),
            "{said}"
        );
    }
}

/// Says an older version than the engine needs.
const OLD: &str = r#"
    static const char* version(void) { return "1.16.3"; }
    static const void* api(unsigned n) { (void)n; return 0; }
    static const struct { const void* (*api)(unsigned); const char* (*version)(void); } base = { api, version };
    const void* OrtGetApiBase(void) { return &base; }
"#;

/// Compiles a library.
fn library(folder: &Path, name: &str, source: &str) -> PathBuf {
    let (code, library) = (folder.join(name).with_extension("c"), folder.join(name).with_extension("so"));
    std::fs::write(&code, source).unwrap();
    let status =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&code).status().unwrap();
    assert!(status.success());
    library
}

/// Runs this very test in a process of its own: a library is opened once a process.
fn in_child(library: &Path) -> Value {
    let this = "onnx_runtime::without_a_library_that_can_be_used_everything_else_works";
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", this])
        .env(CHILD, library.with_extension("json"))
        .env("VITRINE_ONNXRUNTIME", library)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(output.success());
    v2::json(&library.with_extension("json"))
}

fn say_in_child() {
    let load = |engine| match Predictor::load_with(&model("rf_iris"), engine, &Limits::default()) {
        Ok(predictor) => predictor.engine().name().to_owned(),
        Err(error) => error.to_string(),
    };
    let found = assess(&model("rf_iris"), &Limits::default(), |_| None).unwrap();
    let choice = found.engines.unwrap();
    let said = json!({
        "status": onnx_runtime::status().reason,
        "tract": load(EngineName::Tract),
        "onnxruntime": load(EngineName::OnnxRuntime),
        "chosen": choice.chosen,
        "summary": choice.summary(),
        "deployable": found.deployable,
    });
    std::fs::write(std::env::var_os(CHILD).unwrap(), said.to_string()).unwrap();
}
