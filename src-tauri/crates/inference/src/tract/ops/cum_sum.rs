//! `CumSum`, of the engine's symbolic integers too: a cast to whole numbers gives those, and its own sums lack them.

use tract_onnx::{
    model::ParsingContext,
    pb::NodeProto,
    tract_hir::{
        internal::*,
        tract_core::ops::{array, cast::cast},
    },
};

use super::{
    composed::{Composed, composed},
    glue::Built,
};

#[derive(Debug, Clone)]
struct CumSum {
    exclusive: bool,
    reverse: bool,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let flag = |name: &str| -> TractResult<bool> { Ok(node.get_attr_opt::<i64>(name)? == Some(1)) };
    composed(CumSum { exclusive: flag("exclusive")?, reverse: flag("reverse")? })
}

impl Composed for CumSum {
    const INPUTS: usize = 2;

    fn name(&self) -> StaticName {
        "CumSum".into()
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        let axis = model.outlet_fact(inputs[1])?.konst.clone().context("the axis is no constant")?;
        let axis = axis.cast_to_scalar::<i64>()?;
        let fact = model.outlet_fact(inputs[0])?.clone();
        let axis = usize::try_from(if axis < 0 { axis + fact.rank() as i64 } else { axis })?;
        ensure!(axis < fact.rank(), "axis {axis} of {} dimensions", fact.rank());
        let sum = array::CumSum { axis, exclusive: self.exclusive, reverse: self.reverse };
        if fact.datum_type != TDim::datum_type() {
            return model.wire_node(prefix, sum, &inputs[..1]);
        }
        let whole = model.wire_node(format!("{prefix}.whole"), cast(i64::datum_type()), &inputs[..1])?;
        let sums = model.wire_node(format!("{prefix}.sums"), sum, &whole)?;
        model.wire_node(prefix, cast(fact.datum_type), &sums)
    }
}
