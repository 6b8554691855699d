//! A model of which nothing is left but one operator of this crate: it is called with the caller's own tensors, with no
//! plan, state or tensor of the engine in between.

use std::sync::Arc;

use domain::tensor::Tensor as Given;
use tract_onnx::tract_hir::internal::*;

use super::{
    ops::glue::{Operator, Wrapped},
    plan::Plan,
};
use crate::{
    Stop,
    engine::Engine,
    guard::{Failure, guarded},
};

/// One operator as a model.
pub(crate) struct Direct {
    operator: Arc<dyn Operator>,
    /// Which of the model's inputs each of the operator's is.
    inputs: TVec<usize>,
    /// The model's outputs by name, and which of the operator's each is.
    outputs: Vec<(String, usize)>,
}

impl Direct {
    /// The one operator of a plan, whose outputs have these names; none where there is more to it.
    pub(crate) fn of(plan: &Plan, names: &[String]) -> Option<Self> {
        let [step] = plan.steps() else { return None };
        let own = step.operator().downcast_ref::<Wrapped>()?;
        // The engine would see whether sizes of one name agree; rows alone the operator sees for itself.
        let has_rows_alone_open =
            |fact: &TypedFact| fact.shape.iter().skip(1).all(|dim| dim.to_i64().is_ok());
        // These two are carried as another type outside.
        let is_carried = |fact: &TypedFact| !matches!(fact.datum_type, DatumType::F16 | DatumType::TDim);
        let (taken, given) = (plan.input_facts(), plan.outputs());
        let is_fit = taken.iter().all(|fact| has_rows_alone_open(fact) && is_carried(fact));
        (is_fit && given.iter().all(|(_, fact)| is_carried(fact))).then_some(())?;
        // The places after those of the inputs hold constants.
        step.inputs().all(|place| place < taken.len()).then_some(())?;
        let outputs = given.iter().map(|(place, _)| own.output(step.output_at(*place)?));
        let outputs: TVec<usize> = outputs.collect::<Option<_>>()?;
        let is_given_once = |output: &usize| outputs.iter().filter(|other| *other == output).count() == 1;
        (outputs.len() == names.len() && outputs.iter().all(is_given_once)).then_some(())?;
        Some(Self {
            operator: own.operator().clone(),
            inputs: step.inputs().collect(),
            outputs: names.iter().cloned().zip(outputs).collect(),
        })
    }

    fn answer(&self, inputs: &[&Given]) -> TractResult<TVec<Given>> {
        let ordered: TVec<&Given> = self.inputs.iter().map(|at| inputs[*at]).collect();
        let mut answers: TVec<_> = self.operator.answer(&ordered)?.into_iter().map(Some).collect();
        let named = self.outputs.iter().map(|(name, at)| {
            let answer = answers.get_mut(*at).and_then(Option::take);
            let (shape, elements) = answer.context("an operator gave too few outputs")?;
            Ok(Given::new(name.as_str(), shape, elements)?)
        });
        named.collect()
    }
}

impl Engine for Direct {
    fn run(&self, inputs: &[&Given], stop: &Stop) -> Result<TVec<Given>, Failure> {
        if stop.is_asked() {
            return Err(Failure::Stopped);
        }
        guarded(|| self.answer(inputs))
    }
}
