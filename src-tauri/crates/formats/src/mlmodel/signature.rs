//! MLflow's signatures: JSON text within YAML, columns of tables or tensors.

use domain::signature::{Datatype, TensorSpec};
use serde::Deserialize;

/// One input or output: `{"type": "double", "name": "x"}` or `{"type": "tensor", "tensor-spec": {…}}`.
#[derive(Deserialize)]
struct Spec {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "tensor-spec")]
    tensor: Option<Tensor>,
}

#[derive(Deserialize)]
struct Tensor {
    dtype: String,
    shape: Vec<i64>,
}

/// All inputs or outputs; those of types that no tensor has (objects, maps) are left out.
pub(super) fn specs(text: &str) -> Vec<TensorSpec> {
    let specs: Vec<Spec> = serde_json::from_str(text).unwrap_or_default();
    specs.into_iter().filter_map(spec).collect()
}

fn spec(spec: Spec) -> Option<TensorSpec> {
    let (datatype, shape) = match spec.tensor {
        Some(tensor) => (numpy(&tensor.dtype)?, tensor.shape),
        None => (column(&spec.kind)?, vec![-1, 1]),
    };
    Some(TensorSpec { name: spec.name.unwrap_or_default(), datatype, shape, dims: None, classes: None })
}

fn column(kind: &str) -> Option<Datatype> {
    Some(match kind {
        "boolean" => Datatype::Bool,
        "integer" => Datatype::Int32,
        "long" => Datatype::Int64,
        "float" => Datatype::Fp32,
        "double" => Datatype::Fp64,
        "string" | "binary" | "datetime" => Datatype::Bytes,
        _ => return None,
    })
}

fn numpy(name: &str) -> Option<Datatype> {
    Some(match name {
        "bool" => Datatype::Bool,
        "uint8" => Datatype::Uint8,
        "uint16" => Datatype::Uint16,
        "uint32" => Datatype::Uint32,
        "uint64" => Datatype::Uint64,
        "int8" => Datatype::Int8,
        "int16" => Datatype::Int16,
        "int32" => Datatype::Int32,
        "int64" => Datatype::Int64,
        "float16" => Datatype::Fp16,
        "float32" => Datatype::Fp32,
        "float64" => Datatype::Fp64,
        "str" | "object" | "bytes" => Datatype::Bytes,
        _ => return None,
    })
}
