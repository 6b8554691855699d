//! A model with plans, and which of them runs which call.

mod recent;

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use domain::{signature::TensorSpec, tensor::Tensor};
use tract_onnx::tract_hir::internal::*;

use self::recent::Recent;
use super::{again::Again, convert, direct::Direct, parse, plan::Plan};
use crate::{
    Limits, Stop,
    engine::Engine,
    example::example_of,
    guard::{Failure, guarded},
    signature,
};

/// A loaded model.
///
/// One plan serves any number of rows. A single row has its own, and so have a few shapes that come often: the engine
/// scores them up to four times as fast where it knows all sizes. A model that works only with fixed shapes has a plan
/// for each of a few recent ones.
pub(crate) struct Planned {
    /// The engine's types of the inputs.
    types: Vec<DatumType>,
    /// The outputs' names, in order.
    outputs: Vec<String>,
    template: Template,
    limits: Limits,
    symbolic: Option<Plan>,
    /// The shapes of a single row, and their plan once it was needed; none where it cannot be built.
    single: (Shapes, OnceLock<Option<Plan>>),
    recent: Recent,
}

/// What more plans are made of.
enum Template {
    Parsed(InferenceModel),
    File(Again),
}

/// Each plan has its own copy of the weights; a model of a larger file has no more of them than it needs.
const COPIED_MAX: usize = 16 << 20;

/// The shapes of all inputs.
type Shapes = Vec<TVec<usize>>;

impl Planned {
    /// Makes a parsed model ready, and tells whether it answers made-up rows: some models can be built for any number
    /// of rows and then fail on every call, which is found out here.
    pub(crate) fn new(
        template: InferenceModel,
        limits: Limits,
        inputs: &[TensorSpec],
        outputs: Vec<String>,
    ) -> Result<(Self, bool), Failure> {
        let types = guarded(|| signature::input_types(&template))?;
        let example = |rows: usize| -> TractResult<TVec<TValue>> {
            let tensors = inputs.iter().zip(&types);
            tensors.map(|(spec, dt)| convert::to_engine(&example_of(spec, rows), *dt)).collect()
        };
        let (one, two) = guarded(|| Ok((example(1)?, example(2)?)))?;
        let symbolic = Plan::build(template.clone(), &limits);
        // Where the file fixes the number of rows, a single row needs no plan of its own.
        let is_free = shapes(&one) != shapes(&two);
        let single = if is_free { OnceLock::new() } else { OnceLock::from(None) };
        let mut engine = Self {
            types,
            outputs,
            template: Template::Parsed(template),
            limits,
            symbolic: None,
            single: (shapes(&one), single),
            recent: Recent::default(),
        };
        let answers = match symbolic {
            Ok(plan) => {
                let runs = plan.run(two.clone(), &Stop::never()).is_ok();
                if !runs && engine.runs_fixed(two) {
                    engine.prepare_single()?.run(one, &Stop::never()).is_ok()
                } else {
                    engine.symbolic = Some(plan);
                    runs
                }
            }
            Err(reason) => engine.prepare_single().map_err(|_| reason)?.run(one, &Stop::never()).is_ok(),
        };
        Ok((engine, answers))
    }

    /// Whether one plan serves any number of rows.
    pub(crate) fn takes_any_rows(&self) -> bool {
        self.symbolic.is_some()
    }

    /// What runs the model without a plan, where that can be.
    pub(crate) fn direct(&self) -> Option<Direct> {
        Direct::of(self.symbolic.as_ref()?, &self.outputs)
    }

    /// Types and shapes of the outputs; those of one row where the model has no plan for any number.
    pub(crate) fn output_facts(&self) -> Result<Vec<TypedFact>, Failure> {
        guarded(|| {
            let single = || self.single.1.get().and_then(Option::as_ref);
            let plan = self.symbolic.as_ref().or_else(single).context("the model has no plan")?;
            Ok(plan.outputs().iter().map(|(_, fact)| fact.clone()).collect())
        })
    }

    /// The same with less in memory, where all calls can be served without another plan.
    pub(crate) fn slimmed(self, again: Option<Again>) -> Self {
        match again {
            Some(again) if self.takes_any_rows() => Self { template: Template::File(again), ..self },
            _ => self,
        }
    }

    fn runs_fixed(&self, inputs: TVec<TValue>) -> bool {
        self.fixed(&shapes(&inputs)).is_ok_and(|plan| plan.run(inputs, &Stop::never()).is_ok())
    }

    fn prepare_single(&mut self) -> Result<&Plan, Failure> {
        let plan = self.fixed(&self.single.0)?;
        self.single.1 = OnceLock::from(Some(plan));
        Ok(self.single.1.get().and_then(Option::as_ref).expect("it was just put there"))
    }

    fn run_values(&self, inputs: TVec<TValue>, stop: &Stop) -> Result<TVec<TValue>, Failure> {
        let (single, plan) = &self.single;
        if inputs.iter().map(|input| input.shape()).eq(single.iter().map(|shape| shape.as_slice()))
            && let Some(plan) = plan.get_or_init(|| self.fixed(single).ok())
        {
            return plan.run(inputs, stop);
        }
        match &self.symbolic {
            None => self.recent.needed(shapes(&inputs), |shapes| self.fixed(shapes))?.run(inputs, stop),
            Some(symbolic) => match self.often(&inputs) {
                Some(plan) => plan.run(inputs, stop),
                None => symbolic.run(inputs, stop),
            },
        }
    }

    /// The plan of shapes that come often.
    fn often(&self, inputs: &[TValue]) -> Option<Arc<Plan>> {
        let is_small = matches!(&self.template, Template::File(file) if file.size() <= COPIED_MAX);
        is_small.then(|| self.recent.wanted(shapes(inputs), |shapes| self.fixed(shapes)))?
    }

    /// A plan for these very shapes.
    fn fixed(&self, shapes: &[TVec<usize>]) -> Result<Plan, Failure> {
        let mut model = match &self.template {
            Template::Parsed(model) => model.clone(),
            Template::File(again) => parse(&again.model().ok_or_else(changed)?, None)?,
        };
        let model = guarded(|| {
            let mut sizes = HashMap::new();
            for (ix, shape) in shapes.iter().enumerate() {
                for (dim, size) in model.input_fact(ix)?.shape.dims().zip(shape) {
                    if let Some(TDim::Sym(symbol)) = dim.concretize() {
                        sizes.insert(symbol, size.to_dim());
                    }
                }
            }
            model.set_symbols(&sizes)?;
            Ok(model)
        })?;
        Plan::build(model, &self.limits)
    }
}

fn changed() -> Failure {
    Failure::Refused("the file is not there any more as it was loaded".to_owned())
}

impl Engine for Planned {
    fn run(&self, inputs: &[&Tensor], stop: &Stop) -> Result<TVec<Tensor>, Failure> {
        if stop.is_asked() {
            return Err(Failure::Stopped);
        }
        let values = guarded(|| {
            inputs.iter().zip(&self.types).map(|(tensor, dt)| convert::to_engine(tensor, *dt)).collect()
        })?;
        let outputs = self.run_values(values, stop)?;
        guarded(|| {
            let named = self.outputs.iter().zip(&outputs);
            named.map(|(name, value)| convert::from_engine(name, value)).collect()
        })
    }
}

fn shapes(inputs: &[TValue]) -> Shapes {
    inputs.iter().map(|input| input.shape().into()).collect()
}
