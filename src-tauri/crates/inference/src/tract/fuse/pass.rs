//! One pass over a table: a program for all its rows, a block of them at a time.

use tract_onnx::tract_hir::internal::*;

use super::{
    block::Block,
    column::Column,
    kernel::BLOCK,
    layers::{Layers, Rows},
    program::{Program, Step},
};

/// A program made ready.
#[derive(Debug)]
pub(super) struct Pass {
    /// What the program begins with, where that is layers.
    layers: Option<Layers>,
    /// What is left of the program.
    steps: Vec<Step>,
    /// The numbers a row, at the end and at most.
    pub width: usize,
    widest: usize,
}

/// Memory for the rows that are worked on.
#[derive(Default)]
pub(super) struct Memory {
    columns: Vec<f32>,
    rows: Rows,
}

impl Pass {
    pub(super) fn new(program: Program) -> Self {
        let (width, widest) = (program.width, program.widest());
        let (layers, taken) = match Layers::of(&program.steps) {
            Some((layers, taken)) => (Some(layers), taken),
            None => (None, 0),
        };
        Self { layers, steps: program.steps.into_iter().skip(taken).collect(), width, widest }
    }

    /// The numbers of the rows from the `first` on, as many as there is room for; and each block's predicted classes.
    pub(super) fn run(
        &self,
        memory: &mut Memory,
        inputs: &[Column],
        mut first: usize,
        numbers: &mut [f32],
        mut chosen: impl FnMut(&[u32]),
    ) -> TractResult<()> {
        for numbers in numbers.chunks_mut(BLOCK * self.width) {
            let rows = numbers.len() / self.width;
            let classes = match rows {
                1 => self.block::<1>(memory, inputs, first, numbers)?,
                _ => self.block::<BLOCK>(memory, inputs, first, numbers)?,
            };
            chosen(&classes[..rows]);
            first += rows;
        }
        Ok(())
    }

    fn block<const LANES: usize>(
        &self,
        memory: &mut Memory,
        inputs: &[Column],
        first: usize,
        numbers: &mut [f32],
    ) -> TractResult<[u32; BLOCK]> {
        let rows = numbers.len() / self.width;
        let mut block = Block::<LANES>::new(&mut memory.columns, self.widest);
        if let Some(layers) = &self.layers {
            let (sums, stride) = layers.run(&mut memory.rows, inputs, first, rows);
            block.fill(sums, stride, layers.width);
        }
        for step in &self.steps {
            block.take(step, inputs, first, rows)?;
        }
        for (row, numbers) in numbers.chunks_exact_mut(self.width).enumerate() {
            for (number, column) in numbers.iter_mut().zip(block.x.chunks_exact(LANES)) {
                *number = column[row];
            }
        }
        Ok(block.chosen)
    }
}
