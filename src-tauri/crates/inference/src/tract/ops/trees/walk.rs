//! The walk from rows to their scores.
//!
//! A step waits for memory, so several walks that do not depend on each other are taken at once: eight rows through one
//! tree, or one row through eight trees. Every row meets the trees in their order, so scores are summed as written.

use std::array;

use tract_onnx::tract_hir::internal::tract_num_traits::AsPrimitive as _;

use super::layout::{Layout, NAN, Node, Precision, Tree};

/// How many walks are taken at once.
const LANES: usize = 8;

/// The operands of the rows that go through one tree after another should stay in the first cache.
const BLOCK_BYTES: usize = 16 << 10;

/// After so many steps it is seen whether all walks are over: a tree may have one way that is much longer than all others.
const STRIDE: u32 = 8;

impl<T: Precision> Layout<T> {
    /// Brings the leaves of all rows into their scores. The rows lie one after another and hold every column that the
    /// trees look at.
    pub(super) fn score<U: Copy + Into<T>>(
        &self,
        rows: &[U],
        columns: usize,
        scores: &mut [T],
        combine: impl Fn(T, T) -> T + Copy,
    ) {
        let width = self.operands.len() + 1;
        let groups = (BLOCK_BYTES / (width * LANES * size_of::<T>())).max(1);
        let row = |ix: usize| &rows[ix * columns..][..columns];
        let count = scores.len() / self.targets;
        let whole = count / LANES * LANES;
        let (many, rest) = scores.split_at_mut(whole * self.targets);

        T::with_scratch(|scratch| {
            let staged = if many.is_empty() { 1 } else { groups.min(count / LANES) * LANES };
            if scratch.len() < staged * width {
                scratch.resize(staged * width, T::nan());
            }
            let (block, _) = scratch[..staged * width].as_chunks_mut::<LANES>();
            let mut first = 0;
            for scores in many.chunks_mut(groups * LANES * self.targets) {
                let rows_here = scores.len() / self.targets;
                for (group, block) in block.chunks_exact_mut(width).take(rows_here / LANES).enumerate() {
                    self.stage(array::from_fn(|lane| row(first + group * LANES + lane)), block);
                }
                self.score_block(block, scores, combine);
                first += rows_here;
            }
            let (alone, _) = scratch[..width].as_chunks_mut::<1>();
            for (ix, scores) in rest.chunks_exact_mut(self.targets).enumerate() {
                self.stage([row(whole + ix)], alone);
                self.score_row(alone, scores, combine);
            }
        });
    }

    /// Lays out the operands of some rows, those of one column side by side.
    fn stage<U: Copy + Into<T>, const N: usize>(&self, rows: [&[U]; N], block: &mut [[T; N]]) {
        block[NAN as usize] = [T::nan(); N];
        for (staged, operand) in block[1..].iter_mut().zip(&self.operands) {
            for (staged, row) in staged.iter_mut().zip(&rows) {
                let value: T = row[operand.column].into();
                *staged = if operand.negated { -value } else { value };
            }
        }
    }

    /// Groups of rows, tree by tree.
    fn score_block(&self, block: &[[T; LANES]], scores: &mut [T], combine: impl Fn(T, T) -> T + Copy) {
        let width = self.operands.len() + 1;
        for tree in &self.trees {
            for (block, scores) in
                block.chunks_exact(width).zip(scores.chunks_exact_mut(LANES * self.targets))
            {
                let leaves = walk(&self.nodes, [tree.root as usize; LANES], tree.depth, |slot, lane| {
                    block[slot][lane]
                });
                for (leaf, scores) in leaves.into_iter().zip(scores.chunks_exact_mut(self.targets)) {
                    self.leaves.collect(self.nodes[leaf].threshold, scores, combine);
                }
            }
        }
    }

    /// One row, several trees at a time.
    fn score_row(&self, row: &[[T; 1]], scores: &mut [T], combine: impl Fn(T, T) -> T + Copy) {
        for trees in self.trees.chunks(LANES) {
            let root = |lane: usize| trees.get(lane).unwrap_or(&trees[0]).root as usize;
            let depth = trees.iter().map(|tree: &Tree| tree.depth).max().unwrap_or(0);
            let leaves = walk(&self.nodes, array::from_fn(root), depth, |slot, _| row[slot][0]);
            for leaf in &leaves[..trees.len()] {
                self.leaves.collect(self.nodes[*leaf].threshold, scores, combine);
            }
        }
    }
}

/// Takes walks from the given nodes to their leaves, at most `depth` branches away.
#[inline(always)]
fn walk<T: Precision>(
    nodes: &[Node<T>],
    mut at: [usize; LANES],
    depth: u32,
    operand: impl Fn(usize, usize) -> T,
) -> [usize; LANES] {
    let mut left = depth;
    loop {
        let steps = left.min(STRIDE);
        for _ in 0..steps {
            for (lane, at) in at.iter_mut().enumerate() {
                let node = &nodes[*at];
                let is_left = operand(node.slot.as_(), lane) <= node.threshold;
                *at = at.wrapping_add_signed(node.step.as_()).wrapping_add(usize::from(!is_left));
            }
        }
        left -= steps;
        if left == 0 || at.iter().all(|at| nodes[*at].slot.as_() == NAN as usize) {
            return at;
        }
    }
}
