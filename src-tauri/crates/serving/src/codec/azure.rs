//! Azure ML's web service protocol: the bodies of `/score`.

use domain::{
    infer::{InferRequest, InferResponse},
    signature::Signature,
    tensor::Tensor,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    fit, json,
    prediction::{Nested, Predictions},
    request as wanting_all, scalar, table,
};
use crate::error::Error;

/// One call, and how to answer it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreRequest {
    /// The call.
    pub request: InferRequest,
    /// Whether it came wrapped as Power BI does, so that the answer is wrapped in `Results`.
    pub wrapped: bool,
}

/// Keys under which a body holds rows.
const ROWS: [&str; 3] = ["data", "input_df", "input_data"];
/// Keys beside the data that mean nothing to a model without code.
const IGNORED: [&str; 3] = ["GlobalParameters", "method", "params"];

/// Reads the bytes of a body.
///
/// # Errors
/// [`Error`] names what is wrong with the body, or the row and column that do not fit.
pub fn parse(body: &[u8], signature: &Signature, columns: Option<&[String]>) -> Result<ScoreRequest, Error> {
    json::lenient(body, |body| request(&json::read(body, "a JSON dictionary")?, signature, columns))
}

/// Reads a parsed body: `{"data": rows}`, `{"input_df": rows}`, one key for each input, or any of them as the
/// `Inputs` of Power BI.
///
/// # Errors
/// [`Error`] names what is wrong with the body, or the row and column that do not fit.
pub fn request(
    body: &Value,
    signature: &Signature,
    columns: Option<&[String]>,
) -> Result<ScoreRequest, Error> {
    let Value::Object(dictionary) = body else {
        let found = scalar::shown(body);
        return Err(Error::Form(format!("expected a JSON dictionary such as {{\"data\": …}}, got {found}")));
    };
    let named_inputs = signature.inputs.iter().any(|spec| spec.name == "Inputs");
    let (data, wrapped) = match dictionary.get("Inputs") {
        Some(inputs) if !named_inputs => (inputs, true),
        _ => (body, false),
    };
    let inputs = match data {
        Value::Object(dictionary) => by_key(dictionary, signature, columns)?,
        rows => table::inputs(rows, signature, columns)?,
    };
    Ok(ScoreRequest { request: wanting_all(inputs), wrapped })
}

fn by_key(
    dictionary: &Map<String, Value>,
    signature: &Signature,
    columns: Option<&[String]>,
) -> Result<Vec<Tensor>, Error> {
    let is_input = |key: &str| signature.inputs.iter().any(|spec| spec.name == key);
    let holds_rows = |key: &str| ROWS.contains(&key) || key.starts_with("WebServiceInput");
    let means_data = |key: &str| is_input(key) || !IGNORED.contains(&key);
    let entries: Vec<(&String, &Value)> = dictionary.iter().filter(|(key, _)| means_data(key)).collect();
    if let Some((names, rows)) = split(dictionary, is_input) {
        return table::split(rows, Some(&names), signature, columns);
    }
    match entries.as_slice() {
        [] => {
            let known = fit::listed(signature.inputs.iter().map(|spec| spec.name.as_str()));
            Err(Error::Form(format!("the body has no \"data\", and none of the inputs {known}")))
        }
        [(key, rows)] if holds_rows(key) && !is_input(key) => match rows {
            Value::Object(by_name) => table::by_name(by_name, signature, columns),
            rows => table::inputs(rows, signature, columns),
        },
        _ => table::by_name(entries, signature, columns),
    }
}

/// The columns' names and the rows of what pandas writes with `orient="split"`.
fn split(
    dictionary: &Map<String, Value>,
    is_input: impl Fn(&str) -> bool,
) -> Option<(Vec<String>, &[Value])> {
    let is_split = dictionary.keys().all(|key| ["columns", "index", "data"].contains(&key.as_str()));
    let names = dictionary.get("columns").and_then(Value::as_array)?;
    let rows = dictionary.get("data").and_then(Value::as_array)?;
    let text = |name: &Value| name.as_str().map_or_else(|| name.to_string(), str::to_owned);
    (is_split && !is_input("columns")).then(|| (names.iter().map(text).collect(), rows.as_slice()))
}

/// Writes the bare predictions, or `{"Results": …}` for a wrapped call.
#[must_use]
pub fn response(response: &InferResponse, wrapped: bool) -> Vec<u8> {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Wrapped<'r> {
        results: Predictions<'r>,
    }
    let predictions = Predictions(&response.outputs);
    if wrapped { json::written(&Wrapped { results: predictions }) } else { json::written(&predictions) }
}

/// A body that means these inputs: `{"data": rows}` for one input, a key for each of several.
#[must_use]
pub fn example(inputs: &[Tensor]) -> Value {
    let nested = |tensor: &Tensor| serde_json::to_value(Nested(tensor)).unwrap_or_default();
    match inputs {
        [only] => json!({ "data": nested(only) }),
        several => several.iter().map(|tensor| (tensor.name.clone(), nested(tensor))).collect(),
    }
}
