//! The size of a forest, from the attributes of its operator: <https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleClassifier.html>.

use std::collections::HashMap;

use domain::graph::Trees;
use tract_onnx::pb::{AttributeProto, NodeProto};

use crate::model;

/// How many trees an operator has, and how long their ways are; none where it is no forest.
pub(super) fn of(node: &NodeProto) -> Option<Trees> {
    match node.op_type.as_str() {
        "TreeEnsembleClassifier" | "TreeEnsembleRegressor" => listed(node),
        "TreeEnsemble" => rooted(node),
        _ => None,
    }
}

/// Every branch and leaf names its tree and its number in it.
fn listed(node: &NodeProto) -> Option<Trees> {
    let ints = |name: &str| model::attribute(node, name).map(|attribute| attribute.ints.as_slice());
    let (trees, ids) = (ints("nodes_treeids")?, ints("nodes_nodeids")?);
    let (yes, no) = (ints("nodes_truenodeids")?, ints("nodes_falsenodeids")?);
    let modes = &model::attribute(node, "nodes_modes")?.strings;
    if [ids.len(), yes.len(), no.len(), modes.len()].iter().any(|length| *length != trees.len()) {
        return None;
    }
    let places: HashMap<(i64, i64), usize> =
        trees.iter().zip(ids).enumerate().map(|(at, (tree, id))| ((*tree, *id), at)).collect();
    let is_leaf = |at: usize| modes[at] == b"LEAF";
    let children = |at: usize| -> [Option<usize>; 2] {
        let of = |id: i64| if is_leaf(at) { None } else { places.get(&(trees[at], id)).copied() };
        [of(yes[at]), of(no[at])]
    };
    // A tree's root is its first entry.
    let mut roots: Vec<usize> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (at, tree) in trees.iter().enumerate() {
        if seen.insert(*tree) {
            roots.push(at);
        }
    }
    measured(&roots, trees.len(), children)
}

/// The later operator names roots and children by their places; leaves are apart.
fn rooted(node: &NodeProto) -> Option<Trees> {
    let ints =
        |name: &str| model::attribute(node, name).map(|attribute: &AttributeProto| attribute.ints.as_slice());
    let (yes, no) = (ints("nodes_truenodeids")?, ints("nodes_falsenodeids")?);
    let (yes_leaf, no_leaf) = (ints("nodes_trueleafs")?, ints("nodes_falseleafs")?);
    if [no.len(), yes_leaf.len(), no_leaf.len()].iter().any(|length| *length != yes.len()) {
        return None;
    }
    let place = |at: i64, leaf: i64| {
        if leaf == 1 { None } else { usize::try_from(at).ok().filter(|at| *at < yes.len()) }
    };
    let children = |at: usize| [place(yes[at], yes_leaf[at]), place(no[at], no_leaf[at])];
    let roots: Option<Vec<usize>> =
        ints("tree_roots")?.iter().map(|at| usize::try_from(*at).ok().filter(|at| *at < yes.len())).collect();
    let leaves = ints("leaf_targetids").map_or(0, <[i64]>::len);
    let mut trees = measured(&roots?, yes.len() + leaves, children)?;
    // Here the last branch leads to leaves that are no places of their own.
    trees.comparisons += trees.count;
    Some(trees)
}

/// Walks every tree once. None for one that bites its tail.
fn measured(roots: &[usize], nodes: usize, children: impl Fn(usize) -> [Option<usize>; 2]) -> Option<Trees> {
    let mut comparisons = 0;
    let mut steps = 0;
    for root in roots {
        let mut deepest = 0;
        let mut ways = vec![(*root, 0_u64)];
        while let Some((at, depth)) = ways.pop() {
            steps += 1;
            if steps > 2 * nodes {
                return None;
            }
            deepest = deepest.max(depth);
            ways.extend(children(at).into_iter().flatten().map(|child| (child, depth + 1)));
        }
        comparisons += deepest;
    }
    Some(Trees { count: roots.len() as u64, nodes: nodes as u64, comparisons })
}
