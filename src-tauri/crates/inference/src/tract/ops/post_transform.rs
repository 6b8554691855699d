//! What classifiers and regressors do to their scores last.

use tract_onnx::{pb::NodeProto, tract_hir::internal::*};

/// The attribute `post_transform`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PostTransform {
    /// Nothing.
    None,
    /// The logistic function of each score.
    Logistic,
    /// Softmax over the row.
    Softmax,
    /// Softmax over the row's scores that are not 0.
    SoftmaxZero,
    /// The probit function of each score.
    Probit,
}

impl PostTransform {
    /// Reads the attribute; absent means none.
    pub(crate) fn of(node: &NodeProto) -> TractResult<Self> {
        let name: Option<&str> = node.get_attr_opt("post_transform")?;
        Ok(match name.unwrap_or("NONE") {
            "NONE" => Self::None,
            "LOGISTIC" => Self::Logistic,
            "SOFTMAX" => Self::Softmax,
            "SOFTMAX_ZERO" => Self::SoftmaxZero,
            "PROBIT" => Self::Probit,
            other => bail!("unknown post_transform '{other}'"),
        })
    }

    /// Transforms the scores of one row.
    pub(crate) fn apply(self, row: &mut [f32]) {
        match self {
            Self::None => (),
            Self::Logistic => row.iter_mut().for_each(|score| *score = logistic(*score)),
            Self::Probit => row.iter_mut().for_each(|score| *score = probit(*score)),
            Self::Softmax => softmax(row, |_| true),
            Self::SoftmaxZero => softmax(row, |score| score.abs() > 1e-7),
        }
    }

    /// Transforms the targets of a regressor. A single one knows only the probit function in ONNX Runtime.
    pub(crate) fn apply_to_targets(self, row: &mut [f32]) {
        if row.len() > 1 || self == Self::Probit {
            self.apply(row);
        }
    }

    /// Both columns of a binary classifier that has one score: that of the second class. `as_probability` says
    /// that the score itself is the second class's probability.
    pub(crate) fn apply_binary(self, score: f32, as_probability: bool) -> [f32; 2] {
        match self {
            Self::Probit => [1.0 - probit(score), probit(score)],
            _ if as_probability => [1.0 - score, score],
            Self::Logistic => [logistic(-score), logistic(score)],
            _ => [-score, score],
        }
    }
}

/// 1 / (1 + e^-x), exact for large x of either sign.
pub(crate) fn logistic(x: f32) -> f32 {
    let y = 1.0 / (1.0 + (-x.abs()).exp());
    if x < 0.0 { 1.0 - y } else { y }
}

/// Softmax over the scores that take part; the others stay 0.
fn softmax(row: &mut [f32], takes_part: impl Fn(f32) -> bool) {
    let max = row.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in row.iter_mut() {
        *score = if takes_part(*score) { (*score - max).exp() } else { 0.0 };
        sum += *score;
    }
    row.iter_mut().for_each(|score| *score /= sum);
}

/// √2 · erf⁻¹(2p - 1), with Winitzki's approximation of erf⁻¹, as ONNX Runtime computes it.
fn probit(p: f32) -> f32 {
    const A: f32 = 0.147;
    let x = 2.0 * p - 1.0;
    let log = ((1.0 - x) * (1.0 + x)).ln();
    let v = 2.0 / (std::f32::consts::PI * A) + 0.5 * log;
    let root = (-v + (v * v - log / A).sqrt()).sqrt();
    std::f32::consts::SQRT_2 * if x < 0.0 { -root } else { root }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_become_probabilities() {
        let mut row = [1.0, 0.0, -1000.0];
        PostTransform::Softmax.apply(&mut row);
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6 && row[0] > row[1] && row[2] == 0.0);
        let mut row = [2.0, 0.0];
        PostTransform::SoftmaxZero.apply(&mut row);
        assert_eq!(row, [1.0, 0.0]);
        assert_eq!(PostTransform::Logistic.apply_binary(0.0, false), [0.5, 0.5]);
        assert_eq!(PostTransform::None.apply_binary(0.75, true), [0.25, 0.75]);
        assert!((probit(0.975) - 1.96).abs() < 0.01);
    }
}
