//! The operators of ensembles: trees, and what becomes of the sums of their leaves.

use std::fmt::Debug;

use domain::tensor::{Elements, Tensor as Given};
use tract_onnx::tract_hir::internal::*;

use super::Forest;
use crate::tract::ops::{
    glue::{Answer, Operator, by_eval},
    rows::{of_answer, only, rows_and_columns, rows_of},
};

/// Trees, and what becomes of their sums.
pub(crate) trait Ensemble: Debug + Send + Sync + 'static {
    /// The ONNX name.
    fn name(&self) -> &'static str;
    /// The trees.
    fn forest(&self) -> &Forest;
    /// How many scores a row has in the end.
    fn width(&self) -> usize;
    /// Type and shape of every output, for so many rows.
    fn facts(&self, rows: TDim) -> TVec<TypedFact>;
    /// The outputs, of the trees' sums for every row.
    fn finished(&self, rows: usize, sums: Vec<f32>) -> TVec<Answer>;
}

/// An ensemble as an operator.
#[derive(Debug)]
pub(crate) struct Trees<E>(pub E);

impl<E: Ensemble> Operator for Trees<E> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| self.0.forest().expect_columns(columns))?;
        Ok(self.0.facts(rows))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let (rows, _) = rows_and_columns(input.shape())?;
        let sums = self.0.forest().scores(input)?.singles();
        self.0.finished(rows, sums).into_iter().map(of_answer).collect()
    }

    fn answer(&self, inputs: &[&Given]) -> TractResult<TVec<Answer>> {
        let input = only(inputs)?;
        let Elements::Fp32(values) = input.elements() else { return by_eval(self, inputs) };
        let (rows, columns) = rows_and_columns(input.shape())?;
        // Room for what the sums become, so that nothing is copied.
        let mut sums = Vec::with_capacity(rows * self.0.width());
        self.0.forest().score(values, rows, columns, &mut sums)?;
        Ok(self.0.finished(rows, sums))
    }
}
