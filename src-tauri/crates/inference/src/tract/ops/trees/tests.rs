//! The forest against the plainest walk over the nodes as they were told.

use proptest::prelude::*;
use tract_onnx::tract_hir::internal::*;

use super::{Aggregate, Branch, Forest, RawForest, RawNode, Scores, Test, Weight};
use crate::tract::ops::rows;

/// Numbers near which comparisons are easily got wrong, in single precision and between its numbers.
const NUMBERS: [f64; 16] = [
    f64::NAN,
    f64::NEG_INFINITY,
    -1e300,
    -f32::MAX as f64,
    -1.5,
    -f32::MIN_POSITIVE as f64,
    -0.0,
    0.0,
    1e-300,
    0.1,
    0.1_f32 as f64,
    1.0,
    1.000_000_01,
    2.0,
    1e300,
    f64::INFINITY,
];
const TESTS: [Test; 7] = [
    Test::LessOrEqual,
    Test::Less,
    Test::GreaterOrEqual,
    Test::Greater,
    Test::Equal,
    Test::NotEqual,
    Test::Member,
];
const COLUMNS: usize = 4;

fn number() -> impl Strategy<Value = f64> {
    prop::sample::select(&NUMBERS[..])
}

/// A tree whose children stand behind it.
#[derive(Debug, Clone)]
enum Tree {
    Leaf(Vec<Weight>),
    Branch(Test, usize, f64, bool, Box<[Tree; 2]>),
}

fn tree(targets: usize, sets: usize) -> impl Strategy<Value = Tree> {
    let weight = (0..targets, -100_i8..100)
        .prop_map(|(target, value)| Weight { target, value: f64::from(value) / 8.0 });
    let leaf = prop::collection::vec(weight, 0..3).prop_map(Tree::Leaf);
    leaf.prop_recursive(12, 48, 2, move |child| {
        let test = prop::sample::select(&TESTS[..]);
        (test, 0..COLUMNS, number(), 0..sets, any::<bool>(), child.clone(), child).prop_map(
            |(test, column, number, set, nan_is_yes, yes, no)| {
                let threshold = if test == Test::Member { set as f64 } else { number };
                Tree::Branch(test, column, threshold, nan_is_yes, Box::new([yes, no]))
            },
        )
    })
}

/// A tree all of whose tests are of order and whose leaves have one weight, as exporters write them.
fn usual(targets: usize) -> impl Strategy<Value = Tree> {
    let leaf = (0..targets, -100_i8..100)
        .prop_map(|(target, value)| Tree::Leaf(vec![Weight { target, value: f64::from(value) / 8.0 }]));
    leaf.prop_recursive(7, 64, 2, move |child| {
        (0..COLUMNS, number(), child.clone(), child).prop_map(|(column, threshold, yes, no)| {
            Tree::Branch(Test::LessOrEqual, column, threshold, false, Box::new([yes, no]))
        })
    })
}

fn put(tree: &Tree, nodes: &mut Vec<RawNode>, all: &mut Vec<Weight>) -> usize {
    let node = match tree {
        Tree::Leaf(weights) => {
            all.extend(weights);
            RawNode::Leaf(all.len() - weights.len()..all.len())
        }
        Tree::Branch(test, column, threshold, nan_is_yes, children) => {
            let [yes, no] = [put(&children[0], nodes, all), put(&children[1], nodes, all)];
            let (test, column, threshold, nan_is_yes) = (*test, *column, *threshold, *nan_is_yes);
            RawNode::Branch(Branch { test, column, threshold, yes, no, nan_is_yes })
        }
    };
    nodes.push(node);
    nodes.len() - 1
}

fn forest() -> impl Strategy<Value = RawForest> {
    let aggregate =
        prop::sample::select(vec![Aggregate::Sum, Aggregate::Average, Aggregate::Min, Aggregate::Max]);
    let sets = prop::collection::vec(prop::collection::vec(number(), 0..6), 1..4);
    (1..4_usize, sets, aggregate).prop_flat_map(|(targets, sets, aggregate)| {
        let any = prop::collection::vec(tree(targets, sets.len()), 1..20).boxed();
        let usual = prop::collection::vec(usual(targets), 1..20).boxed();
        prop_oneof![any, usual].prop_map(move |trees| {
            let (mut nodes, mut weights) = (Vec::new(), Vec::new());
            let roots = trees.iter().map(|tree| put(tree, &mut nodes, &mut weights)).collect();
            RawForest { nodes, weights, roots, sets: sets.clone(), targets, aggregate }
        })
    })
}

fn expected(raw: &RawForest, row: &[f64]) -> Vec<f64> {
    let mut found: Vec<Vec<f64>> = vec![vec![]; raw.targets];
    for root in &raw.roots {
        for weight in leaf(raw, *root, row) {
            found[weight.target].push(weight.value);
        }
    }
    let one = |values: &Vec<f64>| match raw.aggregate {
        Aggregate::Sum => values.iter().sum(),
        Aggregate::Average => values.iter().sum::<f64>() / raw.roots.len() as f64,
        Aggregate::Min => values.iter().copied().reduce(f64::min).unwrap_or(0.0),
        Aggregate::Max => values.iter().copied().reduce(f64::max).unwrap_or(0.0),
    };
    found.iter().map(one).collect()
}

