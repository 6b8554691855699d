//! `TreeEnsembleRegressor`, versions 1 and 3.

use domain::tensor::{Elements, Tensor as Given};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Answer, Built, Operator, built, by_eval},
    post_transform::PostTransform,
    rows::{self, only, rows_and_columns, rows_of},
    trees::{Aggregate, Contributions, Forest, forest_of},
};

#[derive(Debug)]
struct TreeRegressor {
    forest: Forest,
    base: Vec<f32>,
    post_transform: PostTransform,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
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
    let forest = forest_of(ctx, node, &names, targets, aggregate)?;
    built(node, TreeRegressor { forest, base, post_transform: PostTransform::of(node)? })
}

impl Operator for TreeRegressor {
    fn name(&self) -> &'static str {
        "TreeEnsembleRegressor"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| self.forest.expect_columns(columns))?;
        Ok(tvec!(f32::fact([rows, self.forest.targets().to_dim()])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let (rows, _) = rows_and_columns(input.shape())?;
        let mut values = self.forest.scores(input)?.singles();
        self.finish(&mut values);
        Ok(tvec!(rows::tensor(&[rows, self.forest.targets()], values)?))
    }

    fn answer(&self, inputs: &[&Given]) -> TractResult<TVec<Answer>> {
        let input = only(inputs)?;
        let Elements::Fp32(values) = input.elements() else { return by_eval(self, inputs) };
        let (rows, columns) = rows_and_columns(input.shape())?;
        let targets = self.forest.targets();
        let mut scores = Vec::with_capacity(rows * targets);
        self.forest.score(values, rows, columns, &mut scores)?;
        self.finish(&mut scores);
        Ok(tvec!((vec![rows, targets], Elements::Fp32(scores))))
    }
}

impl TreeRegressor {
    /// Turns the trees' sums into the rows' values.
    fn finish(&self, sums: &mut [f32]) {
        for row in sums.chunks_exact_mut(self.forest.targets()) {
            row.iter_mut().zip(&self.base).for_each(|(value, base)| *value += base);
            self.post_transform.apply(row);
        }
    }
}
