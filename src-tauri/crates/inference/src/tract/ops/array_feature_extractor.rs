//! `ArrayFeatureExtractor`: picks columns (of the last axis) by index.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    glue::{Built, Operator, built},
    rows::{self, numbers, slice},
};

#[derive(Debug)]
struct ArrayFeatureExtractor;

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, ArrayFeatureExtractor)
}

/// The input's shape with the last axis replaced; a vector counts as one row.
fn shape<D: Clone + From<usize>>(input: &[D], picked: D) -> TractResult<TVec<D>> {
    let Some((_, outer)) = input.split_last() else { bail!("expected an input of at least one dimension") };
    let mut shape: TVec<D> = if outer.is_empty() { tvec!(D::from(1)) } else { outer.into() };
    shape.push(picked);
    Ok(shape)
}

fn pick<T: Datum>(input: &Tensor, indices: &[i64]) -> TractResult<Tensor> {
    let columns = input.shape().last().copied().unwrap_or(0);
    let in_bounds = |ix: &i64| usize::try_from(*ix).is_ok_and(|ix| ix < columns);
    if let Some(index) = indices.iter().find(|ix| !in_bounds(ix)) {
        bail!("index {index} is not one of {columns} columns");
    }
    let values = slice::<T>(input)?;
    let mut picked = Vec::with_capacity(values.len() / columns.max(1) * indices.len());
    for row in values.chunks_exact(columns.max(1)) {
        picked.extend(indices.iter().map(|ix| row[*ix as usize].clone()));
    }
    rows::tensor(&shape(input.shape(), indices.len())?, picked)
}

impl Operator for ArrayFeatureExtractor {
    fn name(&self) -> &'static str {
        "ArrayFeatureExtractor"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let [input, indices] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        let picked = indices.shape.iter().cloned().product();
        Ok(tvec!(input.datum_type.fact(shape(&input.shape.to_tvec(), picked)?)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let [input, indices] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        let indices = numbers::<i64>(indices)?;
        let indices = slice::<i64>(&indices)?;
        Ok(tvec!(dispatch_datum!(pick(input.datum_type())(input, indices))?))
    }
}
