//! `TreeEnsemble`, version 5: one regressor's scores, of the input's type.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    post_transform::PostTransform,
    rows::{self, only, rows_and_columns, rows_of},
    trees::{Aggregate, Branch, Forest, RawForest, RawNode, Scores, Test, Weight, takes_singles},
};

#[derive(Debug)]
struct TreeEnsemble {
    forest: Forest,
    post_transform: PostTransform,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let targets: Option<i64> = node.get_attr_opt("n_targets")?;
    let targets = usize::try_from(targets.unwrap_or(1))?;
    let leaves = attributes::ints(node, "leaf_targetids")?.len();
    ensure!((1..=leaves.max(1)).contains(&targets), "TreeEnsemble has {targets} targets");
    // The two enumerations are written as numbers, in the order of the specification.
    let aggregate: Option<i64> = node.get_attr_opt("aggregate_function")?;
    let aggregate = match aggregate.unwrap_or(1) {
        0 => Aggregate::Average,
        1 => Aggregate::Sum,
        2 => Aggregate::Min,
        3 => Aggregate::Max,
        other => bail!("unknown aggregate_function {other}"),
    };
    let post_transform: Option<i64> = node.get_attr_opt("post_transform")?;
    let post_transform = match post_transform.unwrap_or(0) {
        0 => PostTransform::None,
        1 => PostTransform::Softmax,
        2 => PostTransform::Logistic,
        3 => PostTransform::SoftmaxZero,
        4 => PostTransform::Probit,
        other => bail!("unknown post_transform {other}"),
    };
    built(node, TreeEnsemble { forest: forest(ctx, node, targets, aggregate)?, post_transform })
}

/// Reads the ensemble; leaves stand after the branches in the list of nodes, a copy for each branch that leads
/// to one, since a tree's two branches may share a leaf.
fn forest(
    ctx: &ParsingContext,
    node: &NodeProto,
    targets: usize,
    aggregate: Aggregate,
) -> TractResult<Forest> {
    let ints = |name: &str| attributes::ints(node, name);
    let doubles = |name: &str| match attributes::tensor(ctx, node, name)? {
        Some(tensor) => attributes::doubles(&tensor),
        None => Ok(vec![]),
    };
    let (features, modes, thresholds) =
        (ints("nodes_featureids")?, doubles("nodes_modes")?, doubles("nodes_splits")?);
    let (yes, yes_is_leaf) = (ints("nodes_truenodeids")?, ints("nodes_trueleafs")?);
    let (no, no_is_leaf) = (ints("nodes_falsenodeids")?, ints("nodes_falseleafs")?);
    let nan_is_yes = ints("nodes_missing_value_tracks_true")?;
    let (leaf_targets, leaf_weights) = (ints("leaf_targetids")?, doubles("leaf_weights")?);
    let members = doubles("membership_values")?;
    let mut members = sets_of(&members);

    let count = features.len();
    let lengths = [modes.len(), thresholds.len(), yes.len(), yes_is_leaf.len(), no.len(), no_is_leaf.len()];
    ensure!(lengths.iter().all(|length| *length == count), "the lists of tree nodes differ in length");
    ensure!(nan_is_yes.is_empty() || nan_is_yes.len() == count, "the lists of tree nodes differ in length");
    ensure!(leaf_targets.len() == leaf_weights.len(), "the lists of tree leaves differ in length");

    let weights = leaf_targets.iter().zip(&leaf_weights).map(|(target, value)| {
        let target = usize::try_from(*target).context("a tree leaf names a negative target")?;
        Ok(Weight { target, value: *value })
    });
    let weights = weights.collect::<TractResult<Vec<_>>>()?;

    let mut leaves: Vec<RawNode> = Vec::new();
    let mut child = |id: i64, is_leaf: i64| -> TractResult<usize> {
        let id = usize::try_from(id).context("a tree branch leads to a negative node")?;
        if is_leaf == 0 {
            ensure!(id < count, "a tree branch leads to a node that does not exist");
            return Ok(id);
        }
        ensure!(id < weights.len(), "a tree branch leads to a leaf that does not exist");
        leaves.push(RawNode::Leaf(id..id + 1));
        Ok(count + leaves.len() - 1)
    };
    let mut sets = Vec::new();
    let mut nodes = Vec::with_capacity(count * 2);
    for position in 0..count {
        let test = test(modes[position])?;
        let threshold = match test {
            Test::Member => {
                sets.push(members.next().context("a tree branch without its set of values")?);
                (sets.len() - 1) as f64
            }
            _ => thresholds[position],
        };
        nodes.push(RawNode::Branch(Branch {
            test,
            column: usize::try_from(features[position])
                .context("a tree branch looks at a negative column")?,
            threshold,
            yes: child(yes[position], yes_is_leaf[position])?,
            no: child(no[position], no_is_leaf[position])?,
            nan_is_yes: nan_is_yes.get(position).is_some_and(|flag| *flag != 0),
        }));
    }
    nodes.extend(leaves);
    let roots = ints("tree_roots")?.into_iter().map(usize::try_from).collect::<Result<Vec<_>, _>>()?;
    Forest::new(&RawForest { nodes, weights, roots, sets, targets, aggregate }, takes_singles(ctx, node))
}

fn test(mode: f64) -> TractResult<Test> {
    Ok(match mode as i64 {
        0 => Test::LessOrEqual,
        1 => Test::Less,
        2 => Test::GreaterOrEqual,
        3 => Test::Greater,
        4 => Test::Equal,
        5 => Test::NotEqual,
        6 => Test::Member,
        other => bail!("unknown tree node mode {other}"),
    })
}

/// The sets of values, each ended by NaN.
fn sets_of(values: &[f64]) -> impl Iterator<Item = Vec<f64>> {
    values.split(|value| value.is_nan()).map(<[f64]>::to_vec)
}

impl Operator for TreeEnsemble {
    fn name(&self) -> &'static str {
        "TreeEnsemble"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| self.forest.expect_columns(columns))?;
        Ok(tvec!(only(inputs)?.datum_type.fact([rows, self.forest.targets().to_dim()])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let (rows, _) = rows_and_columns(input.shape())?;
        let shape = [rows, self.forest.targets()];
        let scores = match self.forest.scores(input)? {
            // The transforms work in single precision; without one, doubles stay doubles.
            Scores::Double(scores) if self.post_transform == PostTransform::None => {
                rows::tensor(&shape, scores)?
            }
            scores => {
                let mut scores = scores.singles();
                scores.chunks_exact_mut(shape[1]).for_each(|row| self.post_transform.apply(row));
                rows::tensor(&shape, scores)?
            }
        };
        Ok(tvec!(scores.cast_to_dt(input.datum_type())?.into_owned()))
    }
}
