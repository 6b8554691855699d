//! Not an ONNX operator: rounds to the values of a narrow type, which another carries.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::elements;
use crate::{
    model,
    tract::{
        narrow::Format,
        ops::{
            ROUND_TO,
            glue::{Built, Operator, built},
            rows::{self, only},
        },
    },
};

#[derive(Debug)]
struct RoundTo {
    format: Format,
    saturates: bool,
    dt: DatumType,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let format = Format::of(node.get_attr::<i32>("to")?).context("expected a narrow type")?;
    let dt = model::datum_type(format.carrier() as i32).context("a carrier is a type of the engine")?;
    let saturates = node.get_attr_opt::<i64>("saturate")?.unwrap_or(1) != 0;
    built(node, RoundTo { format, saturates, dt })
}

impl Operator for RoundTo {
    fn name(&self) -> &'static str {
        ROUND_TO
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(self.dt.fact(only(inputs)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let rounded = elements::<f32>(input)?.into_iter().map(self.format.rounding(self.saturates)).collect();
        Ok(tvec!(rows::tensor::<f32>(input.shape(), rounded)?.cast_to_dt(self.dt)?.into_owned()))
    }
}
