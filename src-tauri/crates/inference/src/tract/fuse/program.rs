//! What a fused operator does to each row: steps over one vector of numbers.

use std::cell::RefCell;

use domain::tensor::{Elements, Tensor as Given};
use tract_onnx::tract_hir::internal::*;

use super::{
    kernel::{self, BLOCK},
    layers::{Layers, Rows},
    one_hot::Categories,
};
use crate::tract::ops::{
    glue::{Answer, Operator},
    labels::Labels,
    rows::{self, slice},
};

/// One step. Until the first that takes the vector as a whole, columns lie where `at` says.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Columns of an input.
    Load { input: usize, picked: Vec<usize>, at: usize },
    /// One column a category of the one column of an input.
    OneHot { input: usize, categories: Categories, at: usize },
    /// Puts a value a column in place of another.
    Impute { at: usize, replaced: f32, imputed: Vec<f32> },
    /// `(x - offset) * scale`.
    Scale { at: usize, offset: Vec<f32>, scale: Vec<f32> },
    /// Some of the columns.
    Pick(Vec<usize>),
    /// One weighted sum an output; `weights` has a row an output.
    Dense { weights: Vec<f32>, bias: Vec<f32> },
    /// The same function of every number, or softmax.
    Activate(Activation),
    /// Divided by the sum of the absolute values, where that is not 0.
    NormalizeL1,
    /// The probability of the second of two classes becomes both.
    Complement,
    /// Keeps which number is the largest, the first of equals: the predicted class.
    Choose,
}

/// See [`Step::Activate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    Relu,
    Tanh,
    Logistic,
    Softmax,
}

/// Steps from the inputs to `width` numbers a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub steps: Vec<Step>,
    pub width: usize,
}

impl Step {
    /// The numbers a row after it, from those before.
    pub(super) fn width(&self, before: usize) -> usize {
        match self {
            Self::Load { picked, at, .. } => before.max(at + picked.len()),
            Self::OneHot { categories, at, .. } => before.max(at + categories.len()),
            Self::Pick(columns) => columns.len(),
            Self::Dense { bias, .. } => bias.len(),
            Self::Complement => 2,
            _ => before,
        }
    }

    /// The step in a vector whose columns lie further on.
    fn shifted(mut self, by: usize) -> Option<Self> {
        match &mut self {
            Self::Load { at, .. }
            | Self::OneHot { at, .. }
            | Self::Impute { at, .. }
            | Self::Scale { at, .. } => *at += by,
            _ => return None,
        }
        Some(self)
    }
}

impl Program {
    /// One more step.
    pub(super) fn then(mut self, step: Step) -> Self {
        self.width = step.width(self.width);
        self.steps.push(step);
        self
    }

    /// The columns of another side by side with these; none where one of both takes its vector as a whole.
    pub(super) fn beside(mut self, other: Self) -> Option<Self> {
        if self.steps.iter().any(|step| step.clone().shifted(0).is_none()) {
            return None;
        }
        for step in other.steps {
            self.steps.push(step.shifted(self.width)?);
        }
        self.width += other.width;
        Some(self)
    }

    /// How many weights there are.
    pub(super) fn weights(&self) -> usize {
        let weights = self.steps.iter().map(|step| match step {
            Step::Dense { weights, .. } => weights.len(),
            _ => 0,
        });
        weights.sum()
    }

    fn widest(&self) -> usize {
        let mut width = 0;
        self.steps.iter().fold(0, |widest, step| {
            width = step.width(width);
            widest.max(width)
        })
    }
}

/// The fused operator: the predicted class's label, and the numbers of each row.
#[derive(Debug)]
pub(super) struct FusedRows {
    /// What the program begins with, where that is layers.
    layers: Option<Layers>,
    /// What is left of the program.
    steps: Vec<Step>,
    labels: Option<Labels>,
    /// The numbers a row, at the end and at most.
    width: usize,
    widest: usize,
}

