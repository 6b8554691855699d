//! `FeatureVectorizer`: the columns of all inputs side by side, as floats.
//!
//! As in ONNX Runtime, an input with more columns than are declared is cut, and one with fewer is filled up with 0.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    rows::{self, numbers, slice},
};

#[derive(Debug)]
struct FeatureVectorizer {
    columns: Vec<usize>,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let columns = attributes::ints(node, "inputdimensions")?;
    let columns = columns.into_iter().map(usize::try_from).collect::<Result<Vec<_>, _>>()?;
    ensure!(
        !columns.is_empty() && columns.len() == node.input.len(),
        "FeatureVectorizer has {} inputs and {} 'inputdimensions'",
        node.input.len(),
        columns.len()
    );
    built(node, FeatureVectorizer { columns })
}

impl Operator for FeatureVectorizer {
    fn name(&self) -> &'static str {
        "FeatureVectorizer"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(&inputs.first().context("expected an input")?.shape.to_tvec());
        Ok(tvec!(f32::fact([rows, self.columns.iter().sum::<usize>().to_dim()])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let rows = rows_of(inputs.first().context("expected an input")?.shape());
        let total: usize = self.columns.iter().sum();
        let mut vectors = vec![0.0; rows * total];
        let mut start = 0;
        for (input, columns) in inputs.iter().zip(&self.columns) {
            ensure!(rows_of(input.shape()) == rows, "the inputs have different numbers of rows");
            let found = input.len() / rows.max(1);
            let taken = found.min(*columns);
            let values = numbers::<f32>(input)?;
            for (row, values) in slice::<f32>(&values)?.chunks_exact(found.max(1)).enumerate() {
                vectors[row * total + start..][..taken].copy_from_slice(&values[..taken]);
            }
            start += columns;
        }
        Ok(tvec!(rows::tensor(&[rows, total], vectors)?))
    }
}

/// The number of rows; an input of one dimension is one row.
fn rows_of<D: Clone + From<usize>>(shape: &[D]) -> D {
    match shape {
        [] | [_] => D::from(1),
        [rows, ..] => rows.clone(),
    }
}
