//! `SVMRegressor`: a weighted sum of kernels; with `one_class` its sign. `post_transform` has no effect in ONNX
//! Runtime, and so none here.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    fused::dot,
    glue::{Built, Operator, built},
    rows::{self, expect_columns, numbers, only, rows_and_columns, rows_of, slice},
    svm::SupportVectors,
};

#[derive(Debug)]
struct SvmRegressor {
    vectors: SupportVectors,
    coefficients: Vec<f32>,
    rho: f32,
    one_class: bool,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let count: Option<i64> = node.get_attr_opt("n_supports")?;
    let count = usize::try_from(count.unwrap_or(0))?;
    let coefficients = attributes::floats(node, "coefficients")?;
    let rho = attributes::floats(node, "rho")?;
    ensure!(!coefficients.is_empty() && !rho.is_empty(), "SVMRegressor needs 'coefficients' and 'rho'");
    let (vectors, coefficients) = match count {
        0 => (SupportVectors::linear(coefficients), vec![1.0]),
        _ => (SupportVectors::of(node, count)?, coefficients),
    };
    ensure!(
        count == 0 || coefficients.len() == count,
        "{} coefficients for {count} vectors",
        coefficients.len()
    );
    let one_class: Option<i64> = node.get_attr_opt("one_class")?;
    built(node, SvmRegressor { vectors, coefficients, rho: rho[0], one_class: one_class.unwrap_or(0) != 0 })
}

impl SvmRegressor {
    fn value(&self, row: &[f32]) -> f32 {
        let kernels: Vec<f32> = self.vectors.compare(row).collect();
        let sum = dot(&kernels, &self.coefficients) + self.rho;
        match self.one_class {
            true if sum > 0.0 => 1.0,
            true => -1.0,
            false => sum,
        }
    }
}

impl Operator for SvmRegressor {
    fn name(&self) -> &'static str {
        "SVMRegressor"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| expect_columns(columns, self.vectors.columns))?;
        Ok(tvec!(f32::fact([rows, 1.to_dim()])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = numbers::<f32>(only(inputs)?)?;
        let (rows, columns) = rows_and_columns(input.shape())?;
        expect_columns(columns, self.vectors.columns)?;
        let values = slice::<f32>(&input)?.chunks_exact(columns).map(|row| self.value(row)).collect();
        Ok(tvec!(rows::tensor(&[rows, 1], values)?))
    }
}
