//! `TreeEnsembleClassifier`, versions 1 and 3.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    labels::{Labels, largest},
    post_transform::PostTransform,
    rows::{self, numbers, only, rows_and_columns, rows_of, slice},
    trees::{Aggregate, Contributions, Forest, forest_of},
};

#[derive(Debug)]
struct TreeClassifier {
    forest: Forest,
    labels: Labels,
    base: Vec<f32>,
    binary: Option<Binary>,
    post_transform: PostTransform,
}

/// Two classes of which only one has weights: its score decides.
#[derive(Debug, Clone, Copy)]
struct Binary {
    /// The class with weights.
    class: usize,
    /// Whether no weight is negative, so that the score is a probability.
    is_probability: bool,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let labels = Labels::of(node, "classlabels_int64s")?;
    ensure!(labels.len() >= 2, "TreeEnsembleClassifier has one class");
    let names = Contributions {
        trees: "class_treeids",
        nodes: "class_nodeids",
        targets: "class_ids",
        weights: "class_weights",
    };
    let forest = forest_of(ctx, node, &names, labels.len())?;
    let base: Vec<f32> =
        attributes::precise(ctx, node, "base_values")?.into_iter().map(|base| base as f32).collect();
    let binary = binary(ctx, node, labels.len())?;
    let fits = base.is_empty() || base.len() == labels.len() || (binary.is_some() && base.len() == 1);
    ensure!(fits, "TreeEnsembleClassifier has {} classes and {} base values", labels.len(), base.len());
    built(node, TreeClassifier { forest, labels, base, binary, post_transform: PostTransform::of(node)? })
}

fn binary(ctx: &ParsingContext, node: &NodeProto, classes: usize) -> TractResult<Option<Binary>> {
    let ids = attributes::ints(node, "class_ids")?;
    let weights = attributes::precise(ctx, node, "class_weights")?;
    let (Some(first), 2) = (ids.first(), classes) else { return Ok(None) };
    let one_class = ids.iter().all(|id| id == first);
    let is_probability = weights.iter().all(|weight| *weight >= 0.0);
    Ok(one_class.then_some(Binary { class: usize::try_from(*first)?, is_probability }))
}

impl TreeClassifier {
    /// Turns the trees' sums into the row's scores; gives the class.
    fn finish(&self, row: &mut [f32]) -> usize {
        let Some(binary) = self.binary else {
            row.iter_mut().zip(&self.base).for_each(|(score, base)| *score += base);
            let class = largest(row);
            self.post_transform.apply(row);
            return class;
        };
        let score = row[binary.class] + self.base.last().copied().unwrap_or(0.0);
        // Two base values say that the scores are margins, whatever the signs of the weights.
        let is_margin = self.base.len() == 2;
        let threshold = if binary.is_probability { 0.5 } else { 0.0 };
        row.copy_from_slice(&match is_margin {
            true => {
                let mut margins = [-score, score];
                self.post_transform.apply(&mut margins);
                margins
            }
            false => self.post_transform.apply_binary(score, binary.is_probability),
        });
        usize::from(score > threshold)
    }
}

impl Operator for TreeClassifier {
    fn name(&self) -> &'static str {
        "TreeEnsembleClassifier"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| self.forest.expect_columns(columns))?;
        Ok(self.labels.facts(rows, self.labels.len()))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let (rows, columns) = rows_and_columns(input.shape())?;
        let classes = self.labels.len();
        let mut scores = vec![0.0; rows * classes];
        score_rows(&self.forest, input, columns, Aggregate::Sum, &mut scores)?;
        let chosen: Vec<usize> = scores.chunks_exact_mut(classes).map(|row| self.finish(row)).collect();
        Ok(tvec!(self.labels.of_classes(&chosen)?, rows::tensor(&[rows, classes], scores)?))
    }
}

/// Scores every row of an input; doubles are compared as doubles.
pub(crate) fn score_rows(
    forest: &Forest,
    input: &Tensor,
    columns: usize,
    aggregate: Aggregate,
    scores: &mut [f32],
) -> TractResult<()> {
    forest.expect_columns(columns)?;
    let columns = columns.max(1);
    let outputs = scores.chunks_exact_mut(forest.targets());
    if input.datum_type() == f32::datum_type() {
        let rows = slice::<f32>(input)?.chunks_exact(columns);
        rows.zip(outputs).for_each(|(row, scores)| forest.score(row, aggregate, scores));
    } else {
        let input = numbers::<f64>(input)?;
        let rows = slice::<f64>(&input)?.chunks_exact(columns);
        rows.zip(outputs).for_each(|(row, scores)| forest.score(row, aggregate, scores));
    }
    Ok(())
}
