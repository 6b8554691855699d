//! Trees laid out flat for the walk.
//!
//! The two children of a branch stand side by side, so a step is an addition: to the left child, and one more where the
//! comparison fails. A leaf steps to itself, so rows and trees that are done early can go on with the others and no
//! step asks whether it is the last. (Asadi, Lin and de Vries, "Runtime Optimizations for Tree-based Machine Learning
//! Models", 2014: predication.)

use std::{cell::RefCell, collections::HashMap, fmt::Debug};

use tract_onnx::tract_hir::internal::tract_num_traits::{AsPrimitive, Float};

use super::{
    leaves::Leaves,
    normal::{Normal, Operand, Plain},
    raw::RawForest,
};

/// What rows are compared in and scores are summed in.
pub(super) trait Precision: Float + Debug + Send + Sync + 'static {
    /// A position among the operands.
    type Slot: Copy + Debug + Send + Sync + Eq + TryFrom<u32> + AsPrimitive<usize>;
    /// A distance between nodes.
    type Step: Copy + Debug + Send + Sync + TryFrom<i32> + AsPrimitive<isize>;

    /// The largest number of this precision that is not above `threshold`: the same numbers are at most either.
    fn at_most(threshold: f64) -> Self;
    fn rounded(value: f64) -> Self;
    /// A whole number kept as the bits of this one.
    fn of_bits(bits: u32) -> Self;
    fn bits(self) -> usize;
    /// Lends each thread's own memory for the operands of rows, so that a call need not ask for any.
    fn with_scratch<R>(work: impl FnOnce(&mut Vec<Self>) -> R) -> R;
}

thread_local! {
    static SINGLES: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
    static DOUBLES: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

/// 8 bytes a node.
impl Precision for f32 {
    type Slot = u16;
    type Step = i16;

    fn at_most(threshold: f64) -> Self {
        let nearest = threshold as Self;
        if f64::from(nearest) > threshold { nearest.next_down() } else { nearest }
    }

    fn rounded(value: f64) -> Self {
        value as Self
    }

    fn of_bits(bits: u32) -> Self {
        Self::from_bits(bits)
    }

    fn bits(self) -> usize {
        self.to_bits() as usize
    }

    fn with_scratch<R>(work: impl FnOnce(&mut Vec<Self>) -> R) -> R {
        SINGLES.with_borrow_mut(work)
    }
}

/// 16 bytes a node.
impl Precision for f64 {
    type Slot = u32;
    type Step = i32;

    fn at_most(threshold: f64) -> Self {
        threshold
    }

    fn rounded(value: f64) -> Self {
        value
    }

    fn of_bits(bits: u32) -> Self {
        Self::from_bits(bits.into())
    }

    fn bits(self) -> usize {
        self.to_bits() as usize
    }

    fn with_scratch<R>(work: impl FnOnce(&mut Vec<Self>) -> R) -> R {
        DOUBLES.with_borrow_mut(work)
    }
}

/// A branch or a leaf. A leaf's operand is NaN, which always goes right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<T: Precision> {
    /// What the operand is compared with; of a leaf, what [`Leaves`] makes its weights of.
    pub threshold: T,
    pub slot: T::Slot,
    /// From here to the left child.
    pub step: T::Step,
}

/// A tree's first node, and the number of steps that bring every row to a leaf.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tree {
    pub root: u32,
    pub depth: u32,
}

/// An ensemble for rows of one precision.
#[derive(Debug)]
pub(super) struct Layout<T: Precision> {
    pub nodes: Vec<Node<T>>,
    pub trees: Vec<Tree>,
    /// The operands of the branches. A row's own are preceded by NaN, the operand of leaves.
    pub operands: Vec<Operand>,
    pub leaves: Leaves<T>,
    pub targets: usize,
}

/// The operand of leaves.
pub(super) const NAN: u32 = 0;

impl<T: Precision> Layout<T> {
    /// Lays out an ensemble; none where a position does not fit this precision's nodes.
    pub(super) fn new(raw: &RawForest, normal: &Normal<'_>) -> Option<Self> {
        let children = vec![NONE; normal.nodes.len()];
        let mut places = Places { normal, placed: Vec::with_capacity(normal.nodes.len()), children };
        let trees = raw.roots.iter().zip(&normal.depths);
        let trees: Vec<Tree> = trees
            .map(|(root, depth)| {
                Some(Tree { root: places.tree(*root).try_into().ok()?, depth: (*depth).try_into().ok()? })
            })
            .collect::<Option<_>>()?;
        let weights = normal.nodes.iter().map(|node| match node {
            Plain::Leaf(weights) => Some(*weights),
            Plain::Branch { .. } => None,
        });
        let (leaves, payloads) = Leaves::new(weights, raw.targets, raw.aggregate);
        let mut operands = Operands::default();
        let mut nodes = Vec::with_capacity(places.placed.len());
        for (at, position) in places.placed.iter().enumerate() {
            nodes.push(match normal.nodes[*position] {
                Plain::Leaf(_) => Node {
                    threshold: payloads[*position],
                    slot: NAN.try_into().ok()?,
                    step: (-1).try_into().ok()?,
                },
                Plain::Branch { operand, threshold, .. } => {
                    let step = i64::from(places.children[*position]) - at as i64;
                    Node {
                        threshold: T::at_most(threshold),
                        slot: operands.slot(operand).try_into().ok()?,
                        step: i32::try_from(step).ok()?.try_into().ok()?,
                    }
                }
            });
        }
        Some(Self { nodes, trees, operands: operands.list, leaves, targets: raw.targets })
    }
}

/// The order of the nodes.
struct Places<'a> {
    normal: &'a Normal<'a>,
    /// The node at each place. One that several branches lead to has several places, and its children one pair.
    placed: Vec<usize>,
    /// Where the children of each branch stand, by its position in the ensemble.
    children: Vec<u32>,
}

/// A branch whose children have no place yet.
const NONE: u32 = u32::MAX;

impl Places<'_> {
    /// Places a tree level by level; gives its root's place.
    fn tree(&mut self, root: usize) -> usize {
        let first = self.placed.len();
        self.placed.push(root);
        let mut next = first;
        while let Some(position) = self.placed.get(next).copied() {
            if let Plain::Branch { left, right, .. } = self.normal.nodes[position] {
                let pair = self.placed.len() as u32;
                if self.children[position] == NONE {
                    self.children[position] = pair;
                    self.placed.extend([left, right]);
                }
            }
            next += 1;
        }
        first
    }
}

#[derive(Default)]
struct Operands {
    list: Vec<Operand>,
    slots: HashMap<Operand, u32>,
}

impl Operands {
    /// The operand's place in a row, after NaN.
    fn slot(&mut self, operand: Operand) -> u32 {
        *self.slots.entry(operand).or_insert_with(|| {
            self.list.push(operand);
            self.list.len() as u32
        })
    }
}
