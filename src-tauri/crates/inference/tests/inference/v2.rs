//! Fixtures: Open Inference Protocol V2 tensors in JSON.

use std::{fs, path::PathBuf};

use domain::{
    infer::Output,
    tensor::{Elements, Tensor},
};
use serde_json::Value;

/// A path in the repository.
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..").join(path)
}

/// A fixture model.
pub fn model(name: &str) -> PathBuf {
    repository(&format!("tests/fixtures/models/{name}.onnx"))
}

pub fn json(path: &PathBuf) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The tensors of a request.
pub fn tensors(list: &Value) -> Vec<Tensor> {
    list.as_array().unwrap().iter().map(tensor).collect()
}

fn tensor(json: &Value) -> Tensor {
    let shape = json["shape"].as_array().unwrap().iter().map(|dim| dim.as_u64().unwrap() as usize).collect();
    let data = flat(&json["data"]);
    let floats = || data.iter().map(|x| x.as_f64().unwrap_or(f64::NAN));
    let elements = match json["datatype"].as_str().unwrap() {
        "FP32" => Elements::Fp32(floats().map(|x| x as f32).collect()),
        "FP64" => Elements::Fp64(floats().collect()),
        "INT64" => Elements::Int64(data.iter().map(|x| x.as_i64().unwrap()).collect()),
        "BYTES" => Elements::Bytes(data.iter().map(|x| x.as_str().unwrap().to_owned()).collect()),
        other => panic!("{other}"),
    };
    Tensor::new(json["name"].as_str().unwrap(), shape, elements).unwrap()
}

fn flat(data: &Value) -> Vec<&Value> {
    match data {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        other => vec![other],
    }
}

/// Some rows of a tensor.
pub fn rows(tensor: &Tensor, range: std::ops::Range<usize>) -> Tensor {
    let width = tensor.shape()[1..].iter().product::<usize>();
    let mut shape = tensor.shape().to_vec();
    shape[0] = range.len();
    let range = range.start * width..range.end * width;
    let elements = match tensor.elements() {
        Elements::Fp32(values) => Elements::Fp32(values[range].to_vec()),
        Elements::Fp64(values) => Elements::Fp64(values[range].to_vec()),
        Elements::Int64(values) => Elements::Int64(values[range].to_vec()),
        Elements::Bytes(values) => Elements::Bytes(values[range].to_vec()),
        other => panic!("{other:?}"),
    };
    Tensor::new(&tensor.name, shape, elements).unwrap()
}

/// What differs between an output of some rows and what is expected of them, if anything: labels must be equal,
/// numbers within `tolerance` and a ten-thousandth of their size.
pub fn difference(
    found: &Output,
    expected: &Value,
    range: std::ops::Range<usize>,
    tolerance: f64,
) -> Option<String> {
    let name = expected["name"].as_str().unwrap();
    if found.tensor.name != name {
        return Some(format!("expected output '{name}', got '{}'", found.tensor.name));
    }
    let all: Vec<usize> = serde_json::from_value(expected["shape"].clone()).unwrap();
    // A discriminant analysis gives its labels as one row.
    let axis = usize::from(all.len() == 2 && all[0] == 1);
    let mut shape = all.clone();
    shape[axis] = range.len();
    if found.tensor.shape() != shape {
        return Some(format!("'{name}': expected shape {shape:?}, got {:?}", found.tensor.shape()));
    }
    if let Some(keys) = expected.get("keys") {
        let keys: Vec<String> = keys.as_array().unwrap().iter().map(text).collect();
        if found.classes.as_deref() != Some(&keys) {
            return Some(format!("'{name}': expected classes {keys:?}, got {:?}", found.classes));
        }
    }
    let width = all.iter().product::<usize>() / all[axis];
    let data = flat(&expected["data"]);
    let data = &data[range.start * width..range.end * width];
    let close = |found: f64, expected: &Value| {
        let expected = expected.as_f64().unwrap_or(f64::NAN);
        (found - expected).abs() <= tolerance + 1e-4 * expected.abs() || (found.is_nan() && expected.is_nan())
    };
    let equal = match found.tensor.elements() {
        Elements::Fp32(values) => {
            values.iter().zip(data).all(|(found, expected)| close((*found).into(), expected))
        }
        Elements::Fp64(values) => values.iter().zip(data).all(|(found, expected)| close(*found, expected)),
        Elements::Int64(values) => {
            values.iter().zip(data).all(|(found, expected)| Some(*found) == expected.as_i64())
        }
        Elements::Bytes(values) => {
            values.iter().zip(data).all(|(found, expected)| Some(&**found) == expected.as_str())
        }
        other => panic!("{other:?}"),
    };
    (!equal).then(|| format!("'{name}': expected {data:?}, got {:?}", found.tensor.elements()))
}

fn text(key: &Value) -> String {
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}
