//! Trees laid out flat, and the walk from a row to its scores.

use tract_onnx::tract_hir::internal::{
    tract_num_traits::{AsPrimitive, Float},
    *,
};

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

/// A branch before it is checked; children are positions in the list of [`RawNode`]s.
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

/// A node before it is checked.
#[derive(Debug, Clone)]
pub(crate) enum RawNode {
    Branch(Branch),
    Leaf(Vec<Weight>),
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

/// A checked ensemble.
#[derive(Debug)]
pub(crate) struct Forest {
    roots: Vec<Link>,
    nodes: Vec<Node>,
    /// Where each leaf's weights start, and where the last ones end.
    starts: Vec<u32>,
    weights: Vec<Weight>,
    /// The values of the tests for membership.
    sets: Vec<Vec<f64>>,
    targets: usize,
    columns: usize,
}

/// A branch's position, or a leaf's with the highest bit set.
#[derive(Debug, Clone, Copy)]
struct Link(u32);

impl Link {
    const LEAF: u32 = 1 << 31;

    fn branch(position: usize) -> Self {
        Self(position as u32)
    }

    fn leaf(position: usize) -> Self {
        Self(position as u32 | Self::LEAF)
    }
}

#[derive(Debug, Clone, Copy)]
struct Node {
    threshold: f64,
    column: u32,
    yes: Link,
    no: Link,
    test: Test,
    nan_is_yes: bool,
}

impl Forest {
    /// Checks and flattens trees.
    pub(crate) fn new(
        nodes: &[RawNode],
        roots: &[usize],
        sets: Vec<Vec<f64>>,
        targets: usize,
    ) -> TractResult<Self> {
        ensure!(nodes.len() < Link::LEAF as usize / 2, "too many tree nodes");
        ensure!(!roots.is_empty(), "a tree ensemble without trees");
        let mut forest = Self {
            roots: Vec::with_capacity(roots.len()),
            nodes: Vec::new(),
            starts: vec![0],
            weights: Vec::new(),
            sets,
            targets,
            columns: 0,
        };
        let mut seen = vec![false; nodes.len()];
        for root in roots {
            let link = forest.flatten(nodes, *root, &mut seen)?;
            forest.roots.push(link);
        }
        Ok(forest)
    }

    /// Lays out one tree, parents before children; recursion would let a deep tree overflow the stack.
    fn flatten(&mut self, nodes: &[RawNode], root: usize, seen: &mut [bool]) -> TractResult<Link> {
        let link = self.place(nodes, root, seen)?;
        let mut open = vec![(link, root)];
        while let Some((link, raw)) = open.pop() {
            let RawNode::Branch(branch) = &nodes[raw] else { continue };
            let yes = self.place(nodes, branch.yes, seen)?;
            let no = self.place(nodes, branch.no, seen)?;
            let node = &mut self.nodes[link.0 as usize];
            (node.yes, node.no) = (yes, no);
            open.extend([(no, branch.no), (yes, branch.yes)]);
        }
        Ok(link)
    }