fn leaf<'a>(raw: &'a RawForest, at: usize, row: &[f64]) -> &'a [Weight] {
    match &raw.nodes[at] {
        RawNode::Leaf(range) => &raw.weights[range.clone()],
        RawNode::Branch(branch) => {
            let (x, threshold) = (row[branch.column], branch.threshold);
            let yes = match branch.test {
                Test::LessOrEqual => x <= threshold,
                Test::Less => x < threshold,
                Test::GreaterOrEqual => x >= threshold,
                Test::Greater => x > threshold,
                Test::Equal => x == threshold,
                Test::NotEqual => x != threshold,
                Test::Member => raw.sets[threshold as usize].contains(&x),
            };
            leaf(raw, if yes || (branch.nan_is_yes && x.is_nan()) { branch.yes } else { branch.no }, row)
        }
    }
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-5 + 1e-5 * expected.abs()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_forest_scores_as_the_plainest_walk(
        raw in forest(),
        rows in prop::sample::select(vec![0_usize, 1, 2, 7, 8, 9, 65, 1000]),
        pool in prop::collection::vec(number(), 97),
    ) {
        let forest = Forest::new(&raw, false).unwrap();
        let doubles: Vec<f64> = pool.into_iter().cycle().take(rows * COLUMNS).collect();
        let singles: Vec<f32> = doubles.iter().map(|x| *x as f32).collect();
        let input = rows::tensor(&[rows, COLUMNS], doubles.clone()).unwrap();
        let Scores::Double(found) = forest.scores(&input).unwrap() else { panic!("not in doubles") };
        for (row, found) in doubles.chunks_exact(COLUMNS).zip(found.chunks_exact(raw.targets)) {
            let expected = expected(&raw, row);
            prop_assert!(found.iter().zip(&expected).all(|(a, b)| close(*a, *b)), "{row:?}: {found:?}, not {expected:?}");
        }
        let input = rows::tensor(&[rows, COLUMNS], singles.clone()).unwrap();
        let found = forest.scores(&input).unwrap().singles();
        prop_assert_eq!(found.len(), rows * raw.targets);
        for (row, found) in singles.chunks_exact(COLUMNS).zip(found.chunks_exact(raw.targets)) {
            let row: Vec<f64> = row.iter().copied().map(f64::from).collect();
            let expected = expected(&raw, &row);
            prop_assert!(found.iter().zip(&expected).all(|(a, b)| close((*a).into(), *b)), "{row:?}: {found:?}, not {expected:?}");
        }
    }
}

fn branch(test: Test, threshold: f64) -> Branch {
    Branch { test, column: 0, threshold, yes: 1, no: 2, nan_is_yes: false }
}

fn stump(branch: Branch, weights: [Weight; 2]) -> TractResult<Forest> {
    let leaves = [RawNode::Leaf(0..1), RawNode::Leaf(1..2)];
    let weights = weights.to_vec();
    let nodes = [RawNode::Branch(branch)].into_iter().chain(leaves).collect();
    let sets = vec![vec![2.0, 4.0]];
    Forest::new(
        &RawForest { nodes, weights, roots: vec![0], sets, targets: 1, aggregate: Aggregate::Sum },
        false,
    )
}

fn weights() -> [Weight; 2] {
    [1.0, 0.0].map(|value| Weight { target: 0, value })
}

#[test]
fn every_test_goes_its_way() {
    let cases = [
        (Test::LessOrEqual, 3.0, [1.0, 1.0, 0.0, 0.0]),
        (Test::Less, 3.0, [1.0, 0.0, 0.0, 0.0]),
        (Test::GreaterOrEqual, 3.0, [0.0, 1.0, 1.0, 0.0]),
        (Test::Greater, 3.0, [0.0, 0.0, 1.0, 0.0]),
        (Test::Equal, 3.0, [0.0, 1.0, 0.0, 0.0]),
        (Test::NotEqual, 3.0, [1.0, 0.0, 1.0, 1.0]),
        (Test::Member, 0.0, [1.0, 0.0, 1.0, 0.0]),
    ];
    for (test, threshold, mut expected) in cases {
        for nan_is_yes in [false, true] {
            let forest = stump(Branch { nan_is_yes, ..branch(test, threshold) }, weights()).unwrap();
            let input = rows::tensor(&[4, 1], vec![2.0, 3.0, 4.0, f32::NAN]).unwrap();
            expected[3] = if nan_is_yes { 1.0 } else { expected[3] };
            assert_eq!(forest.scores(&input).unwrap().singles(), expected, "{test:?}");
        }
    }
}

#[test]
fn a_malformed_tree_is_refused() {
    let bad = [
        Branch { yes: 7, ..branch(Test::Less, 0.0) },
        Branch { yes: 0, ..branch(Test::Less, 0.0) },
        Branch { yes: 2, ..branch(Test::Less, 0.0) },
        Branch { column: usize::MAX, ..branch(Test::Less, 0.0) },
        branch(Test::Member, 1.0),
    ];
    for branch in bad {
        assert!(stump(branch.clone(), weights()).is_err(), "{branch:?}");
    }
    let stray = [Weight { target: 1, value: 0.0 }; 2];
    assert!(stump(branch(Test::Less, 0.0), stray).is_err());
    let (nodes, weights, roots, sets) = (vec![], vec![], vec![], vec![]);
    let none = RawForest { nodes, weights, roots, sets, targets: 1, aggregate: Aggregate::Sum };
    assert!(Forest::new(&none, false).is_err());
}
