//! The identity, but 0 for what is not finite.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    FINITE_OR_ZERO,
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice},
};

#[derive(Debug)]
struct FiniteOrZero;

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, FiniteOrZero)
}

impl Operator for FiniteOrZero {
    fn name(&self) -> &'static str {
        FINITE_OR_ZERO
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let input = only(inputs)?;
        Ok(tvec!(input.datum_type.fact(input.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let finite = numbers::<f64>(input)?;
        let finite = slice::<f64>(&finite)?.iter().map(|x| if x.is_finite() { *x } else { 0.0 }).collect();
        let finite = rows::tensor(input.shape(), finite)?;
        Ok(tvec!(finite.cast_to_dt(input.datum_type())?.into_owned()))
    }
}
