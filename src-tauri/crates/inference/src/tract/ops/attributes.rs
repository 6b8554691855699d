//! Attributes of ONNX-ML operators.

use tract_onnx::{
    model::ParsingContext,
    pb::{NodeProto, TensorProto},
    tract_hir::internal::*,
};

/// A list of floats; empty where it is absent.
pub(crate) fn floats(node: &NodeProto, name: &str) -> TractResult<Vec<f32>> {
    Ok(node.get_attr_opt_vec(name)?.unwrap_or_default())
}

/// A list of whole numbers; empty where it is absent.
pub(crate) fn ints(node: &NodeProto, name: &str) -> TractResult<Vec<i64>> {
    Ok(node.get_attr_opt_vec(name)?.unwrap_or_default())
}

/// A list of strings; empty where it is absent.
pub(crate) fn strings(node: &NodeProto, name: &str) -> TractResult<Vec<String>> {
    Ok(node.get_attr_opt_vec(name)?.unwrap_or_default())
}

/// A tensor, if it is there.
pub(crate) fn tensor(ctx: &ParsingContext, node: &NodeProto, name: &str) -> TractResult<Option<Tensor>> {
    node.get_attr_opt::<&TensorProto>(name)?.map(|proto| ctx.load_tensor(proto)).transpose()
}

/// A list of floats that may be given in double precision as a tensor, under the name with `_as_tensor`.
pub(crate) fn precise(ctx: &ParsingContext, node: &NodeProto, name: &str) -> TractResult<Vec<f64>> {
    match tensor(ctx, node, &format!("{name}_as_tensor"))? {
        Some(tensor) => doubles(&tensor),
        None => Ok(floats(node, name)?.into_iter().map(f64::from).collect()),
    }
}

/// A tensor of numbers as doubles.
pub(crate) fn doubles(tensor: &Tensor) -> TractResult<Vec<f64>> {
    Ok(super::rows::slice::<f64>(&*super::rows::numbers::<f64>(tensor)?)?.to_vec())
}
