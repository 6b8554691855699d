//! The vectors of a few rows, and what each step does to them.

use tract_onnx::tract_hir::internal::*;

use super::{
    column::Column,
    kernel::{self, BLOCK},
    program::{Activation, Step},
};

/// The vectors of the rows that are worked on: column by column, `LANES` values each.
pub(super) struct Block<'a, const LANES: usize> {
    pub x: &'a mut [f32],
    spare: &'a mut [f32],
    width: usize,
    /// The predicted classes.
    pub chosen: [u32; BLOCK],
}

impl<'a, const LANES: usize> Block<'a, LANES> {
    pub(super) fn new(scratch: &'a mut Vec<f32>, widest: usize) -> Self {
        let size = widest * BLOCK;
        if scratch.len() < 2 * size {
            scratch.resize(2 * size, 0.0);
        }
        let half = scratch.len() / 2;
        let (x, spare) = scratch.split_at_mut(half);
        Self { x, spare, width: 0, chosen: [0; BLOCK] }
    }

    /// Takes the first `width` numbers of rows as columns.
    pub(super) fn fill(&mut self, rows: &[f32], stride: usize, width: usize) {
        self.width = width;
        for (row, numbers) in rows.chunks_exact(stride).enumerate() {
            let columns = self.x.chunks_exact_mut(LANES);
            columns.zip(&numbers[..width]).for_each(|(column, number)| column[row] = *number);
        }
    }

    fn vector(&mut self) -> &mut [f32] {
        &mut self.x[..self.width * LANES]
    }

    /// Takes one step for some rows of the inputs, from the first on.
    pub(super) fn take(
        &mut self,
        step: &Step,
        inputs: &[Column],
        first: usize,
        rows: usize,
    ) -> TractResult<()> {
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
                    if let Some(category) = inputs[*input].category(categories, first + row)? {
                        columns[category * LANES + row] = 1.0;
                    }
                }
            }
            Step::Number { input, categories, numbers, at } => {
                let other = numbers.len() - 1;
                for (row, number) in self.x[at * LANES..][..rows].iter_mut().enumerate() {
                    *number = numbers[inputs[*input].category(categories, first + row)?.unwrap_or(other)];
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
