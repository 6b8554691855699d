//! A model made ready to run for some shapes of input.
//!
//! The engine's own plan keeps the whole optimised graph, at two kilobytes an operator, and copies much of it about in each
//! call. `steps` takes out of the graph what a run needs, each `step` with the `places` of its values; `sizes` are the
//! dimensions that a call gives a number.

mod places;
mod sizes;
mod step;
mod steps;

use std::cell::Cell;

use thread_local::ThreadLocal;
use tract_onnx::tract_hir::internal::*;

pub(crate) use self::step::Step;
use self::{sizes::Sizes, steps::Steps};
use super::nan;
use crate::{
    Limits, Stop,
    guard::{Failure, Stopped, guarded},
};

/// An optimised model with each thread's values of a call that is over, to be used again.
pub(crate) struct Plan {
    steps: Steps,
    idle: ThreadLocal<Cell<Option<Values>>>,
}

/// The values at their places; at the end of a call, the constants alone.
type Values = Vec<Option<TValue>>;

impl Plan {
    /// Types, checks and optimises a model whose input shapes are set.
    pub(crate) fn build(model: InferenceModel, limits: &Limits) -> Result<Self, Failure> {
        guarded(|| {
            let mut typed = model.into_typed()?;
            check_volumes(&typed, limits)?;
            nan::keep(&mut typed);
            Ok(Self { steps: Steps::of(typed.into_optimized()?)?, idle: ThreadLocal::new() })
        })
    }

    /// Runs one call, with a look at `stop` before each operator. Values are for one call at a time; after a failure they
    /// are thrown away.
    pub(crate) fn run(&self, inputs: TVec<TValue>, stop: &Stop) -> Result<TVec<TValue>, Failure> {
        guarded(|| {
            let idle = self.idle.get_or_default();
            let mut values = idle.take().unwrap_or_else(|| self.steps.constants());
            let mut sizes = Sizes::default();
            self.steps.set_inputs(inputs, &mut values, &mut sizes)?;
            for step in &self.steps.list {
                if stop.is_asked() {
                    return Err(Stopped.into());
                }
                step.run(&mut values, &mut sizes)?;
            }
            let outputs = self.steps.take_outputs(&mut values)?;
            idle.set(Some(values));
            Ok(outputs)
        })
    }

    /// The operators in the order of a run.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps.list
    }

    /// Types and shapes of the inputs. Their places are the first.
    pub(crate) fn input_facts(&self) -> &[TypedFact] {
        &self.steps.inputs
    }

    /// The outputs' places, with their types and shapes.
    pub(crate) fn outputs(&self) -> &[(usize, TypedFact)] {
        &self.steps.outputs
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
