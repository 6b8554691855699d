//! `CategoryMapper`: texts to numbers or numbers to texts, by a list of pairs.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, built},
    label_encoder::EitherWay,
};

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let strings = attributes::strings(node, "cats_strings")?;
    let ints = attributes::ints(node, "cats_int64s")?;
    ensure!(
        strings.len() == ints.len(),
        "CategoryMapper has {} strings and {} numbers",
        strings.len(),
        ints.len()
    );
    built(node, EitherWay::of(node, strings, ints)?)
}
