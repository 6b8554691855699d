//! What `cases.py` wrote of a pipeline: its rows, and what others answer to them.

use std::{fs, ops::Range, path::Path};

use domain::{
    for_elements,
    tensor::{Elements, Tensor},
};
use serde_json::Value;

/// One pipeline's case.
pub struct Case {
    /// What it is made of, in words.
    pub pipeline: String,
    /// How it was exported, in words.
    pub exporter: String,
    /// The library's classes, of a classifier.
    pub classes: Option<Vec<String>>,
    pub inputs: Vec<Tensor>,
    pub outputs: Vec<Expected>,
}

/// What an output is to be.
pub struct Expected {
    /// ONNX Runtime's answer.
    pub tensor: Tensor,
    /// The library's own, in the same order, where it has such a method.
    pub library: Option<Elements>,
    /// The library's method that it is, such as `predict_proba`.
    pub method: Option<String>,
    /// The keys of what was a map for each row.
    pub keys: Option<Vec<String>>,
    /// The axis along which rows stand; none where the output does not depend on the rows.
    pub axis: Option<usize>,
}

impl Case {
    /// Reads the case in a pipeline's folder.
    pub fn read(folder: &Path) -> Self {
        let json: Value =
            serde_json::from_str(&fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
        let list = |name: &str| json[name].as_array().unwrap().iter();
        Self {
            pipeline: json["pipeline"].as_str().unwrap().to_owned(),
            exporter: json["exporter"].as_str().unwrap().to_owned(),
            classes: names(&json["classes"]),
            inputs: list("inputs").map(tensor).collect(),
            outputs: list("outputs").map(expected).collect(),
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.inputs[0].rows()
    }
}

fn expected(json: &Value) -> Expected {
    let tensor = tensor(json);
    // The library may answer in another type, such as double precision.
    let library = json["library"].as_array().map(|data| match tensor.elements() {
        Elements::Fp32(_) | Elements::Fp64(_) => Elements::Fp64(data.iter().map(float).collect()),
        _ => Elements::Bytes(data.iter().map(text).collect()),
    });
    Expected {
        library,
        method: json["method"].as_str().map(str::to_owned),
        keys: names(&json["keys"]),
        axis: json["axis"].as_u64().map(|axis| axis as usize),
        tensor,
    }
}

fn tensor(json: &Value) -> Tensor {
    let data = json["data"].as_array().unwrap().iter();
    let elements = match json["datatype"].as_str().unwrap() {
        "FP32" => Elements::Fp32(data.map(|value| float(value) as f32).collect()),
        "FP64" => Elements::Fp64(data.map(float).collect()),
        "INT64" => Elements::Int64(data.map(|value| value.as_i64().unwrap()).collect()),
        "INT32" => {
            Elements::Int32(data.map(|value| i32::try_from(value.as_i64().unwrap()).unwrap()).collect())
        }
        "BOOL" => Elements::Bool(data.map(|value| value.as_bool().unwrap()).collect()),
        _ => Elements::Bytes(data.map(text).collect()),
    };
    let shape = json["shape"].as_array().unwrap().iter().map(|dim| dim.as_u64().unwrap() as usize).collect();
    Tensor::new(json["name"].as_str().unwrap(), shape, elements).unwrap()
}

fn float(value: &Value) -> f64 {
    match value {
        Value::String(infinity) => infinity.parse().unwrap(),
        other => other.as_f64().unwrap_or(f64::NAN),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn names(json: &Value) -> Option<Vec<String>> {
    Some(json.as_array()?.iter().map(text).collect())
}

/// Some of `total` rows of a tensor whose rows stand along an axis; several outputs of a row may be flattened there.
pub fn slice(tensor: &Tensor, axis: usize, total: usize, rows: Range<usize>) -> Tensor {
    let mut shape = tensor.shape().to_vec();
    shape[axis] = rows.len() * (shape[axis] / total);
    let elements = slice_elements(tensor.elements(), tensor.shape(), axis, total, rows);
    Tensor::new(&tensor.name, shape, elements).unwrap()
}

/// Some of `total` rows of elements of this shape.
pub fn slice_elements(
    elements: &Elements,
    shape: &[usize],
    axis: usize,
    total: usize,
    rows: Range<usize>,
) -> Elements {
    let block: usize = shape[axis..].iter().product();
    let inner = block / total;
    fn taken<T: Clone>(values: &[T], block: usize, range: Range<usize>) -> Vec<T> {
        values.chunks(block.max(1)).flat_map(|block| block[range.clone()].to_vec()).collect()
    }
    let range = rows.start * inner..rows.end * inner;
    match elements {
        Elements::Fp32(values) => Elements::Fp32(taken(values, block, range)),
        Elements::Fp64(values) => Elements::Fp64(taken(values, block, range)),
        Elements::Int64(values) => Elements::Int64(taken(values, block, range)),
        Elements::Int32(values) => Elements::Int32(taken(values, block, range)),
        Elements::Bool(values) => Elements::Bool(taken(values, block, range)),
        Elements::Bytes(values) => Elements::Bytes(taken(values, block, range)),
        other => panic!("no case holds {}", other.datatype()),
    }
}

/// An element in JSON, as a client would write it; what is not finite as Python writes it.
pub fn json(elements: &Elements, at: usize) -> Value {
    match elements {
        Elements::Fp32(values) if !values[at].is_finite() => Value::Null,
        Elements::Fp64(values) if !values[at].is_finite() => Value::Null,
        other => for_elements!(other, values => serde_json::to_value(&values[at]).unwrap()),
    }
}
