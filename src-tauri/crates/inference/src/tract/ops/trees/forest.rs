//! A checked ensemble, ready to score rows of any numbers.

use tract_onnx::tract_hir::internal::*;

use super::{
    check::reachable,
    layout::{Layout, Precision},
    normal::normal,
    raw::{Aggregate, RawForest, RawNode},
};
use crate::tract::ops::rows::{numbers, rows_and_columns, slice};

/// A checked ensemble.
#[derive(Debug)]
pub(crate) struct Forest {
    /// For rows in single precision; none where a tree is too large for its small nodes.
    single: Option<Layout<f32>>,
    /// For all others; none where all rows will be in single precision.
    double: Option<Layout<f64>>,
    aggregate: Aggregate,
    targets: usize,
    columns: usize,
}

/// Scores, those of one row after those of another, in the precision that they were summed in.
pub(crate) enum Scores {
    Single(Vec<f32>),
    Double(Vec<f64>),
}

impl Scores {
    /// The scores in single precision.
    pub(crate) fn singles(self) -> Vec<f32> {
        match self {
            Self::Single(scores) => scores,
            Self::Double(scores) => scores.into_iter().map(|score| score as f32).collect(),
        }
    }
}

impl Forest {
    /// Checks and lays out trees. `singles` says that all rows will be in single precision, which spares the other half
    /// of the memory.
    pub(crate) fn new(raw: &RawForest, singles: bool) -> TractResult<Self> {
        let order = reachable(raw)?;
        let column = |position: &usize| match &raw.nodes[*position] {
            RawNode::Branch(branch) => branch.column + 1,
            RawNode::Leaf(_) => 0,
        };
        let normal = normal(raw, &order);
        let single = Layout::new(raw, &normal);
        let double = match single.is_some() && singles {
            true => None,
            false => Some(Layout::new(raw, &normal).context("too many tree nodes")?),
        };
        Ok(Self {
            single,
            double,
            aggregate: raw.aggregate,
            targets: raw.targets,
            columns: order.iter().map(column).max().unwrap_or(0),
        })
    }

    /// How many scores a row gets.
    pub(crate) fn targets(&self) -> usize {
        self.targets
    }

    /// Refuses rows without a column that the trees look at.
    pub(crate) fn expect_columns(&self, found: usize) -> TractResult<()> {
        ensure!(found >= self.columns, "expected at least {} columns, got {found}", self.columns);
        Ok(())
    }

    /// The scores of every row. Rows in single precision are compared and summed so, as ONNX Runtime does; all other
    /// numbers as doubles.
    pub(crate) fn scores(&self, input: &Tensor) -> TractResult<Scores> {
        let (rows, columns) = rows_and_columns(input.shape())?;
        self.expect_columns(columns)?;
        if input.datum_type() != f32::datum_type() {
            let input = numbers::<f64>(input)?;
            return Ok(Scores::Double(self.run(self.double()?, slice::<f64>(&input)?, rows, columns)));
        }
        let mut scores = Vec::new();
        self.score(slice::<f32>(input)?, rows, columns, &mut scores)?;
        Ok(Scores::Single(scores))
    }

    /// Adds the scores of rows in single precision to those of rows before.
    pub(crate) fn score(
        &self,
        values: &[f32],
        rows: usize,
        columns: usize,
        scores: &mut Vec<f32>,
    ) -> TractResult<()> {
        self.expect_columns(columns)?;
        match &self.single {
            Some(layout) => self.run_into(layout, values, rows, columns, scores),
            None => scores.extend(Scores::Double(self.run(self.double()?, values, rows, columns)).singles()),
        }
        Ok(())
    }

    fn double(&self) -> TractResult<&Layout<f64>> {
        self.double.as_ref().context("the trees were laid out for rows in single precision")
    }

    fn run<U: Copy + Into<T>, T: Precision>(
        &self,
        layout: &Layout<T>,
        values: &[U],
        rows: usize,
        columns: usize,
    ) -> Vec<T> {
        let mut scores = Vec::new();
        self.run_into(layout, values, rows, columns, &mut scores);
        scores
    }

    fn run_into<U: Copy + Into<T>, T: Precision>(
        &self,
        layout: &Layout<T>,
        values: &[U],
        rows: usize,
        columns: usize,
        scores: &mut Vec<T>,
    ) {
        // NaN stands for a score that no leaf has touched: the smaller and the larger of it and a number is the number.
        let start = match self.aggregate {
            Aggregate::Sum | Aggregate::Average => T::zero(),
            Aggregate::Min | Aggregate::Max => T::nan(),
        };
        let before = scores.len();
        scores.resize(before + rows * self.targets, start);
        let scores = &mut scores[before..];
        match self.aggregate {
            Aggregate::Sum | Aggregate::Average => layout.score(values, columns, scores, |a, b| a + b),
            Aggregate::Min => layout.score(values, columns, scores, T::min),
            Aggregate::Max => layout.score(values, columns, scores, T::max),
        }
        match self.aggregate {
            Aggregate::Sum => (),
            Aggregate::Average => {
                let trees = T::rounded(layout.trees.len() as f64);
                scores.iter_mut().for_each(|score| *score = *score / trees);
            }
            Aggregate::Min | Aggregate::Max => {
                scores.iter_mut().filter(|score| score.is_nan()).for_each(|score| *score = T::zero());
            }
        }
    }
}
