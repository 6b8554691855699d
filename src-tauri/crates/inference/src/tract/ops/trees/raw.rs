//! Trees as files tell them, before they are checked.

use std::ops::Range;

/// How a branch compares the row's value with its threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    /// `x <= threshold`
    LessOrEqual,
    /// `x < threshold`
    Less,
    /// `x >= threshold`
    GreaterOrEqual,
    /// `x > threshold`
    Greater,
    /// `x == threshold`
    Equal,
    /// `x != threshold`
    NotEqual,
    /// `x` is in the branch's set, whose position the threshold holds.
    Member,
}

/// A branch; children are positions in the list of [`RawNode`]s.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub test: Test,
    pub column: usize,
    pub threshold: f64,
    pub yes: usize,
    pub no: usize,
    /// Whether NaN goes the way of `yes`.
    pub nan_is_yes: bool,
}

/// A node.
#[derive(Debug, Clone)]
pub(crate) enum RawNode {
    Branch(Branch),
    /// Which of the ensemble's weights are the leaf's.
    Leaf(Range<usize>),
}

/// What a leaf adds to one target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    pub target: usize,
    pub value: f64,
}

/// How the trees' contributions become one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Sum,
    Average,
    Min,
    Max,
}

/// A whole ensemble.
#[derive(Debug, Clone)]
pub(crate) struct RawForest {
    pub nodes: Vec<RawNode>,
    /// The weights of all leaves.
    pub weights: Vec<Weight>,
    /// The positions of the trees' first nodes.
    pub roots: Vec<usize>,
    /// The values of the tests for membership.
    pub sets: Vec<Vec<f64>>,
    /// How many scores a row gets.
    pub targets: usize,
    pub aggregate: Aggregate,
}
