//! Every model of the manifest against what ONNX Runtime answers.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use domain::engine::EngineName;
use inference::{Limits, Predictor};
use serde_json::Value;

use crate::v2::{difference, json, model, repository, rows, tensors};

/// How far a number may be from what is expected, beside a ten-thousandth of its size.
const ABSOLUTE: f64 = 1e-5;

#[test]
fn every_model_answers_like_onnx_runtime() {
    every_model(|entry| failure(entry, EngineName::Tract));
}

#[test]
fn every_model_answers_through_onnx_runtime_itself() {
    crate::onnx_runtime::needed();
    every_model(|entry| failure(entry, EngineName::OnnxRuntime));
}

/// Asks of every model of the manifest what is wrong with it.
fn every_model(problem: impl Fn(&Value) -> Option<String> + Sync) {
    let manifest = json(&repository("tests/fixtures/manifest.json"));
    let models = manifest["models"].as_array().unwrap();
    let (next, problems) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().unwrap().get() {
            scope.spawn(|| {
                while let Some(entry) = models.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let problem = problem(entry);
                    problems
                        .lock()
                        .unwrap()
                        .extend(problem.map(|problem| format!("{}: {problem}", entry["name"])));
                }
            });
        }
    });
    let problems = problems.into_inner().unwrap();
    assert!(problems.is_empty(), "{} of {}:\n{}", problems.len(), models.len(), problems.join("\n"));
}

fn failure(entry: &Value, engine: EngineName) -> Option<String> {
    let name = entry["name"].as_str().unwrap();
    let predictor = match Predictor::load_with(&model(name), engine, &Limits::default()) {
        Ok(predictor) => predictor,
        Err(error) => return Some(error.to_string()),
    };
    let case = json(&repository(&format!("tests/fixtures/cases/{name}.json")));
    let count = case["inputs"][0]["shape"][0].as_u64().unwrap() as usize;
    let mut ranges = [0..count, 3..7].into_iter().chain((0..count).map(|row| row..row + 1));
    ranges.find_map(|range| answer(&predictor, &case, range))
}

fn answer(predictor: &Predictor, case: &Value, range: std::ops::Range<usize>) -> Option<String> {
    let inputs: Vec<_> = tensors(&case["inputs"]).iter().map(|tensor| rows(tensor, range.clone())).collect();
    let outputs = match predictor.predict(&inputs) {
        Ok(outputs) => outputs,
        Err(error) => return Some(format!("rows {range:?}: {error}")),
    };
    let expected = case["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), expected.len());
    let mut pairs = outputs.iter().zip(expected);
    let different = pairs.find_map(|(found, expected)| difference(found, expected, range.clone(), ABSOLUTE));
    different.map(|difference| format!("rows {range:?}: {difference}"))
}
