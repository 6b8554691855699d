//! `Softplus`: `ln(1 + e^x)`, written so that a large x does not overflow, as it does in the engine.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice},
};

#[derive(Debug)]
struct Softplus;

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, Softplus)
}

fn softplus<T: Datum + tract_num_traits::Float>(input: &Tensor) -> TractResult<Tensor> {
    let of = |x: &T| (-x.abs()).exp().ln_1p() + x.max(T::zero());
    rows::tensor(input.shape(), slice::<T>(input)?.iter().map(of).collect())
}

impl Operator for Softplus {
    fn name(&self) -> &'static str {
        "Softplus"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let input = only(inputs)?;
        Ok(tvec!(input.datum_type.fact(input.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let found = match input.datum_type() {
            DatumType::F64 => softplus::<f64>(input)?,
            _ => softplus::<f32>(&*numbers::<f32>(input)?)?,
        };
        Ok(tvec!(found.cast_to_dt(input.datum_type())?.into_owned()))
    }
}
