//! Operators that others of the engine make up, whose one output follows from the first input. How types and shapes are
//! found for them is said here once.

use std::fmt::Debug;

use tract_onnx::tract_hir::internal::*;

use super::glue::Built;

/// Such an operator.
pub(crate) trait Composed: Debug + Clone + Send + Sync + 'static {
    /// How many inputs it takes.
    const INPUTS: usize = 1;
    /// Whether the output has the input's shape.
    const KEEPS_SHAPE: bool = true;

    /// The ONNX name.
    fn name(&self) -> StaticName;

    /// The output's type, from the input's.
    fn datum_type(&self, input: DatumType) -> DatumType {
        input
    }

    /// The output's shape, from the input's.
    fn shape(&self, input: &[TDim]) -> TractResult<TVec<TDim>> {
        Ok(input.into())
    }

    /// Adds the operators that make it up.
    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>>;
}

/// What the operator's builder gives to the engine.
pub(crate) fn composed(operator: impl Composed) -> Built {
    Ok((expand(Ruled(operator)), vec![]))
}

#[derive(Debug, Clone)]
struct Ruled<C>(C);

impl<C: Composed> Expansion for Ruled<C> {
    fn name(&self) -> StaticName {
        self.0.name()
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        solver: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        check_input_arity(inputs, C::INPUTS)?;
        check_output_arity(outputs, 1)?;
        solver.given(&inputs[0].datum_type, move |solver, from| {
            solver.equals(&outputs[0].datum_type, self.0.datum_type(from))
        })?;
        if C::KEEPS_SHAPE {
            return solver.equals(&outputs[0].shape, &inputs[0].shape);
        }
        solver.given(&inputs[0].shape, move |solver, shape| {
            solver.equals(&outputs[0].shape, self.0.shape(&shape)?)
        })
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        self.0.wire(prefix, model, inputs)
    }
}
