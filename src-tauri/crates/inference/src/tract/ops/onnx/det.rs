//! `Det`: the determinant of each square matrix.

use tract_ndarray::{Array2, Ix2};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::array;
use crate::tract::ops::{
    glue::{Built, Operator, built},
    rows::{self, only},
};

#[derive(Debug)]
struct Det;

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, Det)
}

/// Gaussian elimination with the largest pivot of each column.
fn determinant(mut matrix: Array2<f64>) -> f64 {
    let size = matrix.nrows();
    let mut determinant = 1.0;
    for column in 0..size {
        let largest = |left: &usize, right: &usize| {
            matrix[[*left, column]].abs().total_cmp(&matrix[[*right, column]].abs())
        };
        let pivot = (column..size).max_by(largest).unwrap_or(column);
        if matrix[[pivot, column]] == 0.0 {
            return 0.0;
        }
        if pivot != column {
            determinant = -determinant;
            (0..size).for_each(|at| matrix.swap([pivot, at], [column, at]));
        }
        determinant *= matrix[[column, column]];
        for row in column + 1..size {
            let factor = matrix[[row, column]] / matrix[[column, column]];
            for at in column..size {
                matrix[[row, at]] -= factor * matrix[[column, at]];
            }
        }
    }
    determinant
}

impl Operator for Det {
    fn name(&self) -> &'static str {
        "Det"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let input = only(inputs)?;
        let shape = input.shape.to_tvec();
        let [outer @ .., rows, columns] = shape.as_slice() else { bail!("expected matrices") };
        ensure!(rows == columns, "expected square matrices, got {rows} rows and {columns} columns");
        Ok(tvec!(input.datum_type.fact(outer)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let matrices = array::<f64>(input)?;
        let outer = input.shape()[..input.rank() - 2].to_vec();
        let size = input.shape()[input.rank() - 1];
        let matrices = matrices.into_shape_with_order((outer.iter().product::<usize>(), size, size))?;
        let determinants = matrices
            .outer_iter()
            .map(|matrix| Ok(determinant(matrix.into_dimensionality::<Ix2>()?.to_owned())))
            .collect::<TractResult<Vec<f64>>>()?;
        Ok(tvec!(rows::tensor(&outer, determinants)?.cast_to_dt(input.datum_type())?.into_owned()))
    }
}
