//! `SVMClassifier`: each pair of classes votes; the scores are the pairs' margins or, where the model has
//! Platt's coefficients, the classes' probabilities.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    labels::Labels,
    post_transform::{PostTransform, logistic},
    rows::{self, expect_columns, numbers, only, rows_and_columns, rows_of, slice},
    svm::SupportVectors,
    svm_linear_classifier,
};

#[derive(Debug)]
struct SvmClassifier {
    labels: Labels,
    vectors: SupportVectors,
    /// Where each class's vectors start, and where the last ones end.
    starts: Vec<usize>,
    /// Row-major, `classes - 1` rows of one weight a vector.
    coefficients: Vec<f32>,
    /// One a pair of classes.
    rho: Vec<f32>,
    /// Platt's A and B of each pair of classes; empty without probabilities.
    platt: Vec<(f32, f32)>,
    post_transform: PostTransform,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let labels = Labels::of(node, "classlabels_ints")?;
    let classes = labels.len();
    let mut starts = vec![0];
    for count in attributes::ints(node, "vectors_per_class")? {
        let end = starts.last().copied().unwrap_or(0_usize).checked_add(usize::try_from(count)?);
        starts.push(end.context("too many support vectors")?);
    }
    let count = starts.last().copied().unwrap_or(0);
    if count == 0 {
        return svm_linear_classifier::build(node, labels);
    }
    ensure!(
        classes >= 2 && starts.len() == classes + 1,
        "'vectors_per_class' does not fit {classes} classes"
    );
    let vectors = SupportVectors::of(node, count)?;
    let coefficients = attributes::floats(node, "coefficients")?;
    ensure!(
        coefficients.len() >= (classes - 1) * count,
        "SVMClassifier has {} coefficients",
        coefficients.len()
    );
    let pairs = classes * (classes - 1) / 2;
    let rho = attributes::floats(node, "rho")?;
    let (a, b) = (attributes::floats(node, "prob_a")?, attributes::floats(node, "prob_b")?);
    ensure!(rho.len() >= pairs, "SVMClassifier has {} 'rho' for {pairs} pairs of classes", rho.len());
    ensure!(a.len() == b.len() && (a.is_empty() || a.len() >= pairs), "SVMClassifier has too few 'prob_a'");
    let platt = a.into_iter().zip(b).collect();
    let post_transform = PostTransform::of(node)?;
    built(node, SvmClassifier { labels, vectors, starts, coefficients, rho, platt, post_transform })
}

impl SvmClassifier {
    fn classes(&self) -> usize {
        self.labels.len()
    }

    /// All pairs of classes, in the order of their coefficients.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let classes = self.classes();
        (0..classes).flat_map(move |i| (i + 1..classes).map(move |j| (i, j)))
    }

    /// How many scores a row has.
    fn columns(&self) -> usize {
        match self.classes() {
            2 => 2,
            classes if !self.platt.is_empty() => classes,
            classes => classes * (classes - 1) / 2,
        }
    }

    /// How far a row lies on the first class's side of each pair.
    fn margins(&self, row: &[f32]) -> Vec<f32> {
        let kernels: Vec<f32> = self.vectors.compare(row).collect();
        let count = kernels.len();
        let part = |coefficients: usize, class: usize| {
            let range = self.starts[class]..self.starts[class + 1];
            let weights = &self.coefficients[coefficients * count..][range.clone()];
            weights.iter().zip(&kernels[range]).map(|(w, k)| f64::from(w * k)).sum::<f64>()
        };
        let margin =
            |((i, j), rho): ((usize, usize), &f32)| (part(j - 1, i) + part(i, j) + f64::from(*rho)) as f32;
        self.pairs().zip(&self.rho).map(margin).collect()
    }

    /// The class with the most votes, the first of equals.
    fn winner(&self, margins: &[f32]) -> usize {
        let mut votes = vec![0_u32; self.classes()];
        for ((i, j), margin) in self.pairs().zip(margins) {
            votes[if *margin > 0.0 { i } else { j }] += 1;
        }
        let most = votes.iter().max().copied();
        votes.iter().position(|count| Some(*count) == most).unwrap_or(0)
    }

    /// One row's scores.
    fn scores(&self, margins: &[f32]) -> Vec<f32> {
        let mut scores = match margins {
            [margin] if self.platt.is_empty() => {
                let is_margin = matches!(self.post_transform, PostTransform::None | PostTransform::Logistic);
                return self.post_transform.apply_binary(*margin, !is_margin).to_vec();
            }
            _ if self.platt.is_empty() => margins.to_vec(),
            _ => coupled(self.classes(), &self.pairwise(margins)),
        };
        self.post_transform.apply(&mut scores);
        scores
    }

    /// Row-major, the probability of each class against each other.
    fn pairwise(&self, margins: &[f32]) -> Vec<f32> {
        let classes = self.classes();
        let mut pairwise = vec![0.0; classes * classes];
        for (((i, j), margin), (a, b)) in self.pairs().zip(margins).zip(&self.platt) {
            let first = (1.0 - logistic(margin * a + b)).clamp(1e-7, 1.0 - 1e-7);
            pairwise[i * classes + j] = first;
            pairwise[j * classes + i] = 1.0 - first;
        }
        pairwise
    }
}

/// The classes' probabilities from those of the pairs: the second method of Wu, Lin and Weng, "Probability
/// Estimates for Multi-class Classification by Pairwise Coupling" (2004), as libsvm computes it.
fn coupled(classes: usize, pairwise: &[f32]) -> Vec<f32> {
    let r = |i: usize, j: usize| pairwise[i * classes + j];
    let q = |i: usize, j: usize| match i == j {
        true => (0..classes).filter(|k| *k != i).map(|k| r(k, i) * r(k, i)).sum::<f32>(),
        false => -r(j, i) * r(i, j),
    };
    let mut p = vec![1.0 / classes as f32; classes];
    let tolerance = 0.005 / classes as f32;
    for _ in 0..100 {
        let mut qp: Vec<f32> = (0..classes).map(|i| (0..classes).map(|j| q(i, j) * p[j]).sum()).collect();
        let mut pqp: f32 = p.iter().zip(&qp).map(|(p, qp)| p * qp).sum();
        // What is not a number counts as done, and leaves the classes equal.
        if !qp.iter().any(|qp| (qp - pqp).abs() >= tolerance) {
            break;
        }
        for i in 0..classes {
            let step = (pqp - qp[i]) / q(i, i);
            p[i] += step;
            pqp = (pqp + step * (step * q(i, i) + 2.0 * qp[i])) / (1.0 + step) / (1.0 + step);
            for j in 0..classes {
                qp[j] = (qp[j] + step * q(i, j)) / (1.0 + step);
                p[j] /= 1.0 + step;
            }
        }
    }
    p
}

impl Operator for SvmClassifier {
    fn name(&self) -> &'static str {
        "SVMClassifier"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| expect_columns(columns, self.vectors.columns))?;
        Ok(self.labels.facts(rows, self.columns()))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = numbers::<f32>(only(inputs)?)?;
        let (rows, columns) = rows_and_columns(input.shape())?;
        expect_columns(columns, self.vectors.columns)?;
        let mut scores = Vec::with_capacity(rows * self.columns());
        let mut chosen = Vec::with_capacity(rows);
        for row in slice::<f32>(&input)?.chunks_exact(columns) {
            let margins = self.margins(row);
            chosen.push(self.winner(&margins));
            scores.extend(self.scores(&margins));
        }
        Ok(tvec!(self.labels.of_classes(&chosen)?, rows::tensor(&[rows, self.columns()], scores)?))
    }
}
