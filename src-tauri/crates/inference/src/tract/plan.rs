//! A model made ready to run for some shapes of input.

use std::{cell::Cell, sync::Arc};

use thread_local::ThreadLocal;
use tract_onnx::{
    prelude::{TypedSimplePlan, TypedSimpleState},
    tract_hir::internal::*,
};

use super::nan;
use crate::{
    Limits, Stop,
    guard::{Failure, Stopped, guarded},
};

/// An optimised model with each thread's state of a call that is over, to be used again.
pub(crate) struct Plan {
    plan: Arc<TypedSimplePlan>,
    idle: ThreadLocal<Cell<Option<TypedSimpleState>>>,
}

impl Plan {
    /// Types, checks and optimises a model whose input shapes are set.
    pub(crate) fn build(model: InferenceModel, limits: &Limits) -> Result<Self, Failure> {
        guarded(|| {
            let mut typed = model.into_typed()?;
            check_volumes(&typed, limits)?;
            nan::keep(&mut typed);
            let plan = TypedSimplePlan::new(typed.into_optimized()?)?;
            Ok(Self { plan, idle: ThreadLocal::new() })
        })
    }

    /// Runs one call, with a look at `stop` before each operator. A state is for one call at a time; after a failure
    /// it is thrown away, and so is one with loops and recurrent operators, which would begin the next call with what
    /// this one left in them.
    pub(crate) fn run(&self, inputs: TVec<TValue>, stop: &Stop) -> Result<TVec<TValue>, Failure> {
        guarded(|| {
            let idle = self.idle.get_or_default();
            let mut state = idle.take().map_or_else(|| self.plan.spawn(), Ok)?;
            let outputs = if stop.can_be_asked() {
                state.run_plan_with_eval(inputs, |context, op_state, node, inputs| match stop.is_asked() {
                    true => Err(Stopped.into()),
                    false => tract_core::plan::eval(context, op_state, node, inputs),
                })?
            } else {
                state.run(inputs)?
            };
            if state.op_states.iter().all(Option::is_none) {
                idle.set(Some(state));
            }
            Ok(outputs)
        })
    }

    /// The optimised model.
    pub(crate) fn model(&self) -> &TypedModel {
        self.plan.model()
    }

    /// Types and shapes of the outputs.
    pub(crate) fn output_facts(&self) -> TractResult<Vec<&TypedFact>> {
        let model = self.plan.model();
        model.output_outlets()?.iter().map(|outlet| model.outlet_fact(*outlet)).collect()
    }
}

/// Refuses a model that makes a tensor over the limit for one row: to ask the system for it could end the
/// process.
pub(crate) fn check_volumes(model: &TypedModel, limits: &Limits) -> TractResult<()> {
    for node in model.nodes() {
        for fact in node.outputs.iter().map(|output| &output.fact) {
            let elements: f64 = fact.shape.iter().map(elements_for_one_row).product();
            ensure!(
                elements <= limits.tensor_elements as f64,
                "operator '{}' makes {elements} elements a row, and at most {} are allowed; \
                 `vitrine limits tensor_elements={elements}` allows them",
                node.name,
                limits.tensor_elements
            );
        }
    }
    Ok(())
}

fn elements_for_one_row(dim: &TDim) -> f64 {
    let one_row =
        dim.symbols().into_iter().fold(SymbolValues::default(), |values, symbol| values.with(&symbol, 1));
    dim.eval(&one_row).to_i64().map_or(1.0, |elements| elements.max(0) as f64)
}
