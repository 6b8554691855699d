//! Rows to score: those of a case, mixed column by column, so that no two calls in a row take the same path.

use std::{fs, path::Path};

use domain::tensor::{Elements, Tensor};
use serde_json::Value;

/// A few real rows of every input.
pub struct Rows(Vec<Tensor>);

impl Rows {
    /// The inputs of a fixture's case.
    ///
    /// # Panics
    /// When they are no tensors of numbers or texts.
    pub fn of_case(case: &Value) -> Self {
        let inputs = case["inputs"].as_array().expect("a case has inputs");
        Self(inputs.iter().map(tensor).collect())
    }

    /// Floats of one input `X`, row-major; none where there is no such file.
    pub fn of_file(path: &Path, columns: usize) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let (floats, _) = bytes.as_chunks();
        let floats: Vec<f32> = floats.iter().copied().map(f32::from_le_bytes).collect();
        Tensor::new("X", vec![floats.len() / columns, columns], Elements::Fp32(floats))
            .ok()
            .map(|x| Self(vec![x]))
    }

    /// That many rows, each column of each from a row of its own.
    pub fn repeated(&self, rows: usize) -> Vec<Tensor> {
        self.0.iter().map(|tensor| mixed(tensor, rows)).collect()
    }
}

fn tensor(input: &Value) -> Tensor {
    let text = |key: &str| input[key].as_str().expect("a text").to_owned();
    let (shape, data) = (serde_json::from_value(input["shape"].clone()), input["data"].clone());
    let elements = match text("datatype").as_str() {
        // A missing value is a text or nothing.
        "FP32" => {
            let values: Vec<Value> = serde_json::from_value(data).expect("a list");
            Elements::Fp32(values.iter().map(|x| x.as_f64().map_or(f32::NAN, |x| x as f32)).collect())
        }
        "INT64" => Elements::Int64(serde_json::from_value(data).expect("whole numbers")),
        "BYTES" => Elements::Bytes(serde_json::from_value(data).expect("texts")),
        other => panic!("no measured model takes {other}"),
    };
    Tensor::new(text("name"), shape.expect("a shape"), elements).expect("the shape fits")
}

fn mixed(tensor: &Tensor, rows: usize) -> Tensor {
    let width: usize = tensor.shape()[1..].iter().product();
    let mut state = 88_172_645_463_325_252_u64;
    let picked: Vec<usize> = (0..rows * width)
        .map(|position| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as usize % tensor.rows() * width + position % width
        })
        .collect();
    let elements = match tensor.elements() {
        Elements::Fp32(values) => Elements::Fp32(picked.iter().map(|at| values[*at]).collect()),
        Elements::Int64(values) => Elements::Int64(picked.iter().map(|at| values[*at]).collect()),
        Elements::Bytes(values) => Elements::Bytes(picked.iter().map(|at| values[*at].clone()).collect()),
        other => panic!("no measured model takes {:?}", other.datatype()),
    };
    let shape = std::iter::once(rows).chain(tensor.shape()[1..].iter().copied()).collect();
    Tensor::new(tensor.name.clone(), shape, elements).expect("rows times columns")
}
