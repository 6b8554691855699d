//! `Gemm`: `alpha · A · B + beta · C`. The engine's own takes `alpha` and `beta` in single precision only, and so refuses
//! the distances of clusterers in double precision.

use tract_onnx::{
    model::ParsingContext,
    pb::NodeProto,
    tract_hir::{
        internal::*,
        tract_core::ops::{einsum::EinSum, math},
    },
};

use super::glue::Built;

#[derive(Debug, Clone)]
struct Gemm {
    alpha: f32,
    beta: f32,
    trans_a: bool,
    trans_b: bool,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let gemm = Gemm {
        alpha: node.get_attr_opt("alpha")?.unwrap_or(1.0),
        beta: node.get_attr_opt("beta")?.unwrap_or(1.0),
        trans_a: node.get_attr_opt("transA")?.unwrap_or(false),
        trans_b: node.get_attr_opt("transB")?.unwrap_or(false),
    };
    Ok((expand(gemm), vec![]))
}

impl Expansion for Gemm {
    fn name(&self) -> StaticName {
        "Gemm".into()
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        solver: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        ensure!(matches!(inputs.len(), 2 | 3), "expected two or three inputs, got {}", inputs.len());
        check_output_arity(outputs, 1)?;
        for input in inputs {
            solver.equals(&input.datum_type, &outputs[0].datum_type)?;
        }
        for matrix in [&inputs[0], &inputs[1], &outputs[0]] {
            solver.equals(&matrix.rank, 2)?;
        }
        let (rows, inner_a) = if self.trans_a { (1, 0) } else { (0, 1) };
        let (inner_b, columns) = if self.trans_b { (1, 0) } else { (0, 1) };
        solver.equals(&inputs[0].shape[rows], &outputs[0].shape[0])?;
        solver.equals(&inputs[0].shape[inner_a], &inputs[1].shape[inner_b])?;
        solver.equals(&inputs[1].shape[columns], &outputs[0].shape[1])
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        let axes = AxesMapping::for_numpy_matmul(2, self.trans_a, self.trans_b, false)?;
        let dt = model.outlet_fact(inputs[0])?.datum_type;
        let product = model.wire_node(format!("{prefix}.product"), EinSum::new(axes, dt), &inputs[..2])?[0];
        let product = scaled(&format!("{prefix}.alpha"), model, product, self.alpha)?;
        let Some(addend) = inputs.get(2).filter(|_| self.beta != 0.0) else { return Ok(tvec!(product)) };
        let mut addend = scaled(&format!("{prefix}.beta"), model, *addend, self.beta)?;
        for axis in model.outlet_fact(addend)?.rank()..2 {
            addend = model.wire_node(format!("{prefix}.axis{axis}"), AxisOp::Add(0), &[addend])?[0];
        }
        model.wire_node(prefix, math::add(), &[product, addend])
    }
}

/// A tensor times a number, which becomes of the tensor's type.
fn scaled(name: &str, model: &mut TypedModel, x: OutletId, factor: f32) -> TractResult<OutletId> {
    if factor == 1.0 {
        return Ok(x);
    }
    let fact = model.outlet_fact(x)?;
    let factor =
        tensor0(factor).cast_to_dt(fact.datum_type)?.into_owned().broadcast_into_rank(fact.rank())?;
    let factor = model.add_const(format!("{name}.factor"), factor)?;
    Ok(model.wire_node(name, math::mul(), &[x, factor])?[0])
}
