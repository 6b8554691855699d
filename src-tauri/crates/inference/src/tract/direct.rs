//! A model of which nothing is left but one operator of this crate: it is called with the caller's own tensors, with no
//! plan, state or tensor of the engine in between.

use std::sync::Arc;

use domain::tensor::Tensor;
use tract_onnx::tract_hir::internal::{
    DatumType, OutletId, TVec, TractResult, TypedFact, TypedModel, TypedNode, *,
};

use super::ops::glue::{Operator, Wrapped};
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
    /// The one operator of an optimised model, whose outputs have these names; none where there is more to it.
    pub(crate) fn of(model: &TypedModel, names: &[String]) -> Option<Self> {
        let is_source = |node: &&TypedNode| model.inputs.contains(&node.id.into());
        let mut others = model.nodes().iter().filter(|node| !is_source(node));
        let (node, None) = (others.next()?, others.next()) else { return None };
        let own = node.op_as::<Wrapped>()?;
        let facts = |outlets: &[OutletId]| {
            outlets.iter().map(|outlet| model.outlet_fact(*outlet).ok().cloned()).collect::<Option<TVec<_>>>()
        };
        // The engine would see whether sizes of one name agree; rows alone the operator sees for itself.
        let has_rows_alone_open =
            |fact: &TypedFact| fact.shape.iter().skip(1).all(|dim| dim.to_i64().is_ok());
        // These two are carried as another type outside.
        let is_carried = |fact: &TypedFact| !matches!(fact.datum_type, DatumType::F16 | DatumType::TDim);
        let (taken, given) = (facts(&model.inputs)?, facts(&model.outputs)?);
        let fits = taken.iter().all(has_rows_alone_open) && taken.iter().chain(&given).all(is_carried);
        fits.then_some(())?;
        let input = |outlet: &OutletId| model.inputs.iter().position(|input| input == outlet);
        let output = |outlet: &OutletId| own.output(outlet.slot).filter(|_| outlet.node == node.id);
        let outputs: TVec<usize> = model.outputs.iter().map(output).collect::<Option<_>>()?;
        let is_given_once = |output: &usize| outputs.iter().filter(|other| *other == output).count() == 1;
        (outputs.len() == names.len() && outputs.iter().all(is_given_once)).then_some(())?;
        Some(Self {
            operator: own.operator().clone(),
            inputs: node.inputs.iter().map(input).collect::<Option<_>>()?,
            outputs: names.iter().cloned().zip(outputs).collect(),
        })
    }

    fn answer(&self, inputs: &[&Tensor]) -> TractResult<Vec<Tensor>> {
        let ordered: TVec<&Tensor> = self.inputs.iter().map(|at| inputs[*at]).collect();
        let mut answers: TVec<_> = self.operator.answer(&ordered)?.into_iter().map(Some).collect();
        let named = self.outputs.iter().map(|(name, at)| {
            let answer = answers.get_mut(*at).and_then(Option::take);
            let (shape, elements) = answer.context("an operator gave too few outputs")?;
            Ok(Tensor::new(name.as_str(), shape, elements)?)
        });
        named.collect()
    }
}

impl Engine for Direct {
    fn run(&self, inputs: &[&Tensor], stop: &Stop) -> Result<Vec<Tensor>, Failure> {
        if stop.is_asked() {
            return Err(Failure::Stopped);
        }
        guarded(|| self.answer(inputs))
    }
}
