//! Attributes of ONNX-ML operators.

use tract_onnx::{
    model::ParsingContext,
    pb::{NodeProto, TensorProto, tensor_proto::DataType},
    tract_hir::internal::*,
};

/// A list of floats; empty where it is absent.
pub(crate) fn floats(node: &NodeProto, name: &str) -> TractResult<Vec<f32>> {
    Ok(node.get_attr_opt_slice(name)?.unwrap_or_default().to_vec())
}

/// A list of whole numbers; empty where it is absent.
pub(crate) fn ints(node: &NodeProto, name: &str) -> TractResult<Vec<i64>> {
    Ok(list(node, name)?.to_vec())
}

/// A list of whole numbers as it lies in the file; empty where it is absent.
pub(crate) fn list<'a>(node: &'a NodeProto, name: &str) -> TractResult<&'a [i64]> {
    Ok(node.get_attr_opt_slice(name)?.unwrap_or_default())
}

/// A list of strings; empty where it is absent.
pub(crate) fn strings(node: &NodeProto, name: &str) -> TractResult<Vec<String>> {
    Ok(node.get_attr_opt_vec(name)?.unwrap_or_default())
}

/// A tensor, if it is there.
pub(crate) fn tensor(ctx: &ParsingContext, node: &NodeProto, name: &str) -> TractResult<Option<Tensor>> {
    let Some(proto) = node.get_attr_opt::<&TensorProto>(name)? else { return Ok(None) };
    let is_text = proto.data_type == DataType::String as i32;
    ensure!(!is_text || proto.raw_data.is_empty(), "'{name}' holds strings as raw bytes, which ONNX forbids");
    Ok(Some(ctx.load_tensor(proto)?))
}

/// The version of `ai.onnx.ml` that the model asks for; the newest where it names none.
pub(crate) fn ml_version(ctx: &ParsingContext) -> i64 {
    let mut imports = ctx.model.opset_import.iter();
    imports.find(|import| import.domain == "ai.onnx.ml").map_or(i64::MAX, |import| import.version)
}

/// A list of floats that may be given in double precision as a tensor, under the name with `_as_tensor`.
pub(crate) fn precise(ctx: &ParsingContext, node: &NodeProto, name: &str) -> TractResult<Vec<f64>> {
    match tensor(ctx, node, &format!("{name}_as_tensor"))? {
        Some(tensor) => doubles(&tensor),
        None => {
            let floats: Option<&[f32]> = node.get_attr_opt_slice(name)?;
            Ok(floats.unwrap_or_default().iter().copied().map(f64::from).collect())
        }
    }
}

/// A tensor of numbers as doubles.
pub(crate) fn doubles(tensor: &Tensor) -> TractResult<Vec<f64>> {
    Ok(super::rows::slice::<f64>(&*super::rows::numbers::<f64>(tensor)?)?.to_vec())
}
