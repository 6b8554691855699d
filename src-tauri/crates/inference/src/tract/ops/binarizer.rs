//! `Binarizer`: 1 where the value is over the threshold, else 0.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice},
};

#[derive(Debug)]
struct Binarizer {
    threshold: f64,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let threshold: Option<f32> = node.get_attr_opt("threshold")?;
    built(node, Binarizer { threshold: f64::from(threshold.unwrap_or(0.0)) })
}

impl Operator for Binarizer {
    fn name(&self) -> &'static str {
        "Binarizer"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let input = only(inputs)?;
        Ok(tvec!(input.datum_type.fact(input.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let over = numbers::<f64>(input)?;
        let over = slice::<f64>(&over)?.iter().map(|x| f64::from(u8::from(*x > self.threshold))).collect();
        let over = rows::tensor(input.shape(), over)?;
        Ok(tvec!(over.cast_to_dt(input.datum_type())?.into_owned()))
    }
}
