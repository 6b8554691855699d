//! The fused operator: a pass over the rows, and what comes of its numbers.

use std::cell::RefCell;

use domain::tensor::{Elements, Tensor as Given};
use tract_onnx::tract_hir::internal::*;

use super::{
    column::Column,
    pass::{Memory, Pass},
    program::Program,
};
use crate::tract::ops::{
    glue::{Answer, Operator},
    labels::Labels,
    rows,
    trees::Ensemble,
};

/// How many rows are made ready for the trees at a time.
const PIECE: usize = 256;

/// The labels or none, and the scores of each row.
#[derive(Debug)]
pub(super) struct FusedRows {
    pass: Pass,
    last: Last,
}

/// What comes of a row's numbers.
#[derive(Debug)]
pub(super) enum Last {
    /// They are the scores, and the largest tells the label.
    Scores(Option<Labels>),
    /// Trees look at them.
    Trees(Box<dyn Ensemble>),
}

/// Each thread's own memory, so that a call need not ask for any.
#[derive(Default)]
struct Scratch {
    memory: Memory,
    table: Vec<f32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl FusedRows {
    pub(super) fn new(program: Program, last: Last) -> TractResult<Self> {
        if let Last::Trees(ensemble) = &last {
            ensemble.forest().expect_columns(program.width)?;
        }
        Ok(Self { pass: Pass::new(program), last })
    }

    fn answer_columns(&self, columns: &[Column], rows: usize) -> TractResult<TVec<Answer>> {
        SCRATCH.with_borrow_mut(|scratch| match &self.last {
            Last::Scores(labels) => self.scores(&mut scratch.memory, labels.as_ref(), columns, rows),
            Last::Trees(ensemble) => self.trees(scratch, &**ensemble, columns, rows),
        })
    }

    fn scores(
        &self,
        memory: &mut Memory,
        labels: Option<&Labels>,
        columns: &[Column],
        rows: usize,
    ) -> TractResult<TVec<Answer>> {
        let mut scores = vec![0.0; rows * self.pass.width];
        let mut found = labels.map(|labels| labels.none(rows));
        self.pass.run(memory, columns, 0, &mut scores, |chosen| {
            if let (Some(labels), Some(found)) = (labels, &mut found) {
                labels.extend(found, chosen.iter().map(|class| *class as usize));
            }
        })?;
        let scores = (vec![rows, self.pass.width], Elements::Fp32(scores));
        Ok(match found {
            Some(found) => tvec!((vec![rows], found), scores),
            None => tvec!(no_labels(), scores),
        })
    }

    fn trees(
        &self,
        scratch: &mut Scratch,
        ensemble: &dyn Ensemble,
        columns: &[Column],
        rows: usize,
    ) -> TractResult<TVec<Answer>> {
        let Scratch { memory, table } = scratch;
        let width = self.pass.width;
        table.resize(table.len().max(rows.min(PIECE) * width), 0.0);
        let mut sums = Vec::with_capacity(rows * ensemble.width());
        for first in (0..rows).step_by(PIECE) {
            let taken = PIECE.min(rows - first);
            let table = &mut table[..taken * width];
            self.pass.run(memory, columns, first, table, |_| ())?;
            ensemble.forest().score(table, taken, width, &mut sums)?;
        }
        let mut answers = ensemble.finished(rows, sums);
        if answers.len() == 1 {
            answers.insert(0, no_labels());
        }
        Ok(answers)
    }
}

fn no_labels() -> Answer {
    (vec![0], Elements::Int64(vec![]))
}

impl Operator for FusedRows {
    fn name(&self) -> &'static str {
        "FusedRows"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = inputs.first().and_then(|fact| fact.shape.first()).context("expected rows")?.clone();
        let mut facts = match &self.last {
            Last::Scores(Some(labels)) => labels.facts(rows.clone(), self.pass.width),
            Last::Scores(None) => tvec!(f32::fact([rows.clone(), self.pass.width.to_dim()])),
            Last::Trees(ensemble) => ensemble.facts(rows.clone()),
        };
        if facts.len() == 1 {
            facts.insert(0, i64::fact([rows]));
        }
        Ok(facts)
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let rows = same_rows(inputs.iter().map(|input| input.shape()))?;
        let columns = inputs.iter().map(Column::of).collect::<TractResult<TVec<_>>>()?;
        self.answer_columns(&columns, rows)?.into_iter().map(rows::of_answer).collect()
    }

    fn answer(&self, inputs: &[&Given]) -> TractResult<TVec<Answer>> {
        let rows = same_rows(inputs.iter().map(|input| input.shape()))?;
        let columns = inputs.iter().map(|input| Column::given(input)).collect::<TractResult<TVec<_>>>()?;
        self.answer_columns(&columns, rows)
    }
}

/// The number of rows that all inputs have.
fn same_rows<'a>(mut shapes: impl Iterator<Item = &'a [usize]> + Clone) -> TractResult<usize> {
    let rows = shapes.clone().next().and_then(|shape| shape.first().copied()).context("expected rows")?;
    ensure!(
        shapes.all(|shape| shape.len() == 2 && shape[0] == rows),
        "the inputs have different numbers of rows"
    );
    Ok(rows)
}
