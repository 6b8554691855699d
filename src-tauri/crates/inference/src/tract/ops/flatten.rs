//! `Flatten`: the dimensions before an axis become one, and those from it on another.
//!
//! The engine's own refuses two dimensions with symbols, such as a number of rows and one of tokens.

use tract_onnx::{
    model::ParsingContext, pb::NodeProto, tract_core::ops::change_axes::to_axis_ops_with_tf_rules,
    tract_hir::internal::*,
};

use super::glue::Built;

#[derive(Debug, Clone)]
struct Flatten {
    axis: i64,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let axis: Option<i64> = node.get_attr_opt("axis")?;
    Ok((expand(Flatten { axis: axis.unwrap_or(1) }), vec![]))
}

impl Flatten {
    fn shape(&self, input: &[TDim]) -> TractResult<TVec<TDim>> {
        let rank = input.len() as i64;
        let axis = if self.axis < 0 { self.axis + rank } else { self.axis };
        ensure!((0..=rank).contains(&axis), "axis {} of {rank} dimensions", self.axis);
        let (outer, inner) = input.split_at(axis as usize);
        Ok(tvec!(outer.iter().product(), inner.iter().product()))
    }
}

impl Expansion for Flatten {
    fn name(&self) -> StaticName {
        "Flatten".into()
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        solver: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        check_input_arity(inputs, 1)?;
        check_output_arity(outputs, 1)?;
        solver.equals(&outputs[0].datum_type, &inputs[0].datum_type)?;
        solver.given(&inputs[0].shape, move |solver, shape| {
            solver.equals(&outputs[0].shape, self.shape(&shape)?)
        })
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        let shape = model.outlet_fact(inputs[0])?.shape.to_tvec();
        let steps = to_axis_ops_with_tf_rules(&shape, &self.shape(&shape)?)?;
        steps.into_iter().enumerate().try_fold(inputs.into(), |wire: TVec<OutletId>, (step, change)| {
            model.wire_node(format!("{prefix}.{step}"), change, &wire)
        })
    }
}
