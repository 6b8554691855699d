//! `TreeEnsembleRegressor`, versions 1 and 3.

use domain::tensor::Elements;
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Answer, Built, built},
    post_transform::PostTransform,
    trees::{Aggregate, Contributions, Ensemble, Forest, Trees, forest_of, takes_singles},
};

#[derive(Debug)]
pub(crate) struct TreeRegressor {
    forest: Forest,
    base: Vec<f32>,
    post_transform: PostTransform,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    built(node, Trees(of(ctx, node, takes_singles(ctx, node))?))
}

/// Reads a regressor. `singles` says that all rows will be in single precision.
pub(crate) fn of(ctx: &ParsingContext, node: &NodeProto, singles: bool) -> TractResult<TreeRegressor> {
    let names = Contributions {
        trees: "target_treeids",
        nodes: "target_nodeids",
        targets: "target_ids",
        weights: "target_weights",
        sole: None,
    };
    let targets: Option<i64> = node.get_attr_opt("n_targets")?;
    let targets = usize::try_from(targets.unwrap_or(1))?;
    let written = attributes::ints(node, "target_ids")?.len();
    ensure!((1..=written.max(1)).contains(&targets), "TreeEnsembleRegressor has {targets} targets");
    let base: Vec<f32> =
        attributes::precise(ctx, node, "base_values")?.into_iter().map(|base| base as f32).collect();
    ensure!(base.is_empty() || base.len() == targets, "{targets} targets and {} base values", base.len());
    let aggregate: Option<&str> = node.get_attr_opt("aggregate_function")?;
    let aggregate = match aggregate.unwrap_or("SUM") {
        "SUM" => Aggregate::Sum,
        "AVERAGE" => Aggregate::Average,
        "MIN" => Aggregate::Min,
        "MAX" => Aggregate::Max,
        other => bail!("unknown aggregate_function '{other}'"),
    };
    let forest = forest_of(ctx, node, &names, targets, aggregate, singles)?;
    Ok(TreeRegressor { forest, base, post_transform: PostTransform::of(node)? })
}

impl Ensemble for TreeRegressor {
    fn name(&self) -> &'static str {
        "TreeEnsembleRegressor"
    }

    fn forest(&self) -> &Forest {
        &self.forest
    }

    fn width(&self) -> usize {
        self.forest.targets()
    }

    fn facts(&self, rows: TDim) -> TVec<TypedFact> {
        tvec!(f32::fact([rows, self.width().to_dim()]))
    }

    fn finished(&self, rows: usize, mut sums: Vec<f32>) -> TVec<Answer> {
        for row in sums.chunks_exact_mut(self.width()) {
            row.iter_mut().zip(&self.base).for_each(|(value, base)| *value += base);
            self.post_transform.apply(row);
        }
        tvec!((vec![rows, self.width()], Elements::Fp32(sums)))
    }
}
