//! What support vector classifiers and regressors share: support vectors and the kernel.

use tract_onnx::{pb::NodeProto, tract_hir::internal::*};

use super::{attributes, fused::dot};

/// Support vectors, compared with a row by a kernel.
#[derive(Debug)]
pub(crate) struct SupportVectors {
    kernel: Kernel,
    /// Row-major, one row a vector.
    vectors: Vec<f32>,
    /// How many columns go in.
    pub columns: usize,
}

#[derive(Debug, Clone, Copy)]
enum Kernel {
    Linear,
    Poly { gamma: f32, coef0: f32, degree: f32 },
    Rbf { gamma: f32 },
    Sigmoid { gamma: f32, coef0: f32 },
}

impl SupportVectors {
    /// Reads `count` vectors and the kernel.
    pub(crate) fn of(node: &NodeProto, count: usize) -> TractResult<Self> {
        let vectors = attributes::floats(node, "support_vectors")?;
        ensure!(
            count > 0 && !vectors.is_empty() && vectors.len().is_multiple_of(count),
            "{} numbers cannot be shared among {count} support vectors",
            vectors.len()
        );
        Ok(Self { kernel: Kernel::of(node)?, columns: vectors.len() / count, vectors })
    }

    /// The vectors that a regressor without support vectors stands for: its coefficients, as one vector.
    pub(crate) fn linear(coefficients: Vec<f32>) -> Self {
        Self { kernel: Kernel::Linear, columns: coefficients.len(), vectors: coefficients }
    }

    /// The kernel of one row with each vector.
    pub(crate) fn compare(&self, row: &[f32]) -> impl Iterator<Item = f32> {
        self.vectors.chunks_exact(self.columns).map(|vector| self.kernel.of_pair(row, vector))
    }
}

impl Kernel {
    fn of(node: &NodeProto) -> TractResult<Self> {
        let kind: Option<&str> = node.get_attr_opt("kernel_type")?;
        let params = attributes::floats(node, "kernel_params")?;
        let [gamma, coef0, degree] = match params.as_slice() {
            [] => [0.0; 3],
            [gamma, coef0, degree] => [*gamma, *coef0, *degree],
            _ => bail!("expected 3 'kernel_params', got {}", params.len()),
        };
        Ok(match kind.unwrap_or("LINEAR") {
            "LINEAR" => Self::Linear,
            "POLY" => Self::Poly { gamma, coef0, degree },
            "RBF" => Self::Rbf { gamma },
            "SIGMOID" => Self::Sigmoid { gamma, coef0 },
            other => bail!("unknown kernel_type '{other}'"),
        })
    }

    fn of_pair(self, x: &[f32], y: &[f32]) -> f32 {
        match self {
            Self::Linear => dot(x, y),
            Self::Poly { gamma, coef0, degree } => (gamma * dot(x, y) + coef0).powf(degree),
            Self::Rbf { gamma } => (-gamma * squared_distance(x, y)).exp(),
            Self::Sigmoid { gamma, coef0 } => (gamma * dot(x, y) + coef0).tanh(),
        }
    }
}

fn squared_distance(x: &[f32], y: &[f32]) -> f32 {
    x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum()
}
