//! Every test of a branch, said with `<=` alone.
//!
//! A walk over nodes that differ in their tests would have to ask at each which one it is. So each test becomes one or
//! more of a single form: go left if the operand is at most the threshold, right if it is greater or NaN. The operand
//! is a column's value or its negative, so that NaN can be sent either way: `x > t` is `-x < -t`, and `x < t` is
//! `x <= t'` where `t'` is the next number below `t`. Nothing is rounded; every number goes where its test sends it.

use super::raw::{Branch, RawForest, RawNode, Test, Weight};

/// What a branch compares: a column's value, or its negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Operand {
    pub column: usize,
    pub negated: bool,
}

/// A node of the one form. Children are positions in [`Normal::nodes`]; several branches may lead to one node.
#[derive(Debug, Clone, Copy)]
pub(super) enum Plain<'a> {
    Branch { operand: Operand, threshold: f64, left: usize, right: usize },
    Leaf(&'a [Weight]),
}

/// An ensemble in the one form.
pub(super) struct Normal<'a> {
    /// The nodes of the raw ensemble at their positions, then those that were added.
    pub nodes: Vec<Plain<'a>>,
    /// The number of branches on the longest way from each root to a leaf.
    pub depths: Vec<usize>,
}

/// Rewrites a checked ensemble; `order` holds its reachable nodes, parents first.
pub(super) fn normal<'a>(raw: &'a RawForest, order: &[usize]) -> Normal<'a> {
    let mut rewrite = Rewrite { nodes: vec![Plain::Leaf(&[]); raw.nodes.len()] };
    let mut heights = vec![0; raw.nodes.len()];
    for position in order.iter().rev() {
        match &raw.nodes[*position] {
            RawNode::Leaf(range) => {
                rewrite.nodes[*position] = Plain::Leaf(&raw.weights[range.clone()]);
            }
            RawNode::Branch(branch) => {
                let (head, levels) = rewrite.branch(branch, &raw.sets);
                rewrite.nodes[*position] = head;
                heights[*position] = levels + heights[branch.yes].max(heights[branch.no]);
            }
        }
    }
    let depths = raw.roots.iter().map(|root| heights[*root]).collect();
    Normal { nodes: rewrite.nodes, depths }
}

/// Where a test leads.
#[derive(Clone, Copy)]
struct Ways {
    column: usize,
    yes: usize,
    no: usize,
}

struct Rewrite<'a> {
    nodes: Vec<Plain<'a>>,
}

impl<'a> Rewrite<'a> {
    /// The node that stands for a branch, and how many levels it and those added below it make.
    fn branch(&mut self, branch: &Branch, sets: &[Vec<f64>]) -> (Plain<'a>, usize) {
        let Branch { column, yes, no, threshold, nan_is_yes, test } = *branch;
        let ways = Ways { column, yes, no };
        match test {
            Test::Member => self.member(ways, &sets[threshold as usize], nan_is_yes),
            // NaN differs from every number, and so does every number from NaN.
            Test::NotEqual => (self.equal(Ways { yes: no, no: yes, ..ways }, threshold), 2),
            _ if nan_is_yes && threshold.is_nan() => (only_nan(ways), 1),
            Test::Equal if nan_is_yes => (self.equal_or_nan(ways, threshold), 2),
            Test::Equal => (self.equal(ways, threshold), 2),
            _ if nan_is_yes => (ordered(Ways { yes: no, no: yes, ..ways }, opposite(test), threshold), 1),
            _ => (ordered(ways, test, threshold), 1),
        }
    }

    /// `x == t`: at most `t`, and not below it.
    fn equal(&mut self, ways: Ways, threshold: f64) -> Plain<'a> {
        let not_below = self.add(at_most(ways.column, below(threshold), ways.no, ways.yes));
        at_most(ways.column, threshold, not_below, ways.no)
    }

    /// `x == t`, or NaN: neither below `t` nor above it.
    fn equal_or_nan(&mut self, ways: Ways, threshold: f64) -> Plain<'a> {
        let not_above = self.add(at_least(ways.column, above(threshold), ways.no, ways.yes));
        at_most(ways.column, below(threshold), ways.no, not_above)
    }

    /// Membership of a set: a search by halves.
    fn member(&mut self, ways: Ways, set: &[f64], nan_is_yes: bool) -> (Plain<'a>, usize) {
        let mut members: Vec<f64> = set.iter().copied().filter(|member| !member.is_nan()).collect();
        members.sort_by(f64::total_cmp);
        members.dedup();
        let (search, levels) = self.search(ways, &members);
        if nan_is_yes {
            let search = self.add(search);
            return (at_most(ways.column, f64::INFINITY, search, ways.yes), levels + 1);
        }
        (search, levels)
    }

    fn search(&mut self, ways: Ways, members: &[f64]) -> (Plain<'a>, usize) {
        match members {
            [] => (at_most(ways.column, f64::NAN, ways.no, ways.no), 1),
            [member] => (self.equal(ways, *member), 2),
            _ => {
                let (low, high) = members.split_at(members.len() / 2);
                let ((left, left_levels), (right, right_levels)) =
                    (self.search(ways, low), self.search(ways, high));
                let (left, right) = (self.add(left), self.add(right));
                let node = at_most(ways.column, low[low.len() - 1], left, right);
                (node, 1 + left_levels.max(right_levels))
            }
        }
    }

    fn add(&mut self, node: Plain<'a>) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}

/// One of the four tests of order; NaN goes to `no`.
fn ordered<'a>(Ways { column, yes, no }: Ways, test: Test, threshold: f64) -> Plain<'a> {
    match test {
        Test::Less => at_most(column, below(threshold), yes, no),
        Test::GreaterOrEqual => at_least(column, threshold, yes, no),
        Test::Greater => at_least(column, above(threshold), yes, no),
        _ => at_most(column, threshold, yes, no),
    }
}

/// The test that is true of the numbers that this one is not true of.
fn opposite(test: Test) -> Test {
    match test {
        Test::Less => Test::GreaterOrEqual,
        Test::GreaterOrEqual => Test::Less,
        Test::Greater => Test::LessOrEqual,
        _ => Test::Greater,
    }
}

/// `yes` for NaN alone.
fn only_nan<'a>(Ways { column, yes, no }: Ways) -> Plain<'a> {
    at_most(column, f64::INFINITY, no, yes)
}

/// Left where `x <= threshold`.
fn at_most<'a>(column: usize, threshold: f64, left: usize, right: usize) -> Plain<'a> {
    Plain::Branch { operand: Operand { column, negated: false }, threshold, left, right }
}

/// Left where `x >= threshold`.
fn at_least<'a>(column: usize, threshold: f64, left: usize, right: usize) -> Plain<'a> {
    Plain::Branch { operand: Operand { column, negated: true }, threshold: -threshold, left, right }
}

/// The next number below, NaN where there is none: nothing is at most NaN.
fn below(number: f64) -> f64 {
    if number == f64::NEG_INFINITY { f64::NAN } else { number.next_down() }
}

/// The next number above, NaN where there is none.
fn above(number: f64) -> f64 {
    -below(-number)
}
