//! MLflow's scoring protocol: the bodies of `/invocations`.

use domain::{
    infer::{InferRequest, InferResponse},
    signature::Signature,
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{json, prediction::Predictions, request as wanting_all, scalar, table};
use crate::error::Error;

const FORMS: [&str; 4] = ["dataframe_split", "dataframe_records", "instances", "inputs"];

/// Reads the bytes of a JSON body.
///
/// # Errors
/// [`Error`] names what is wrong with the body, or the row and column that do not fit.
pub fn parse(body: &[u8], signature: &Signature, columns: Option<&[String]>) -> Result<InferRequest, Error> {
    json::lenient(body, |body| request(&json::read(body, "an MLflow request")?, signature, columns))
}

/// Whether an object is in one of MLflow's forms.
#[must_use]
pub fn is_request(body: &Map<String, Value>) -> bool {
    body.keys().any(|key| FORMS.contains(&key.as_str()))
}

/// Reads a parsed body: exactly one of `dataframe_split`, `dataframe_records`, `instances` and `inputs`, beside
/// which `params` is allowed and unused.
///
/// # Errors
/// [`Error`] names what is wrong with the body, or the row and column that do not fit.
pub fn request(
    body: &Value,
    signature: &Signature,
    columns: Option<&[String]>,
) -> Result<InferRequest, Error> {
    let wrong = |found: String| {
        Error::Form(format!("expected a JSON object with exactly one of {}, got {found}", FORMS.join(", ")))
    };
    let Value::Object(object) = body else { return Err(wrong(scalar::shown(body))) };
    let mut forms = object.iter().filter(|(key, _)| *key != "params");
    let (Some((form, value)), None) = (forms.next(), forms.next()) else {
        let keys: Vec<&str> = object.keys().map(String::as_str).collect();
        return Err(wrong(if keys.is_empty() { "none".to_owned() } else { keys.join(", ") }));
    };
    let inputs = match (form.as_str(), value) {
        ("dataframe_split", Value::Object(frame)) => split(frame, signature, columns),
        ("inputs", Value::Object(by_name)) => table::by_name(by_name, signature, columns),
        ("dataframe_records" | "instances" | "inputs", rows) => table::inputs(rows, signature, columns),
        (other, _) => Err(wrong(format!("'{other}'"))),
    };
    inputs.map(wanting_all)
}

fn split(
    frame: &Map<String, Value>,
    signature: &Signature,
    columns: Option<&[String]>,
) -> Result<Vec<domain::tensor::Tensor>, Error> {
    let rows = frame
        .get("data")
        .ok_or_else(|| Error::Form("'dataframe_split' has no \"data\"".to_owned()))
        .and_then(|rows| table::array(rows, "the \"data\" of 'dataframe_split'"))?;
    let names = match frame.get("columns") {
        Some(names) => Some(table::array(names, "the \"columns\" of 'dataframe_split'")?),
        None => None,
    };
    let text = |name: &Value| name.as_str().map_or_else(|| name.to_string(), str::to_owned);
    let names: Option<Vec<String>> = names.map(|names| names.iter().map(text).collect());
    table::split(rows, names.as_deref(), signature, columns)
}

/// Writes `{"predictions": […]}`.
#[must_use]
pub fn response(response: &InferResponse) -> Vec<u8> {
    #[derive(Serialize)]
    struct Answer<'r> {
        predictions: Predictions<'r>,
    }
    json::written(&Answer { predictions: Predictions(&response.outputs) })
}
