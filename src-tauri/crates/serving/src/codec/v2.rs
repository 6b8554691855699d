//! The Open Inference Protocol V2: its JSON bodies, with tensors in JSON or in the binary extension.
//!
//! Source: <https://github.com/kserve/open-inference-protocol> and Triton's binary tensor data extension.

mod binary;
mod print;

use std::borrow::Cow;

use domain::{
    infer::InferRequest,
    signature::{Datatype, Signature, TensorSpec},
    tensor::Tensor,
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

pub use print::{Answer, metadata, request_json, response_json};

use super::{fill::Fill, fit, json, scalar};
use crate::error::Error;

/// One call, and which of its outputs go back as raw bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct V2Request {
    /// The call.
    pub request: InferRequest,
    /// The outputs of the binary extension.
    pub binary: BinaryOutputs,
}

/// Which outputs go back as raw bytes after the JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BinaryOutputs {
    /// All are JSON.
    #[default]
    None,
    /// All are raw.
    All,
    /// These are raw.
    Named(Vec<String>),
}

/// Whether a parsed body is a V2 request and not MLflow's `{"inputs": …}`.
#[must_use]
pub fn is_request(body: &Value) -> bool {
    body["inputs"].as_array().and_then(|inputs| inputs.first()).is_some_and(|first| {
        first.is_object() && first.get("name").is_some() && first.get("datatype").is_some()
    })
}

/// Reads a JSON body.
///
/// # Errors
/// [`Error`] names the input and value that do not fit the signature.
pub fn request(body: &[u8], signature: &Signature) -> Result<InferRequest, Error> {
    parse(body, None, signature).map(|call| call.request)
}

/// Reads a body whose first `json_bytes` are JSON and whose rest are the raw tensors in the order of the JSON.
/// Zero means Triton's raw mode: the whole body is the one row of the model's one input.
///
/// # Errors
/// [`Error`] names the input and value that do not fit the signature.
pub fn parse(body: &[u8], json_bytes: Option<usize>, signature: &Signature) -> Result<V2Request, Error> {
    let (text, raw) = match json_bytes {
        None => (body, &[][..]),
        Some(0) => return binary::lone_row(body, signature),
        Some(length) => body.split_at_checked(length).ok_or_else(|| {
            Error::Form(format!("the JSON is announced with {length} bytes, but the body has {}", body.len()))
        })?,
    };
    json::lenient(text, |text| Body::read(text)?.into_request(raw, signature))
}

#[derive(Deserialize)]
struct Body<'b> {
    #[serde(default)]
    id: Option<String>,
    #[serde(borrow)]
    inputs: Vec<Input<'b>>,
    #[serde(default)]
    outputs: Vec<Wanted>,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize)]
struct Input<'b> {
    #[serde(borrow)]
    name: Cow<'b, str>,
    shape: Vec<usize>,
    datatype: Datatype,
    /// Kept as text until the model's type is known.
    #[serde(borrow, default)]
    data: Option<&'b RawValue>,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize)]
struct Wanted {
    name: String,
    #[serde(default)]
    parameters: Parameters,
}

/// The parameters of the binary extension; others mean nothing here.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Parameters {
    binary_data: bool,
    binary_data_size: Option<usize>,
    binary_data_output: bool,
}

impl<'b> Body<'b> {
    fn read(text: &'b [u8]) -> Result<Self, Error> {
        json::read(text, "a V2 inference request")
    }

    fn into_request(self, mut raw: &[u8], signature: &Signature) -> Result<V2Request, Error> {
        let binary = self.binary();
        let mut inputs = Vec::with_capacity(self.inputs.len());
        for input in self.inputs {
            inputs.push(input.into_tensor(&mut raw, signature)?);
        }
        if !raw.is_empty() {
            return Err(Error::Form(format!("{} raw bytes belong to no input", raw.len())));
        }
        let outputs = self.outputs.into_iter().map(|wanted| wanted.name).collect();
        let inputs = fit::complete(signature, inputs)?;
        Ok(V2Request { request: InferRequest { id: self.id, inputs, outputs }, binary })
    }

