//! A signature as JSON schema, in the part of it that Swagger 2 and OpenAPI 3 share.

use domain::signature::{Datatype, Signature, TensorSpec};
use serde_json::{Value, json};

use crate::{
    codec::{azure, prediction},
    endpoints::Served,
};

/// What `/score` takes, with an example that scores.
pub(super) fn input(served: &Served) -> Value {
    let inputs = &served.signature().inputs;
    let properties: Value = match inputs.as_slice() {
        [only] => json!({ "data": tensor(only) }),
        several => several.iter().map(|spec| (spec.name.clone(), tensor(spec))).collect(),
    };
    let required: Vec<String> =
        properties.as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default();
    let example = match &served.sample {
        Some(sample) => azure::example(&sample.inputs),
        None => azure::example(&inference::example(served.signature(), 1)),
    };
    json!({ "type": "object", "properties": properties, "required": required, "example": example })
}

/// What `/score` gives: one value, array or object a row.
pub(super) fn output(signature: &Signature) -> Value {
    let items = match prediction::answering(&signature.outputs) {
        [only] => row(only),
        several => {
            let properties: Value = several.iter().map(|spec| (spec.name.clone(), row(spec))).collect();
            json!({ "type": "object", "properties": properties })
        }
    };
    json!({ "type": "array", "items": items })
}

/// One row of an output: bare where it is a single value.
fn row(spec: &TensorSpec) -> Value {
    let dims = spec.shape.get(1..).unwrap_or_default();
    if dims.iter().all(|dim| *dim == 1) { element(spec.datatype) } else { nested(dims, spec.datatype) }
}

fn tensor(spec: &TensorSpec) -> Value {
    nested(&spec.shape, spec.datatype)
}

fn nested(dims: &[i64], datatype: Datatype) -> Value {
    let Some((first, rest)) = dims.split_first() else { return element(datatype) };
    let mut array = json!({ "type": "array", "items": nested(rest, datatype) });
    if *first >= 0 {
        array["minItems"] = json!(first);
        array["maxItems"] = json!(first);
    }
    array
}

fn element(datatype: Datatype) -> Value {
    match datatype {
        Datatype::Bool => json!({ "type": "boolean" }),
        Datatype::Bytes => json!({ "type": "string" }),
        Datatype::Int64 | Datatype::Uint64 | Datatype::Uint32 => {
            json!({ "type": "integer", "format": "int64" })
        }
        Datatype::Int8 | Datatype::Int16 | Datatype::Int32 | Datatype::Uint8 | Datatype::Uint16 => {
            json!({ "type": "integer", "format": "int32" })
        }
        Datatype::Fp64 => json!({ "type": "number", "format": "double" }),
        Datatype::Fp16 | Datatype::Bf16 | Datatype::Fp32 => json!({ "type": "number", "format": "float" }),
    }
}
