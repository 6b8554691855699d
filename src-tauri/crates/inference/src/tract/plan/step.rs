//! One operator of a plan.

use std::sync::atomic::{AtomicUsize, Ordering};

use tract_onnx::tract_hir::internal::*;

use super::{Values, sizes::Sizes};

/// An operator, and where its values lie.
pub(crate) struct Step {
    operator: Box<dyn TypedOp>,
    /// Where its inputs lie, and whether nobody takes them after it.
    pub(super) inputs: Box<[(usize, bool)]>,
    /// Where its outputs go; none for one that nobody takes.
    outputs: Box<[Option<usize>]>,
    /// Its outputs' shapes, where they have sizes that were not known before it has run.
    learnt: Box<[ShapeFact]>,
    /// What tells it from every other operator of the process: the engine keeps memory by it.
    key: usize,
}

static KEYS: AtomicUsize = AtomicUsize::new(0);

impl Step {
    pub(super) fn new(
        operator: Box<dyn TypedOp>,
        inputs: Box<[(usize, bool)]>,
        outputs: Box<[Option<usize>]>,
        learnt: Box<[ShapeFact]>,
    ) -> Self {
        Self { operator, inputs, outputs, learnt, key: KEYS.fetch_add(1, Ordering::Relaxed) }
    }

    /// What it does.
    pub(crate) fn operator(&self) -> &dyn TypedOp {
        &*self.operator
    }

    /// The places of its inputs.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = usize> {
        self.inputs.iter().map(|(place, _)| *place)
    }

    /// Which of its outputs lies at a place.
    pub(crate) fn output_at(&self, place: usize) -> Option<usize> {
        self.outputs.iter().position(|output| *output == Some(place))
    }

    pub(super) fn run(&self, values: &mut Values, sizes: &mut Sizes) -> TractResult<()> {
        let taken = self.inputs.iter().map(|(place, is_last)| {
            let value = if *is_last { values[*place].take() } else { values[*place].clone() };
            value.context("an operator comes before what it takes was made")
        });
        let inputs = taken.collect::<TractResult<TVec<_>>>()?;
        let outside = EvalContext::out_of_plan();
        let context = EvalContext { symbols: sizes.by_name(), node_id: self.key, ..outside };
        // What an operator notes down in one call is not for the next.
        let outputs = match self.operator.state(&context)? {
            Some(mut state) => state.eval(&context, self.operator.as_op(), inputs)?,
            None => self.operator.eval(&context, inputs)?,
        };
        for (shape, value) in self.learnt.iter().zip(&outputs) {
            sizes.learn(shape, value.shape())?;
        }
        for (place, value) in self.outputs.iter().zip(outputs) {
            if let Some(place) = place {
                values[*place] = Some(value);
            }
        }
        Ok(())
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.operator.drop_session(SessionId::NONE, self.key);
    }
}
