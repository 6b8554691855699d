//! `FeatureVectorizer`: the columns of all inputs side by side, as floats.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    rows::{self, expect_columns, numbers, slice},
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
        let rows = inputs.first().and_then(|fact| fact.shape.first()).context("expected an input")?.clone();
        let columns = self.columns.iter().sum::<usize>().to_dim();
        Ok(tvec!(f32::fact([rows, columns])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let rows = inputs.first().and_then(|input| input.shape().first()).copied().unwrap_or(0);
        let total = self.columns.iter().sum();
        let mut vectors = vec![0.0; rows * total];
        let mut start = 0;
        for (input, columns) in inputs.iter().zip(&self.columns) {
            ensure!(input.shape().first() == Some(&rows), "the inputs have different numbers of rows");
            expect_columns(input.len() / rows.max(1), *columns)?;
            let values = numbers::<f32>(input)?;
            for (row, values) in slice::<f32>(&values)?.chunks_exact((*columns).max(1)).enumerate() {
                vectors[row * total + start..][..*columns].copy_from_slice(values);
            }
            start += columns;
        }
        Ok(tvec!(rows::tensor(&[rows, total], vectors)?))
    }
}
