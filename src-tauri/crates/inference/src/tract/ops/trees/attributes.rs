//! Tree ensembles as versions 1 and 3 of `ai.onnx.ml` write them: parallel lists, one entry a node.

use std::collections::HashMap;

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{Aggregate, Branch, Forest, RawForest, RawNode, Test, Weight};
use crate::tract::ops::attributes;

/// The attributes that give the leaves their weights; classifiers and regressors name them differently.
pub(crate) struct Contributions {
    pub trees: &'static str,
    pub nodes: &'static str,
    pub targets: &'static str,
    pub weights: &'static str,
    /// The one target that all weights name, where the others are to be left out: it is the forest's only one.
    pub sole: Option<i64>,
}

/// A node's name within the ensemble: its tree and its number in the tree.
type NodeId = (i64, i64);

/// Reads the ensemble of a classifier or regressor.
pub(crate) fn forest_of(
    ctx: &ParsingContext,
    node: &NodeProto,
    names: &Contributions,
    targets: usize,
    aggregate: Aggregate,
) -> TractResult<Forest> {
    let columns = Columns::of(ctx, node)?;
    let positions = columns.positions()?;
    let mut leaves = leaves(ctx, node, names, &positions)?;
    let mut nodes = Vec::with_capacity(columns.ids.len());
    let mut is_child = vec![false; columns.ids.len()];
    for position in 0..columns.ids.len() {
        nodes.push(match columns.branch(position, &positions)? {
            Some(branch) => {
                (is_child[branch.yes], is_child[branch.no]) = (true, true);
                RawNode::Branch(branch)
            }
            None => RawNode::Leaf(leaves.remove(&position).unwrap_or_default()),
        });
    }
    let roots: Vec<usize> = (0..nodes.len()).filter(|position| !is_child[*position]).collect();
    Forest::new(&RawForest { nodes, roots, sets: vec![], targets, aggregate })
}

/// The weights of each leaf, by the leaf's position.
fn leaves(
    ctx: &ParsingContext,
    node: &NodeProto,
    names: &Contributions,
    positions: &HashMap<NodeId, usize>,
) -> TractResult<HashMap<usize, Vec<Weight>>> {
    let trees = attributes::ints(node, names.trees)?;
    let ids = same_length(attributes::ints(node, names.nodes)?, trees.len(), names.nodes)?;
    let targets = same_length(attributes::ints(node, names.targets)?, trees.len(), names.targets)?;
    let values = same_length(attributes::precise(ctx, node, names.weights)?, trees.len(), names.weights)?;
    let mut leaves: HashMap<usize, Vec<Weight>> = HashMap::new();
    for (((tree, id), target), value) in trees.into_iter().zip(ids).zip(targets).zip(values) {
        let position =
            positions.get(&(tree, id)).context("a tree weight names a node that does not exist")?;
        let target = if names.sole == Some(target) { 0 } else { target };
        let target = usize::try_from(target).context("a tree weight names a negative target")?;
        leaves.entry(*position).or_default().push(Weight { target, value });
    }
    Ok(leaves)
}

fn same_length<T>(list: Vec<T>, length: usize, name: &str) -> TractResult<Vec<T>> {
    ensure!(list.len() == length, "expected {length} values in '{name}', got {}", list.len());
    Ok(list)
}

/// The parallel lists.
struct Columns {
    ids: Vec<NodeId>,
    modes: Vec<String>,
    features: Vec<i64>,
    thresholds: Vec<f64>,
    yes: Vec<i64>,
    no: Vec<i64>,
    nan_is_yes: Vec<i64>,
}

impl Columns {
    fn of(ctx: &ParsingContext, node: &NodeProto) -> TractResult<Self> {
        let trees = attributes::ints(node, "nodes_treeids")?;
        let length = trees.len();
        let ints = |name: &str| same_length(attributes::ints(node, name)?, length, name);
        let ids = trees.iter().copied().zip(ints("nodes_nodeids")?).collect();
        let nan_is_yes = attributes::ints(node, "nodes_missing_value_tracks_true")?;
        let nan_is_yes = if nan_is_yes.is_empty() { vec![0; length] } else { nan_is_yes };
        Ok(Self {
            ids,
            modes: same_length(attributes::strings(node, "nodes_modes")?, length, "nodes_modes")?,
            features: ints("nodes_featureids")?,
            thresholds: same_length(attributes::precise(ctx, node, "nodes_values")?, length, "nodes_values")?,
            yes: ints("nodes_truenodeids")?,
            no: ints("nodes_falsenodeids")?,
            nan_is_yes: same_length(nan_is_yes, length, "nodes_missing_value_tracks_true")?,
        })
    }

    fn positions(&self) -> TractResult<HashMap<NodeId, usize>> {
        let positions: HashMap<NodeId, usize> = self.ids.iter().copied().zip(0..).collect();
        ensure!(positions.len() == self.ids.len(), "a tree has two nodes of the same number");
        Ok(positions)
    }

    /// The branch at a position; none for a leaf.
    fn branch(&self, position: usize, positions: &HashMap<NodeId, usize>) -> TractResult<Option<Branch>> {
        let test = match self.modes[position].as_str() {
            "LEAF" => return Ok(None),
            "BRANCH_LEQ" => Test::LessOrEqual,
            "BRANCH_LT" => Test::Less,
            "BRANCH_GTE" => Test::GreaterOrEqual,
            "BRANCH_GT" => Test::Greater,
            "BRANCH_EQ" => Test::Equal,
            "BRANCH_NEQ" => Test::NotEqual,
            other => bail!("unknown tree node mode '{other}'"),
        };
        let (tree, _) = self.ids[position];
        let child = |id: i64| {
            positions.get(&(tree, id)).copied().context("a tree branch leads to a node that does not exist")
        };
        Ok(Some(Branch {
            test,
            column: usize::try_from(self.features[position])
                .context("a tree branch looks at a negative column")?,
            threshold: self.thresholds[position],
            yes: child(self.yes[position])?,
            no: child(self.no[position])?,
            nan_is_yes: self.nan_is_yes[position] != 0,
        }))
    }
}