/// Each thread's own memory, so that a call need not ask for any.
#[derive(Default)]
struct Scratch {
    columns: Vec<f32>,
    rows: Rows,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Operator for FusedRows {
    fn name(&self) -> &'static str {
        "FusedRows"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = inputs.first().and_then(|fact| fact.shape.first()).context("expected rows")?.clone();
        let label = self.labels.as_ref().map_or(i64::datum_type(), Labels::datum_type);
        Ok(tvec!(label.fact([rows.clone()]), f32::fact([rows, self.width.to_dim()])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let rows = inputs.first().and_then(|input| input.shape().first().copied());
        let rows = same_rows(rows, inputs.iter().map(|input| input.shape()))?;
        let columns = inputs.iter().map(Column::of).collect::<TractResult<TVec<_>>>()?;
        self.score(&columns, rows)?.into_iter().map(rows::of_answer).collect()
    }

    fn answer(&self, inputs: &[&Given]) -> TractResult<TVec<Answer>> {
        let rows = inputs.first().and_then(|input| input.shape().first().copied());
        let rows = same_rows(rows, inputs.iter().map(|input| input.shape()))?;
        let columns = inputs.iter().map(|input| Column::given(input)).collect::<TractResult<TVec<_>>>()?;
        self.score(&columns, rows)
    }
}

/// The number of rows that all inputs have.
fn same_rows<'a>(rows: Option<usize>, mut shapes: impl Iterator<Item = &'a [usize]>) -> TractResult<usize> {
    let rows = rows.context("expected rows")?;
    ensure!(
        shapes.all(|shape| shape.len() == 2 && shape[0] == rows),
        "the inputs have different numbers of rows"
    );
    Ok(rows)
}

impl FusedRows {
    pub(super) fn new(program: Program, labels: Option<Labels>) -> Self {
        let (width, widest) = (program.width, program.widest());
        let (layers, taken) = match Layers::of(&program.steps) {
            Some((layers, taken)) => (Some(layers), taken),
            None => (None, 0),
        };
        let steps = program.steps.into_iter().skip(taken).collect();
        Self { layers, steps, labels, width, widest }
    }

    fn score(&self, columns: &[Column], rows: usize) -> TractResult<TVec<Answer>> {
        let width = self.width;
        let mut scores = vec![0.0; rows * width];
        let mut labels = self.labels.as_ref().map(|labels| labels.none(rows));
        SCRATCH.with_borrow_mut(|scratch| {
            let mut first = 0;
            while first < rows {
                let taken = BLOCK.min(rows - first);
                let scores = &mut scores[first * width..][..taken * width];
                let chosen = match taken {
                    1 => self.block::<1>(scratch, columns, first, taken, scores)?,
                    _ => self.block::<BLOCK>(scratch, columns, first, taken, scores)?,
                };
                if let (Some(of), Some(labels)) = (&self.labels, &mut labels) {
                    of.extend(labels, chosen[..taken].iter().map(|class| *class as usize));
                }
                first += taken;
            }
            TractResult::Ok(())
        })?;
        let labels = match labels {
            Some(labels) => (vec![rows], labels),
            None => (vec![0], Elements::Int64(vec![])),
        };
        Ok(tvec!(labels, (vec![rows, width], Elements::Fp32(scores))))
    }

