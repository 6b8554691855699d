//! `StringConcat`: two texts become one, element by element, with broadcasting.

use tract_onnx::{
    model::ParsingContext, pb::NodeProto, tract_core::broadcast::multi_broadcast, tract_hir::internal::*,
};

use super::glue::{Built, Operator, built};

#[derive(Debug)]
struct StringConcat;

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, StringConcat)
}

impl Operator for StringConcat {
    fn name(&self) -> &'static str {
        "StringConcat"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let [left, right] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        let shape = multi_broadcast(&[left.shape.to_tvec(), right.shape.to_tvec()])?;
        Ok(tvec!(String::fact(shape)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let [left, right] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        let shape = multi_broadcast(&[left.shape(), right.shape()])?;
        let (left, right) = (left.to_plain_array_view::<String>()?, right.to_plain_array_view::<String>()?);
        let broadcast = "one of the texts' shapes does not fit the other's";
        let (left, right) =
            (left.broadcast(&*shape).context(broadcast)?, right.broadcast(&*shape).context(broadcast)?);
        let joined =
            tract_ndarray::Zip::from(left).and(right).map_collect(|left, right| format!("{left}{right}"));
        Ok(tvec!(joined.into()))
    }
}