    /// Gives a node its place; its children are linked later.
    fn place(&mut self, nodes: &[RawNode], raw: usize, seen: &mut [bool]) -> TractResult<Link> {
        let node = nodes.get(raw).context("a tree branch leads to a node that does not exist")?;
        ensure!(!std::mem::replace(&mut seen[raw], true), "a tree node has two parents");
        match node {
            RawNode::Leaf(weights) => {
                let stray = weights.iter().find(|weight| weight.target >= self.targets);
                if let Some(stray) = stray {
                    bail!("a tree leaf names target {}, and there are {}", stray.target, self.targets);
                }
                self.weights.extend(weights);
                self.starts.push(u32::try_from(self.weights.len())?);
                Ok(Link::leaf(self.starts.len() - 2))
            }
            RawNode::Branch(branch) => {
                let in_sets = branch.test != Test::Member || (branch.threshold as usize) < self.sets.len();
                ensure!(in_sets, "a tree branch names a set that does not exist");
                self.columns = self.columns.max(branch.column + 1);
                self.nodes.push(Node {
                    threshold: branch.threshold,
                    column: u32::try_from(branch.column)?,
                    yes: Link::leaf(0),
                    no: Link::leaf(0),
                    test: branch.test,
                    nan_is_yes: branch.nan_is_yes,
                });
                Ok(Link::branch(self.nodes.len() - 1))
            }
        }
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

    /// The scores of one row that has all columns. `S` is what they are summed in.
    pub(crate) fn score<T, S>(&self, row: &[T], aggregate: Aggregate, scores: &mut [S])
    where
        T: Copy + Into<f64>,
        S: Float + 'static,
        f64: AsPrimitive<S>,
    {
        let start = match aggregate {
            Aggregate::Sum | Aggregate::Average => S::zero(),
            Aggregate::Min => S::infinity(),
            Aggregate::Max => S::neg_infinity(),
        };
        scores.fill(start);
        for root in &self.roots {
            for weight in self.leaf(*root, row) {
                let score = &mut scores[weight.target];
                *score = match aggregate {
                    Aggregate::Sum | Aggregate::Average => *score + weight.value.as_(),
                    Aggregate::Min => score.min(weight.value.as_()),
                    Aggregate::Max => score.max(weight.value.as_()),
                };
            }
        }
        match aggregate {
            Aggregate::Sum => (),
            Aggregate::Average => {
                let trees: S = (self.roots.len() as f64).as_();
                scores.iter_mut().for_each(|score| *score = *score / trees);
            }
            // A target that no leaf names has no smallest or largest value.
            Aggregate::Min | Aggregate::Max => {
                scores.iter_mut().filter(|score| score.is_infinite()).for_each(|score| *score = S::zero());
            }
        }
    }

    /// The weights of the leaf that a row falls into.
    fn leaf<T: Copy + Into<f64>>(&self, root: Link, row: &[T]) -> &[Weight] {
        let mut link = root;
        while link.0 & Link::LEAF == 0 {
            let node = &self.nodes[link.0 as usize];
            link = if self.is_yes(node, row[node.column as usize].into()) { node.yes } else { node.no };
        }
        let leaf = (link.0 & !Link::LEAF) as usize;
        &self.weights[self.starts[leaf] as usize..self.starts[leaf + 1] as usize]
    }

    fn is_yes(&self, node: &Node, x: f64) -> bool {
        let yes = match node.test {
            Test::LessOrEqual => x <= node.threshold,
            Test::Less => x < node.threshold,
            Test::GreaterOrEqual => x >= node.threshold,
            Test::Greater => x > node.threshold,
            Test::Equal => x == node.threshold,
            Test::NotEqual => x != node.threshold,
            Test::Member => self.sets[node.threshold as usize].contains(&x),
        };
        yes || (node.nan_is_yes && x.is_nan())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(test: Test, threshold: f64) -> Branch {
        Branch { test, column: 0, threshold, yes: 1, no: 2, nan_is_yes: false }
    }

    fn leaf(value: f64) -> RawNode {
        RawNode::Leaf(vec![Weight { target: 0, value }])
    }

    fn stump(branch: Branch) -> TractResult<Forest> {
        Forest::new(&[RawNode::Branch(branch), leaf(1.0), leaf(0.0)], &[0], vec![vec![2.0, 4.0]], 1)
    }

    #[test]
    fn every_test_goes_its_way() {
        let cases = [
            (Test::LessOrEqual, [1.0, 1.0, 0.0]),
            (Test::Less, [1.0, 0.0, 0.0]),
            (Test::GreaterOrEqual, [0.0, 1.0, 1.0]),
            (Test::Greater, [0.0, 0.0, 1.0]),
            (Test::Equal, [0.0, 1.0, 0.0]),
            (Test::NotEqual, [1.0, 0.0, 1.0]),
        ];
        for (test, expected) in cases {
            let forest = stump(branch(test, 3.0)).unwrap();
            let found = [2.0, 3.0, 4.0_f32].map(|x| {
                let mut score = [0.0_f32];
                forest.score(&[x], Aggregate::Sum, &mut score);
                score[0]
            });
            assert_eq!(found, expected, "{test:?}");
        }
    }

    #[test]
    fn sets_and_nan_are_honoured() {
        let mut score = [0.0_f64];
        let forest = stump(branch(Test::Member, 0.0)).unwrap();
        for (x, expected) in [(2.0, 1.0), (3.0, 0.0), (4.0, 1.0), (f32::NAN, 0.0)] {
            forest.score(&[x], Aggregate::Sum, &mut score);
            assert_eq!(score, [expected], "{x}");
        }
        let forest = stump(Branch { nan_is_yes: true, ..branch(Test::Less, 0.0) }).unwrap();
        forest.score(&[f32::NAN], Aggregate::Sum, &mut score);
        assert_eq!(score, [1.0]);
    }

    #[test]
    fn a_malformed_tree_is_refused() {
        let bad = [
            Branch { yes: 7, ..branch(Test::Less, 0.0) },
            Branch { yes: 0, ..branch(Test::Less, 0.0) },
            Branch { yes: 2, ..branch(Test::Less, 0.0) },
            branch(Test::Member, 1.0),
        ];
        for branch in bad {
            assert!(stump(branch.clone()).is_err(), "{branch:?}");
        }
        let stray = RawNode::Leaf(vec![Weight { target: 1, value: 0.0 }]);
        assert!(Forest::new(&[stray], &[0], vec![], 1).is_err());
        assert!(Forest::new(&[], &[], vec![], 1).is_err());
    }
}