    /// Scores a block of at most `LANES` rows; gives the predicted classes.
    fn block<const LANES: usize>(
        &self,
        scratch: &mut Scratch,
        inputs: &[Column],
        first: usize,
        rows: usize,
        scores: &mut [f32],
    ) -> TractResult<[u32; BLOCK]> {
        let mut block = Block::<LANES>::new(&mut scratch.columns, self.widest);
        if let Some(layers) = &self.layers {
            let (sums, stride) = layers.run(&mut scratch.rows, inputs, first, rows);
            block.fill(sums, stride, layers.width);
        }
        for step in &self.steps {
            block.take(step, inputs, first, rows)?;
        }
        for (row, scores) in scores.chunks_exact_mut(self.width).enumerate() {
            for (score, column) in scores.iter_mut().zip(block.x.chunks_exact(LANES)) {
                *score = column[row];
            }
        }
        Ok(block.chosen)
    }
}

/// An input's values, row-major, and how many a row.
#[derive(Clone, Copy)]
pub(super) enum Column<'a> {
    Floats(&'a [f32], usize),
    Ints(&'a [i64], usize),
    Texts(&'a [String]),
}

impl<'a> Column<'a> {
    fn of(input: &'a TValue) -> TractResult<Self> {
        let width = input.shape().get(1).copied().unwrap_or(1);
        Ok(match input.datum_type() {
            DatumType::F32 => Self::Floats(slice(input)?, width),
            DatumType::I64 => Self::Ints(slice(input)?, width),
            DatumType::String => Self::Texts(slice(input)?),
            other => bail!("expected floats, whole numbers or texts, got {other:?}"),
        })
    }

    fn given(input: &'a Given) -> TractResult<Self> {
        let width = input.shape().get(1).copied().unwrap_or(1);
        Ok(match input.elements() {
            Elements::Fp32(values) => Self::Floats(values, width),
            Elements::Int64(values) => Self::Ints(values, width),
            Elements::Bytes(values) => Self::Texts(values),
            other => bail!("expected floats, whole numbers or texts, got {:?}", other.datatype()),
        })
    }
}

/// The vectors of the rows that are worked on: column by column, `LANES` values each.
struct Block<'a, const LANES: usize> {
    x: &'a mut [f32],
    spare: &'a mut [f32],
    width: usize,
    chosen: [u32; BLOCK],
}

impl<'a, const LANES: usize> Block<'a, LANES> {
    fn new(scratch: &'a mut Vec<f32>, widest: usize) -> Self {
        let size = widest * BLOCK;
        if scratch.len() < 2 * size {
            scratch.resize(2 * size, 0.0);
        }
        let half = scratch.len() / 2;
        let (x, spare) = scratch.split_at_mut(half);
        Self { x, spare, width: 0, chosen: [0; BLOCK] }
    }

    /// Takes the first `width` numbers of rows as columns.
    fn fill(&mut self, rows: &[f32], stride: usize, width: usize) {
        self.width = width;
        for (row, numbers) in rows.chunks_exact(stride).enumerate() {
            let columns = self.x.chunks_exact_mut(LANES);
            columns.zip(&numbers[..width]).for_each(|(column, number)| column[row] = *number);
        }
    }

    fn vector(&mut self) -> &mut [f32] {
        &mut self.x[..self.width * LANES]
    }

    fn take(&mut self, step: &Step, inputs: &[Column], first: usize, rows: usize) -> TractResult<()> {
        let before = self.width;
        self.width = step.width(before);
        match step {
            Step::Load { input, picked, at } => {
                let columns = &mut self.x[at * LANES..][..picked.len() * LANES];
                match &inputs[*input] {
                    Column::Floats(values, width) => {
                        load::<_, LANES>(&values[first * width..], *width, picked, columns, rows, |x| x)
                    }
                    Column::Ints(values, width) => {
                        load::<_, LANES>(&values[first * width..], *width, picked, columns, rows, |x| {
                            x as f32
                        })
                    }
                    Column::Texts(_) => bail!("expected numbers, got strings"),
                }
            }
            Step::OneHot { input, categories, at } => {
                let columns = &mut self.x[at * LANES..][..categories.len() * LANES];
                columns.fill(0.0);
                for row in 0..rows {
                    let found = match &inputs[*input] {
                        Column::Texts(values) => categories.of_text(&values[first + row])?,
                        Column::Ints(values, _) => categories.of_int(values[first + row])?,
                        Column::Floats(..) => bail!("expected categories, got floats"),
                    };
                    if let Some(category) = found {
                        columns[category * LANES + row] = 1.0;
                    }
                }
            }
            Step::Impute { at, replaced, imputed } => {
                for (column, imputed) in self.x[at * LANES..].chunks_exact_mut(LANES).zip(imputed) {
                    for x in column {
                        let is_replaced = *x == *replaced || (x.is_nan() && replaced.is_nan());
                        *x = if is_replaced { *imputed } else { *x };
                    }
                }
            }
            Step::Scale { at, offset, scale } => {
                let columns = self.x[at * LANES..].chunks_exact_mut(LANES);
                for (column, (offset, scale)) in columns.zip(offset.iter().zip(scale)) {
                    column.iter_mut().for_each(|x| *x = (*x - offset) * scale);
                }
            }
            Step::Pick(picked) => {
                for (to, from) in self.spare.chunks_exact_mut(LANES).zip(picked) {
                    to.copy_from_slice(&self.x[from * LANES..][..LANES]);
                }
                std::mem::swap(&mut self.x, &mut self.spare);
            }
            Step::Dense { weights, bias } => {
                let (x, sums) = (&self.x[..before * LANES], &mut self.spare[..bias.len() * LANES]);
                match LANES {
                    1 => kernel::dense_row(weights, bias, x, sums),
                    _ => kernel::dense_block(weights, bias, x, sums),
                }
                std::mem::swap(&mut self.x, &mut self.spare);
            }
            Step::Activate(Activation::Relu) => {
                self.vector().iter_mut().for_each(|x| *x = if *x < 0.0 { 0.0 } else { *x });
            }
            Step::Activate(Activation::Tanh) => self.vector().iter_mut().for_each(|x| *x = x.tanh()),
            Step::Activate(Activation::Logistic) => kernel::logistics(self.vector()),
            Step::Activate(Activation::Softmax) => self.softmax(),
            Step::NormalizeL1 => {
                let mut sums = [0.0; BLOCK];
                self.each(|lane, x| sums[lane] += x.abs());
                sums.iter_mut().for_each(|sum| *sum = if *sum == 0.0 { 1.0 } else { *sum });
                self.each(|lane, x| *x /= sums[lane]);
            }
            Step::Complement => {
                let (first, second) = self.x[..2 * LANES].split_at_mut(LANES);
                second.copy_from_slice(first);
                first.iter_mut().for_each(|x| *x = 1.0 - *x);
            }
            Step::Choose => {
                let mut best = [f32::NAN; LANES];
                let mut chosen = [0; LANES];
                for (class, scores) in self.x[..self.width * LANES].chunks_exact(LANES).enumerate() {
                    for (lane, score) in scores.iter().enumerate() {
                        let is_better = class == 0 || *score > best[lane];
                        best[lane] = if is_better { *score } else { best[lane] };
                        chosen[lane] = if is_better { class as u32 } else { chosen[lane] };
                    }
                }
                self.chosen[..LANES].copy_from_slice(&chosen);
            }
        }
        Ok(())
    }

    /// Softmax, stable for scores of any size.
    fn softmax(&mut self) {
        let mut largest = [f32::MIN; BLOCK];
        self.each(|lane, x| largest[lane] = largest[lane].max(*x));
        self.each(|lane, x| *x -= largest[lane]);
        kernel::exponentials(self.vector());
        let mut sums = [0.0; BLOCK];
        self.each(|lane, x| sums[lane] += *x);
        self.each(|lane, x| *x /= sums[lane]);
    }

    fn each(&mut self, mut change: impl FnMut(usize, &mut f32)) {
        for column in self.vector().chunks_exact_mut(LANES) {
            column.iter_mut().enumerate().for_each(|(lane, x)| change(lane, x));
        }
    }
}

/// Turns rows into columns; lanes without a row keep what they held.
fn load<T: Copy, const LANES: usize>(
    values: &[T],
    width: usize,
    picked: &[usize],
    columns: &mut [f32],
    rows: usize,
    number: impl Fn(T) -> f32,
) {
    let is_whole = picked.len() == width && picked.iter().enumerate().all(|(at, from)| at == *from);
    for (row, values) in values.chunks_exact(width).take(rows).enumerate() {
        let columns = columns.chunks_exact_mut(LANES);
        if is_whole {
            columns.zip(values).for_each(|(column, value)| column[row] = number(*value));
        } else {
            columns.zip(picked).for_each(|(column, from)| column[row] = number(values[*from]));
        }
    }
}
