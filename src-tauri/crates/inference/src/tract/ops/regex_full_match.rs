//! `RegexFullMatch`: whether each text matches an expression from end to end.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    glue::{Built, Operator, built},
    pattern::WholePattern,
    rows::{self, only, slice},
};

#[derive(Debug)]
struct RegexFullMatch(WholePattern);

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, RegexFullMatch(WholePattern::new(node.get_attr("pattern")?)?))
}

impl Operator for RegexFullMatch {
    fn name(&self) -> &'static str {
        "RegexFullMatch"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(bool::fact(only(inputs)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let matches = slice::<String>(input)?.iter().map(|text| self.0.matches(text)).collect();
        Ok(tvec!(rows::tensor(input.shape(), matches)?))
    }
}
