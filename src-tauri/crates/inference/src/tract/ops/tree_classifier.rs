//! `TreeEnsembleClassifier`, versions 1 and 3: one sum a class, or the one of a binary classifier.

use domain::tensor::Elements;
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Answer, Built, built},
    labels::{Labels, largest},
    post_transform::PostTransform,
    trees::{Aggregate, Contributions, Ensemble, Forest, Trees, forest_of, takes_singles},
};

#[derive(Debug)]
pub(crate) struct TreeClassifier {
    forest: Forest,
    labels: Labels,
    base: Vec<f32>,
    binary: Option<Binary>,
    post_transform: PostTransform,
}

/// Two classes of which only one has weights: its score decides, and is the only one that the forest gives.
#[derive(Debug, Clone, Copy)]
struct Binary {
    /// Whether no weight is negative, so that the score is a probability.
    is_probability: bool,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    built(node, Trees(of(ctx, node, takes_singles(ctx, node))?))
}

/// Reads a classifier. `singles` says that all rows will be in single precision.
pub(crate) fn of(ctx: &ParsingContext, node: &NodeProto, singles: bool) -> TractResult<TreeClassifier> {
    let labels = Labels::of(node, "classlabels_int64s")?;
    ensure!(labels.len() >= 2, "TreeEnsembleClassifier has one class");
    let binary = binary(ctx, node, labels.len())?;
    let names = Contributions {
        trees: "class_treeids",
        nodes: "class_nodeids",
        targets: "class_ids",
        weights: "class_weights",
        sole: binary.map(|(class, _)| class),
    };
    let scores = if binary.is_some() { 1 } else { labels.len() };
    let forest = forest_of(ctx, node, &names, scores, Aggregate::Sum, singles)?;
    let base: Vec<f32> =
        attributes::precise(ctx, node, "base_values")?.into_iter().map(|base| base as f32).collect();
    let fits = base.is_empty() || base.len() == labels.len() || (binary.is_some() && base.len() == 1);
    ensure!(fits, "TreeEnsembleClassifier has {} classes and {} base values", labels.len(), base.len());
    let binary = binary.map(|(_, binary)| binary);
    Ok(TreeClassifier { forest, labels, base, binary, post_transform: PostTransform::of(node)? })
}

/// The one of two classes that all weights name, and what its score is.
fn binary(ctx: &ParsingContext, node: &NodeProto, classes: usize) -> TractResult<Option<(i64, Binary)>> {
    let ids = attributes::ints(node, "class_ids")?;
    let (Some(class), 2) = (ids.first(), classes) else { return Ok(None) };
    ensure!((0..2).contains(class), "a tree leaf names class {class}, and there are 2");
    let weights = attributes::precise(ctx, node, "class_weights")?;
    let is_probability = weights.iter().all(|weight| *weight >= 0.0);
    Ok(ids.iter().all(|id| id == class).then_some((*class, Binary { is_probability })))
}

impl TreeClassifier {
    /// Turns the trees' sums into the row's scores; gives the class.
    fn finish(&self, row: &mut [f32]) -> usize {
        row.iter_mut().zip(&self.base).for_each(|(score, base)| *score += base);
        let class = largest(row);
        self.post_transform.apply(row);
        class
    }

    /// Turns the one sum into both classes' scores; gives them and the class.
    fn finish_binary(&self, binary: Binary, sum: f32) -> ([f32; 2], usize) {
        let score = sum + self.base.last().copied().unwrap_or(0.0);
        // Two base values say that the scores are margins, whatever the signs of the weights.
        let is_margin = self.base.len() == 2;
        let threshold = if binary.is_probability { 0.5 } else { 0.0 };
        let scores = match is_margin {
            true => {
                let mut margins = [-score, score];
                self.post_transform.apply(&mut margins);
                margins
            }
            false => self.post_transform.apply_binary(score, binary.is_probability),
        };
        (scores, usize::from(score > threshold))
    }
}

impl Ensemble for TreeClassifier {
    fn name(&self) -> &'static str {
        "TreeEnsembleClassifier"
    }

    fn forest(&self) -> &Forest {
        &self.forest
    }

    fn width(&self) -> usize {
        self.labels.len()
    }

    fn facts(&self, rows: TDim) -> TVec<TypedFact> {
        self.labels.facts(rows, self.labels.len())
    }

    fn finished(&self, rows: usize, mut sums: Vec<f32>) -> TVec<Answer> {
        let classes = self.labels.len();
        let mut labels = self.labels.none(rows);
        match self.binary {
            None => {
                let chosen = sums.chunks_exact_mut(classes).map(|row| self.finish(row));
                self.labels.extend(&mut labels, chosen);
            }
            Some(binary) => {
                let chosen = sums.iter().map(|sum| self.finish_binary(binary, *sum).1);
                self.labels.extend(&mut labels, chosen);
                sums.resize(rows * classes, 0.0);
                // From the last on, no sum is written over before it was read.
                for row in (0..rows).rev() {
                    let (pair, _) = self.finish_binary(binary, sums[row]);
                    sums[2 * row..][..2].copy_from_slice(&pair);
                }
            }
        }
        tvec!((vec![rows], labels), (vec![rows, classes], Elements::Fp32(sums)))
    }
}
