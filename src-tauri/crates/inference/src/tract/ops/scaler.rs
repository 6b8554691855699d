//! `Scaler`: `(x - offset) * scale` by column.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice, stride},
};

#[derive(Debug)]
struct Scaler {
    offset: Vec<f32>,
    scale: Vec<f32>,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let (offset, scale) = (attributes::floats(node, "offset")?, attributes::floats(node, "scale")?);
    ensure!(
        !scale.is_empty() && scale.len() == offset.len(),
        "Scaler has {} values of 'scale' and {} of 'offset'",
        scale.len(),
        offset.len()
    );
    built(node, Scaler { offset, scale })
}

/// The value of a column, where one value may stand for all columns.
fn at(values: &[f32], column: usize) -> f32 {
    if values.len() == 1 { values[0] } else { values[column] }
}

impl Operator for Scaler {
    fn name(&self) -> &'static str {
        "Scaler"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(f32::fact(only(inputs)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let columns = stride(input.shape())?;
        let given = self.scale.len();
        ensure!(given == 1 || given == columns, "expected {given} columns, got {columns}");
        let scaled = if input.datum_type() == f64::datum_type() {
            let scaled = slice::<f64>(input)?.iter().enumerate().map(|(position, x)| {
                let column = position % columns;
                ((x - f64::from(at(&self.offset, column))) * f64::from(at(&self.scale, column))) as f32
            });
            scaled.collect()
        } else {
            let input = numbers::<f32>(input)?;
            let scaled = slice::<f32>(&input)?.iter().enumerate().map(|(position, x)| {
                let column = position % columns;
                (x - at(&self.offset, column)) * at(&self.scale, column)
            });
            scaled.collect()
        };
        Ok(tvec!(rows::tensor(input.shape(), scaled)?))
    }
}
