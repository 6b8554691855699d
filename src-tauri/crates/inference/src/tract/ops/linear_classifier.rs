//! `LinearClassifier`: one weighted sum a class.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    labels::{Labels, largest},
    post_transform::PostTransform,
    rows::{self, expect_columns, numbers, only, rows_and_columns, rows_of, slice},
};

#[derive(Debug)]
struct LinearClassifier {
    labels: Labels,
    sums: WeightedSums,
    post_transform: PostTransform,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let labels = Labels::of(node, "classlabels_ints")?;
    let coefficients = attributes::floats(node, "coefficients")?;
    let intercepts = attributes::floats(node, "intercepts")?;
    let intercepts = if intercepts.is_empty() { vec![0.0; labels.len()] } else { intercepts };
    let sums = WeightedSums::new(coefficients, intercepts)?;
    ensure!(
        sums.targets() == labels.len() || (sums.targets() == 1 && labels.len() == 2),
        "LinearClassifier has {} classes and {} intercepts",
        labels.len(),
        sums.targets()
    );
    built(node, LinearClassifier { labels, sums, post_transform: PostTransform::of(node)? })
}

impl Operator for LinearClassifier {
    fn name(&self) -> &'static str {
        "LinearClassifier"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| expect_columns(columns, self.sums.columns))?;
        Ok(self.labels.facts(rows, self.labels.len()))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = numbers::<f32>(only(inputs)?)?;
        let (rows, columns) = rows_and_columns(input.shape())?;
        let classes = self.labels.len();
        expect_columns(columns, self.sums.columns)?;
        let mut scores = vec![0.0; rows * classes];
        let mut chosen = Vec::with_capacity(rows);
        for (x, row) in slice::<f32>(&input)?.chunks_exact(columns).zip(scores.chunks_exact_mut(classes)) {
            if self.sums.targets() == classes {
                self.sums.of(x, row);
                chosen.push(largest(row));
                self.post_transform.apply(row);
            } else {
                let mut score = [0.0];
                self.sums.of(x, &mut score);
                chosen.push(usize::from(score[0] > 0.0));
                let as_probability = self.post_transform != PostTransform::Logistic;
                row.copy_from_slice(&self.post_transform.apply_binary(score[0], as_probability));
            }
        }
        Ok(tvec!(self.labels.of_classes(&chosen)?, rows::tensor(&[rows, classes], scores)?))
    }
}

/// Weighted sums of the columns, one a target.
#[derive(Debug)]
pub(crate) struct WeightedSums {
    /// Row-major, one row a target.
    weights: Vec<f32>,
    intercepts: Vec<f32>,
    /// How many columns go in.
    pub columns: usize,
}

impl WeightedSums {
    /// Checks that the weights fill whole rows.
    pub(crate) fn new(weights: Vec<f32>, intercepts: Vec<f32>) -> TractResult<Self> {
        let targets = intercepts.len();
        ensure!(
            targets > 0 && !weights.is_empty() && weights.len().is_multiple_of(targets),
            "{} coefficients cannot be shared among {targets} targets",
            weights.len()
        );
        Ok(Self { columns: weights.len() / targets, weights, intercepts })
    }

    /// How many sums come out.
    pub(crate) fn targets(&self) -> usize {
        self.intercepts.len()
    }

    /// The sums of one row.
    pub(crate) fn of(&self, x: &[f32], sums: &mut [f32]) {
        let targets = self.weights.chunks_exact(self.columns).zip(&self.intercepts);
        for (sum, (weights, intercept)) in sums.iter_mut().zip(targets) {
            *sum = weights.iter().zip(x).map(|(weight, x)| weight * x).sum::<f32>() + intercept;
        }
    }
}
