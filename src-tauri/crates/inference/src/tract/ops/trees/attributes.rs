//! Tree ensembles as versions 1 and 3 of `ai.onnx.ml` write them: parallel lists, one entry a node.

use std::collections::HashMap;

use tract_onnx::{
    model::ParsingContext,
    pb::{NodeProto, tensor_proto::DataType},
    tract_hir::internal::*,
};

use super::{Aggregate, Branch, Forest, RawForest, RawNode, Test, Weight};
use crate::{model, tract::ops::attributes};

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

/// Reads the ensemble of a classifier or regressor. `singles` says that all rows will be in single precision.
pub(crate) fn forest_of(
    ctx: &ParsingContext,
    node: &NodeProto,
    names: &Contributions,
    targets: usize,
    aggregate: Aggregate,
    singles: bool,
) -> TractResult<Forest> {
    let columns = Columns::of(ctx, node)?;
    let positions = Positions::of(columns.trees, columns.ids)?;
    let (weights, leaves) = leaves(ctx, node, names, &positions)?;
    let mut nodes = Vec::with_capacity(columns.ids.len());
    let mut is_child = vec![false; columns.ids.len()];
    for position in 0..columns.ids.len() {
        nodes.push(match columns.branch(position, &positions)? {
            Some(branch) => {
                (is_child[branch.yes], is_child[branch.no]) = (true, true);
                RawNode::Branch(branch)
            }
            None => RawNode::Leaf(leaves[position]..leaves[position + 1]),
        });
    }
    let roots: Vec<usize> = (0..nodes.len()).filter(|position| !is_child[*position]).collect();
    let raw = RawForest { nodes, weights, roots, sets: vec![], targets, aggregate };
    Forest::new(&raw, singles)
}

/// Whether an operator takes an input of the model that is in single precision.
pub(crate) fn takes_singles(ctx: &ParsingContext, node: &NodeProto) -> bool {
    let inputs = ctx.model.graph.iter().flat_map(|graph| &graph.input);
    let mut inputs = inputs.filter(|input| node.input.first() == Some(&input.name));
    let ty = inputs.next().and_then(model::tensor_type);
    ty.is_some_and(|tensor| tensor.elem_type == DataType::Float as i32)
}

/// The weights of all leaves, those of one together and in the order of the file; and where those of each position of
/// the ensemble begin.
fn leaves(
    ctx: &ParsingContext,
    node: &NodeProto,
    names: &Contributions,
    positions: &Positions,
) -> TractResult<(Vec<Weight>, Vec<usize>)> {
    let trees = attributes::list(node, names.trees)?;
    let ids = same_length(attributes::list(node, names.nodes)?, trees.len(), names.nodes)?;
    let targets = same_length(attributes::list(node, names.targets)?, trees.len(), names.targets)?;
    let values = attributes::precise(ctx, node, names.weights)?;
    same_length(&values, trees.len(), names.weights)?;
    let of_leaf = trees.iter().zip(ids).map(|(tree, id)| {
        positions.get((*tree, *id)).context("a tree weight names a node that does not exist")
    });
    let of_leaf = of_leaf.collect::<TractResult<Vec<usize>>>()?;
    let mut starts = vec![0; positions.len() + 1];
    of_leaf.iter().for_each(|position| starts[position + 1] += 1);
    for position in 1..starts.len() {
        starts[position] += starts[position - 1];
    }
    let mut next = starts.clone();
    let mut weights = vec![Weight { target: 0, value: 0.0 }; trees.len()];
    for ((position, target), value) in of_leaf.into_iter().zip(targets).zip(values) {
        let target = if names.sole == Some(*target) { 0 } else { *target };
        let target = usize::try_from(target).context("a tree weight names a negative target")?;
        weights[next[position]] = Weight { target, value };
        next[position] += 1;
    }
    Ok((weights, starts))
}

fn same_length<'a, T>(list: &'a [T], length: usize, name: &str) -> TractResult<&'a [T]> {
    ensure!(list.len() == length, "expected {length} values in '{name}', got {}", list.len());
    Ok(list)
}

/// Where each node of the ensemble stands in the lists.
enum Positions {
    /// Trees and their nodes are numbered from 0 and stand in order, as exporters write them: where each tree begins,
    /// and where the last one ends.
    InOrder(Vec<usize>),
    Any(HashMap<NodeId, usize>),
}

