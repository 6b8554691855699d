//! `LinearRegressor`: one weighted sum a target.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    linear_classifier::WeightedSums,
    post_transform::PostTransform,
    rows::{self, expect_columns, numbers, only, rows_and_columns, rows_of, slice},
};

#[derive(Debug)]
struct LinearRegressor {
    sums: WeightedSums,
    post_transform: PostTransform,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let targets: Option<i64> = node.get_attr_opt("targets")?;
    let targets = usize::try_from(targets.unwrap_or(1))?;
    let intercepts = attributes::floats(node, "intercepts")?;
    let coefficients = attributes::floats(node, "coefficients")?;
    ensure!(
        (1..=coefficients.len()).contains(&targets) && (intercepts.is_empty() || intercepts.len() == targets),
        "LinearRegressor has {targets} targets, {} coefficients and {} intercepts",
        coefficients.len(),
        intercepts.len()
    );
    let intercepts = if intercepts.is_empty() { vec![0.0; targets] } else { intercepts };
    let sums = WeightedSums::new(coefficients, intercepts)?;
    built(node, LinearRegressor { sums, post_transform: PostTransform::of(node)? })
}

impl Operator for LinearRegressor {
    fn name(&self) -> &'static str {
        "LinearRegressor"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let rows = rows_of(inputs, |columns| expect_columns(columns, self.sums.columns))?;
        Ok(tvec!(f32::fact([rows, self.sums.targets().to_dim()])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = numbers::<f32>(only(inputs)?)?;
        let (rows, columns) = rows_and_columns(input.shape())?;
        expect_columns(columns, self.sums.columns)?;
        let targets = self.sums.targets();
        let mut values = vec![0.0; rows * targets];
        for (x, row) in slice::<f32>(&input)?.chunks_exact(columns).zip(values.chunks_exact_mut(targets)) {
            self.sums.of(x, row);
            self.post_transform.apply_to_targets(row);
        }
        Ok(tvec!(rows::tensor(&[rows, targets], values)?))
    }
}