    fn binary(&self) -> BinaryOutputs {
        let raw = |wanted: &&Wanted| wanted.parameters.binary_data;
        if self.parameters.binary_data_output {
            BinaryOutputs::All
        } else if self.outputs.iter().any(|wanted| raw(&wanted)) {
            BinaryOutputs::Named(self.outputs.iter().filter(raw).map(|wanted| wanted.name.clone()).collect())
        } else {
            BinaryOutputs::None
        }
    }
}

impl Input<'_> {
    /// Takes its raw bytes from the front of `raw`, if it has any.
    fn into_tensor(self, raw: &mut &[u8], signature: &Signature) -> Result<Tensor, Error> {
        let spec = fit::input(signature, &self.name)?;
        if !is_castable(self.datatype, spec.datatype) {
            let input = spec.name.clone();
            return Err(Error::Datatype { input, expected: spec.datatype, found: self.datatype });
        }
        fit::check_shape(spec, &self.shape)?;
        match (self.data, self.parameters.binary_data_size) {
            (Some(data), None) => from_json(spec, self.shape, data),
            (None, Some(size)) => {
                let (bytes, rest) = raw.split_at_checked(size).ok_or_else(|| {
                    let left = raw.len();
                    Error::Form(format!(
                        "input '{}' announces {size} raw bytes, but {left} are left",
                        spec.name
                    ))
                })?;
                *raw = rest;
                cast(binary::tensor(spec, self.datatype, self.shape, bytes)?, spec)
            }
            (None, None) => Err(Error::Form(format!("input '{}' has no \"data\"", spec.name))),
            (Some(_), Some(_)) => {
                Err(Error::Form(format!("input '{}' has both \"data\" and raw bytes", spec.name)))
            }
        }
    }
}

/// Whether values declared as one type may become another: floats of any width as floats of any other, integers as
/// integers, each value checked. An integer where the model takes floats, or the other way round, is a mistake.
fn is_castable(sent: Datatype, wanted: Datatype) -> bool {
    sent == wanted || (is_float(sent) && is_float(wanted)) || (is_integer(sent) && is_integer(wanted))
}

const fn is_float(datatype: Datatype) -> bool {
    matches!(datatype, Datatype::Fp16 | Datatype::Bf16 | Datatype::Fp32 | Datatype::Fp64)
}

const fn is_integer(datatype: Datatype) -> bool {
    !is_float(datatype) && !matches!(datatype, Datatype::Bool | Datatype::Bytes)
}

/// The tensor with the elements that the model takes.
fn cast(tensor: Tensor, spec: &TensorSpec) -> Result<Tensor, Error> {
    let wanted = scalar::empty(spec.datatype, 0).datatype();
    if tensor.datatype() == wanted {
        return Ok(tensor);
    }
    let elements = scalar::cast(tensor.elements(), spec.datatype).map_err(|(at, found)| Error::Value {
        place: fit::place(spec, at),
        expected: spec.datatype,
        found,
    })?;
    Ok(Tensor::new(&spec.name, tensor.shape().to_vec(), elements)?)
}

/// Values nested or flat, of the declared shape.
fn from_json(spec: &TensorSpec, shape: Vec<usize>, data: &RawValue) -> Result<Tensor, Error> {
    let text = data.get();
    // Every value takes two bytes of text at least, so a shape cannot make this larger than the body.
    let count = shape.iter().try_fold(1_usize, |product, dim| product.checked_mul(*dim));
    let mut fill = Fill::new(spec, count.unwrap_or(0).min(text.len() / 2 + 1));
    fill.read(&mut serde_json::Deserializer::from_str(text))?;
    let nesting = fill.shape();
    if nesting.len() > 1 && nesting != shape {
        return Err(Error::Form(format!(
            "input '{}': \"data\" is nested as {nesting:?}, but \"shape\" says {shape:?}",
            spec.name
        )));
    }
    Ok(Tensor::new(&spec.name, shape, fill.elements)?)
}
