//! Not an ONNX operator: `MatMul` that sums a single row in the order of ONNX Runtime.
//!
//! The engine sums several rows in that order too, but a single row in four parts. Where the sums are the
//! logarithms of likelihoods, of which the exponential is taken, the last bit of a sum of a thousand shows in the
//! fourth digit of a probability.

use tract_onnx::{
    model::ParsingContext,
    pb::NodeProto,
    tract_hir::{internal::*, ops::matmul::MatMulInference},
};

use super::{
    ORDERED_MAT_MUL,
    fused::multiply_add,
    glue::{Built, Operator, typed},
    rows::{self, slice},
};

#[derive(Debug, Clone, Default)]
struct OrderedMatMul {
    any_rows: MatMulInference,
}

pub(crate) fn build(_: &ParsingContext, _: &NodeProto) -> Built {
    Ok((expand(OrderedMatMul::default()), vec![]))
}

impl Expansion for OrderedMatMul {
    fn name(&self) -> StaticName {
        ORDERED_MAT_MUL.into()
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        solver: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        self.any_rows.rules(solver, inputs, outputs)
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        let is_row = |outlet: &OutletId| -> TractResult<bool> {
            let fact = model.outlet_fact(*outlet)?;
            Ok(fact.datum_type == f32::datum_type() && fact.rank() == 2 && fact.shape[0].is_one())
        };
        let is_matrix =
            |outlet: &OutletId| -> TractResult<bool> { Ok(model.outlet_fact(*outlet)?.rank() == 2) };
        match inputs {
            [row, weights] if is_row(row)? && is_matrix(weights)? => {
                model.wire_node(prefix, typed(SingleRow), inputs)
            }
            _ => self.any_rows.wire(prefix, model, inputs),
        }
    }
}

/// `[1, k]` times `[k, n]`.
#[derive(Debug)]
struct SingleRow;

impl Operator for SingleRow {
    fn name(&self) -> &'static str {
        ORDERED_MAT_MUL
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let [_, weights] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        Ok(tvec!(f32::fact([1.to_dim(), weights.shape[1].clone()])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let [row, weights] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        let columns = weights.shape()[1];
        ensure!(row.len() == weights.shape()[0], "a row of {} by {} weights", row.len(), weights.shape()[0]);
        let mut sums = vec![0.0_f32; columns];
        let weights = slice::<f32>(weights)?.chunks_exact(columns.max(1));
        for (x, weights) in slice::<f32>(row)?.iter().zip(weights) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum = multiply_add(*x, *weight, *sum);
            }
        }
        Ok(tvec!(rows::tensor(&[1, columns], sums)?))
    }
}