impl Positions {
    fn of(trees: &[i64], ids: &[i64]) -> TractResult<Self> {
        if let Some(starts) = in_order(trees, ids) {
            return Ok(Self::InOrder(starts));
        }
        let ids = trees.iter().copied().zip(ids.iter().copied());
        let positions: HashMap<NodeId, usize> = ids.zip(0..).collect();
        ensure!(positions.len() == trees.len(), "a tree has two nodes of the same number");
        Ok(Self::Any(positions))
    }

    fn len(&self) -> usize {
        match self {
            Self::InOrder(starts) => starts.last().copied().unwrap_or(0),
            Self::Any(positions) => positions.len(),
        }
    }

    fn get(&self, (tree, id): NodeId) -> Option<usize> {
        match self {
            Self::InOrder(starts) => {
                let tree = usize::try_from(tree).ok()?;
                let (start, end) = (*starts.get(tree)?, *starts.get(tree + 1)?);
                usize::try_from(id).ok().filter(|id| *id < end - start).map(|id| start + id)
            }
            Self::Any(positions) => positions.get(&(tree, id)).copied(),
        }
    }
}

fn in_order(trees: &[i64], ids: &[i64]) -> Option<Vec<usize>> {
    let (mut starts, mut next) = (vec![], 0);
    for (position, (tree, id)) in trees.iter().zip(ids).enumerate() {
        if *id == 0 && usize::try_from(*tree) == Ok(starts.len()) {
            starts.push(position);
            next = 0;
        }
        let is_next = *id == next
            && usize::try_from(*tree).ok().and_then(|tree| tree.checked_add(1)) == Some(starts.len());
        is_next.then_some(())?;
        next += 1;
    }
    starts.push(trees.len());
    Some(starts)
}

/// The parallel lists.
struct Columns<'a> {
    trees: &'a [i64],
    ids: &'a [i64],
    modes: &'a [Vec<u8>],
    features: &'a [i64],
    thresholds: Vec<f64>,
    yes: &'a [i64],
    no: &'a [i64],
    /// Empty where no branch sends NaN the way of yes.
    nan_is_yes: &'a [i64],
}

impl<'a> Columns<'a> {
    fn of(ctx: &ParsingContext, node: &'a NodeProto) -> TractResult<Self> {
        let trees = attributes::list(node, "nodes_treeids")?;
        let length = trees.len();
        let ints = |name: &str| same_length(attributes::list(node, name)?, length, name);
        let nan_is_yes = attributes::list(node, "nodes_missing_value_tracks_true")?;
        if !nan_is_yes.is_empty() {
            same_length(nan_is_yes, length, "nodes_missing_value_tracks_true")?;
        }
        let modes = node.get_attr_opt_slice("nodes_modes")?.unwrap_or_default();
        let thresholds = attributes::precise(ctx, node, "nodes_values")?;
        same_length(&thresholds, length, "nodes_values")?;
        Ok(Self {
            trees,
            ids: ints("nodes_nodeids")?,
            modes: same_length(modes, length, "nodes_modes")?,
            features: ints("nodes_featureids")?,
            thresholds,
            yes: ints("nodes_truenodeids")?,
            no: ints("nodes_falsenodeids")?,
            nan_is_yes,
        })
    }

    /// The branch at a position; none for a leaf.
    fn branch(&self, position: usize, positions: &Positions) -> TractResult<Option<Branch>> {
        let test = match self.modes[position].as_slice() {
            b"LEAF" => return Ok(None),
            b"BRANCH_LEQ" => Test::LessOrEqual,
            b"BRANCH_LT" => Test::Less,
            b"BRANCH_GTE" => Test::GreaterOrEqual,
            b"BRANCH_GT" => Test::Greater,
            b"BRANCH_EQ" => Test::Equal,
            b"BRANCH_NEQ" => Test::NotEqual,
            other => bail!("unknown tree node mode '{}'", String::from_utf8_lossy(other)),
        };
        let tree = self.trees[position];
        let child =
            |id: i64| positions.get((tree, id)).context("a tree branch leads to a node that does not exist");
        Ok(Some(Branch {
            test,
            column: usize::try_from(self.features[position])
                .context("a tree branch looks at a negative column")?,
            threshold: self.thresholds[position],
            yes: child(self.yes[position])?,
            no: child(self.no[position])?,
            nan_is_yes: self.nan_is_yes.get(position).is_some_and(|flag| *flag != 0),
        }))
    }
}
