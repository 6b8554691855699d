//! What must hold of an ensemble before it is laid out.

use tract_onnx::tract_hir::internal::*;

use super::raw::{RawForest, RawNode, Test};

/// The most nodes of an ensemble, and the most columns: positions are kept in 32 bits, with room for a sign.
const POSITIONS: usize = 1 << 28;

/// The nodes that rows can reach, every parent before its children and none twice; so no walk can come back to where it
/// was.
pub(super) fn reachable(raw: &RawForest) -> TractResult<Vec<usize>> {
    ensure!(raw.nodes.len() < POSITIONS, "too many tree nodes");
    ensure!(!raw.roots.is_empty(), "a tree ensemble without trees");
    let mut seen = vec![false; raw.nodes.len()];
    let mut order = Vec::with_capacity(raw.nodes.len());
    let mut open: Vec<usize> = raw.roots.iter().rev().copied().collect();
    while let Some(position) = open.pop() {
        let node = raw.nodes.get(position).context("a tree branch leads to a node that does not exist")?;
        ensure!(!std::mem::replace(&mut seen[position], true), "a tree node has two parents");
        check(raw, node)?;
        order.push(position);
        if let RawNode::Branch(branch) = node {
            open.extend([branch.no, branch.yes]);
        }
    }
    Ok(order)
}

fn check(raw: &RawForest, node: &RawNode) -> TractResult<()> {
    match node {
        RawNode::Leaf(range) => {
            let weights = raw.weights.get(range.clone()).context("a tree leaf without its weights")?;
            if let Some(stray) = weights.iter().find(|weight| weight.target >= raw.targets) {
                bail!("a tree leaf names target {}, and there are {}", stray.target, raw.targets);
            }
        }
        RawNode::Branch(branch) => {
            let in_sets = branch.test != Test::Member || (branch.threshold as usize) < raw.sets.len();
            ensure!(in_sets, "a tree branch names a set that does not exist");
            ensure!(branch.column < POSITIONS, "a tree branch looks at column {}", branch.column);
        }
    }
    Ok(())
}
