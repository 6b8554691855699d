//! The node tests of the ONNX backend suite: what each engine answers to the specification's own examples.
//!
//! `cargo xtask test` fetches the suite (PyPI's `onnx`) and runs these; by hand:
//! `VITRINE_TEST_ONNX=FOLDER cargo test -p inference --lib -- --ignored backend`, where FOLDER holds
//! `onnx/backend/test/data/node`. A name in `tests/backend/ENGINE.txt` has passed once and may not fail again;
//! `UPDATE_BACKEND=1` writes the names that pass now.

mod case;
mod compare;
mod report;
pub(crate) mod values;
mod worker;

use std::{collections::BTreeSet, fs, path::PathBuf};

use tract_onnx::pb::ModelProto;

use self::values::Value;
use crate::{Error, Limits, engine::Ready, onnx_runtime, source::OnnxSource, tract};

/// An engine under test.
struct Candidate {
    name: &'static str,
    load: fn(ModelProto, &OnnxSource, &Limits) -> Result<Ready, Error>,
    /// Runs a model whose inputs or outputs no client could send or get.
    run_values: fn(&ModelProto, Vec<Value>) -> Result<Vec<Value>, String>,
}

const CANDIDATES: [Candidate; 2] = [
    Candidate {
        name: "tract",
        load: |proto, source, limits| tract::load(proto, source, folder(source), limits),
        run_values: tract::run_values,
    },
    Candidate {
        name: "onnxruntime",
        load: |proto, source, _| onnx_runtime::load(&proto, source, folder(source)),
        run_values: |_, _| Err("values of this type are given to the embedded engine only".to_owned()),
    },
];

fn folder(source: &OnnxSource) -> Option<&str> {
    source.folder.as_ref()?.to_str()
}

impl Candidate {
    fn named(name: &str) -> &'static Self {
        CANDIDATES.iter().find(|candidate| candidate.name == name).expect("an engine that is tested")
    }

    /// The committed list of tests that pass.
    fn list(&self) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/backend").join(self.name).with_extension("txt")
    }
}

#[test]
#[ignore = "needs the ONNX backend suite, which `cargo xtask test` fetches"]
fn tract_passes_what_it_has_passed() {
    check(Candidate::named("tract"));
}

#[test]
#[ignore = "needs the ONNX backend suite and ONNX Runtime, which `cargo xtask test` fetches"]
fn onnx_runtime_passes_what_it_has_passed() {
    check(Candidate::named("onnxruntime"));
}

/// Runs all cases and compares with the committed list.
fn check(candidate: &Candidate) {
    let outcomes = worker::run_all(candidate.name, case::names());
    report::print(candidate.name, &outcomes);
    let passing: BTreeSet<&str> =
        outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(name, _)| name.as_str()).collect();
    if std::env::var_os("UPDATE_BACKEND").is_some() {
        let lines: String = passing.iter().flat_map(|name| [*name, "\n"]).collect();
        fs::write(candidate.list(), lines).expect("the list can be written");
        return;
    }
    let list = fs::read_to_string(candidate.list()).expect("the list of tests that pass is committed");
    let lost: Vec<&str> = list.lines().filter(|name| !passing.contains(name)).collect();
    assert!(lost.is_empty(), "{} fails tests that it has passed: {}", candidate.name, lost.join(", "));
    let gained = passing.len() - list.lines().count();
    if gained > 0 {
        report::say(&format!("{gained} more pass than are listed; UPDATE_BACKEND=1 lists them"));
    }
}
