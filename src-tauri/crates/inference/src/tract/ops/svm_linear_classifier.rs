//! `SVMClassifier` without support vectors: one weighted sum a class.

use tract_onnx::{pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    labels::{Labels, largest},
    linear_classifier::WeightedSums,
    post_transform::PostTransform,
    rows::{self, expect_columns, numbers, only, rows_and_columns, rows_of, slice},
};

#[derive(Debug)]
struct SvmLinearClassifier {
    labels: Labels,
    sums: WeightedSums,
    /// From which largest score on the second of two classes is chosen, whoever has it.
    second_from: Option<f32>,
    post_transform: PostTransform,
}

/// Reads the attributes but for the labels.
pub(crate) fn build(node: &NodeProto, labels: Labels) -> Built {
    let coefficients = attributes::floats(node, "coefficients")?;
    let rho = attributes::floats(node, "rho")?;
    let rho = *rho.first().context("SVMClassifier without 'rho'")?;
    let is_binary = labels.len() == 2 && attributes::floats(node, "prob_a")?.is_empty();
    // ONNX Runtime's rule; where weights are negative the score must be over 0.
    let threshold = if coefficients.iter().all(|weight| *weight >= 0.0) { 0.5 } else { f32::from_bits(1) };
    let sums = WeightedSums::new(coefficients, vec![rho; labels.len()])?;
    let second_from = is_binary.then_some(threshold);
    built(node, SvmLinearClassifier { labels, sums, second_from, post_transform: PostTransform::of(node)? })
}

impl SvmLinearClassifier {
    fn winner(&self, scores: &[f32]) -> usize {
        let best = largest(scores);
        if self.second_from.is_some_and(|threshold| scores[best] >= threshold) { 1 } else { best }
    }
}

impl Operator for SvmLinearClassifier {
    fn name(&self) -> &'static str {
        "SVMClassifier"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| expect_columns(columns, self.sums.columns))?;
        Ok(self.labels.facts(rows, self.labels.len()))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = numbers::<f32>(only(inputs)?)?;
        let (rows, columns) = rows_and_columns(input.shape())?;
        expect_columns(columns, self.sums.columns)?;
        let classes = self.labels.len();
        let mut scores = vec![0.0; rows * classes];
        let mut chosen = Vec::with_capacity(rows);
        for (x, row) in slice::<f32>(&input)?.chunks_exact(columns).zip(scores.chunks_exact_mut(classes)) {
            self.sums.of(x, row);
            chosen.push(self.winner(row));
            self.post_transform.apply_to_targets(row);
        }
        Ok(tvec!(self.labels.of_classes(&chosen)?, rows::tensor(&[rows, classes], scores)?))
    }
}
