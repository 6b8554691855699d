//! Bytes to [`InferRequest`] and [`InferResponse`] to bytes, for every dialect.
//!
//! Invariant: nothing here waits, reads a clock or knows HTTP.
//!
//! Missing values: JSON has no NaN, but Python's `json.dumps` writes the bare tokens `NaN`, `Infinity` and
//! `-Infinity`, and pandas writes `null`. All of them, and the same words in quotes, are read where the input is
//! FP16, FP32 or FP64, and refused with the value's place elsewhere. An answer is always strict JSON: what is not
//! finite is written as `null`.

pub mod azure;
mod fill;
pub(crate) mod fit;
mod json;
pub mod mlflow;
pub mod prediction;
mod scalar;
mod table;
pub mod v2;

use domain::{infer::InferRequest, signature::Signature};
use serde_json::Value;

use crate::error::Error;

/// Reads a call in any form that a person may have at hand: a V2 request, `{"data": …}`, MLflow's forms, a
/// dictionary of inputs, a bare array of rows or an array of objects. `columns` names the columns of a model with
/// one matrix as its input, where they are known.
///
/// # Errors
/// [`Error`] names the input, row and column that do not fit the signature.
pub fn any(value: &Value, signature: &Signature, columns: Option<&[String]>) -> Result<InferRequest, Error> {
    match value {
        Value::Array(_) => Ok(request(table::inputs(value, signature, columns)?)),
        Value::Object(_) if v2::is_request(value) => v2::request(value.to_string().as_bytes(), signature),
        Value::Object(body) if mlflow::is_request(body) => mlflow::request(value, signature, columns),
        Value::Object(_) => azure::request(value, signature, columns).map(|call| call.request),
        other => Err(Error::Form(format!(
            "expected a V2 request, an array of rows or an object with \"data\", got {}",
            scalar::shown(other)
        ))),
    }
}

/// The JSON value in `bytes`, as clients really write it: with Python's bare `NaN` and `Infinity` too.
///
/// # Errors
/// [`Error::NotJson`] with the place.
pub fn value(bytes: &[u8]) -> Result<Value, Error> {
    json::lenient(bytes, |bytes| json::read(bytes, "JSON"))
}

/// Reads a table with a header line: one column for each input, or for each column of the one matrix.
///
/// # Errors
/// [`Error`] names the row and column that do not fit the signature.
pub fn csv(bytes: &[u8], signature: &Signature, columns: Option<&[String]>) -> Result<InferRequest, Error> {
    Ok(request(table::csv(bytes, signature, columns)?))
}

/// A call that wants every output.
fn request(inputs: Vec<domain::tensor::Tensor>) -> InferRequest {
    InferRequest { id: None, inputs, outputs: Vec::new() }
}
