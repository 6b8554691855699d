//! `Flatten`: the dimensions before an axis become one, and those from it on another.
//!
//! The engine's own refuses two dimensions with symbols, such as a number of rows and one of tokens.

use tract_onnx::{
    model::ParsingContext, pb::NodeProto, tract_core::ops::change_axes::to_axis_ops_with_tf_rules,
    tract_hir::internal::*,
};

use super::{
    composed::{Composed, composed},
    glue::Built,
};

#[derive(Debug, Clone)]
struct Flatten {
    axis: i64,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let axis: Option<i64> = node.get_attr_opt("axis")?;
    composed(Flatten { axis: axis.unwrap_or(1) })
}

impl Composed for Flatten {
    const KEEPS_SHAPE: bool = false;

    fn name(&self) -> StaticName {
        "Flatten".into()
    }

    fn shape(&self, input: &[TDim]) -> TractResult<TVec<TDim>> {
        let rank = input.len() as i64;
        let axis = if self.axis < 0 { self.axis + rank } else { self.axis };
        ensure!((0..=rank).contains(&axis), "axis {} of {rank} dimensions", self.axis);
        let (outer, inner) = input.split_at(axis as usize);
        Ok(tvec!(outer.iter().product(), inner.iter().product()))
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        let shape = model.outlet_fact(inputs[0])?.shape.to_tvec();
        let steps = to_axis_ops_with_tf_rules(&shape, &self.shape(&shape)?)?;
        steps.into_iter().enumerate().try_fold(inputs.into(), |wire: TVec<OutletId>, (step, change)| {
            model.wire_node(format!("{prefix}.{step}"), change, &wire)
        })
    }
}
