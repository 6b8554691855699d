//! What turns an [`Operator`] into an operator of the engine.

use std::{fmt::Debug, sync::Arc};

use domain::tensor::{Elements, Tensor as Given};
use tract_onnx::{pb::NodeProto, tract_hir::internal::*};

use crate::tract::convert;

/// An output: its shape and its elements.
pub(crate) type Answer = (Vec<usize>, Elements);

/// One operator: the facts of its outputs from those of its inputs, and its outputs from its inputs.
pub(crate) trait Operator: Debug + Send + Sync + 'static {
    /// The ONNX name.
    fn name(&self) -> &'static str;
    /// Whether the outputs' shapes depend on the inputs' values. Such an operator is never asked for facts, and a
    /// model that has it is run operator by operator.
    fn depends_on_values(&self) -> bool {
        false
    }
    /// Type and shape of every output.
    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>>;
    /// The outputs' values.
    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>>;
    /// The outputs from a caller's own tensors, for a model that is this operator alone.
    fn answer(&self, inputs: &[&Given]) -> TractResult<TVec<Answer>> {
        by_eval(self, inputs)
    }
}

/// An operator's answer by way of the engine's tensors.
pub(crate) fn by_eval<O: Operator + ?Sized>(operator: &O, inputs: &[&Given]) -> TractResult<TVec<Answer>> {
    let values = inputs.iter().map(|input| Ok(convert::as_engine(input)?.into_tvalue()));
    let values: TVec<TValue> = values.collect::<TractResult<_>>()?;
    operator.eval(&values)?.iter().map(convert::answer).collect()
}

/// What an operator's builder gives to the engine.
pub(crate) type Built = TractResult<(Box<dyn InferenceOp>, Vec<String>)>;

/// Wraps an operator; outputs that the node leaves unnamed are dropped.
pub(crate) fn built(node: &NodeProto, operator: impl Operator) -> Built {
    let kept =
        node.output.iter().enumerate().filter(|(_, name)| !name.is_empty()).map(|(ix, _)| ix).collect();
    Ok((expand(Wrapped { operator: Arc::new(operator), kept }), vec![]))
}

/// The operator of this crate that stands behind one of the engine's, if it is one.
pub(crate) fn own(operator: &dyn InferenceOp) -> Option<&Wrapped> {
    let expansion = operator.as_op().downcast_ref::<Box<dyn Expansion>>()?;
    (&**expansion as &dyn std::any::Any).downcast_ref::<Wrapped>()
}

/// Wraps an operator of one output for a graph whose types are known.
pub(crate) fn typed(operator: impl Operator) -> Box<dyn TypedOp> {
    Box::new(Wrapped { operator: Arc::new(operator), kept: tvec!(0) })
}

#[derive(Debug, Clone)]
pub(crate) struct Wrapped {
    operator: Arc<dyn Operator>,
    kept: TVec<usize>,
}

impl Wrapped {
    /// What is wrapped.
    pub(crate) fn operator(&self) -> &Arc<dyn Operator> {
        &self.operator
    }

    /// Which of the operator's outputs is the node's output at this place.
    pub(crate) fn output(&self, place: usize) -> Option<usize> {
        self.kept.get(place).copied()
    }

    /// Checks the inputs' types and shapes, and gives the outputs that the node names.
    pub(crate) fn checked_run(&self, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        if !self.operator.depends_on_values() {
            let facts: TVec<TypedFact> =
                inputs.iter().map(|input| input.datum_type().fact(input.shape())).collect();
            self.operator.facts(&facts)?;
        }
        self.run(inputs)
    }

    fn run(&self, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let mut outputs = self.operator.eval(&inputs)?;
        if outputs.len() > self.kept.len() {
            let mut position = 0;
            outputs.retain(|_| {
                position += 1;
                self.kept.contains(&(position - 1))
            });
        }
        Ok(outputs.into_iter().map(IntoTValue::into_tvalue).collect())
    }

    fn kept_facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        ensure!(
            !self.operator.depends_on_values(),
            "the shapes of {} depend on values",
            self.operator.name()
        );
        let facts = self.operator.facts(inputs)?;
        self.kept.iter().map(|ix| facts.get(*ix).cloned().context("no such output")).collect()
    }
}

/// Two operators are the same when they are one.
impl PartialEq for Wrapped {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.operator, &other.operator)
    }
}

impl Eq for Wrapped {}

impl Op for Wrapped {
    fn name(&self) -> StaticName {
        self.operator.name().into()
    }

    op_as_typed_op!();
}

impl EvalOp for Wrapped {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        self.run(inputs)
    }
}

impl TypedOp for Wrapped {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let inputs: TVec<TypedFact> = inputs.iter().map(|fact| (*fact).clone()).collect();
        self.kept_facts(&inputs)
    }

    as_op!();
}

impl Expansion for Wrapped {
    fn name(&self) -> StaticName {
        self.operator.name().into()
    }

    fn nboutputs(&self) -> TractResult<usize> {
        Ok(self.kept.len())
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        model.wire_node(prefix, self.clone(), inputs)
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        solver: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        check_output_arity(outputs, self.kept.len())?;
        solver.given_all(inputs.iter().map(|input| &input.datum_type), move |solver, types| {
            solver.given_all(inputs.iter().map(|input| &input.shape), move |solver, shapes| {
                let facts: TVec<TypedFact> =
                    types.iter().zip(&shapes).map(|(dt, shape)| dt.fact(shape.clone())).collect();
                for (output, fact) in outputs.iter().zip(self.kept_facts(&facts)?) {
                    solver.equals(&output.datum_type, fact.datum_type)?;
                    solver.equals(&output.shape, fact.shape.to_tvec())?;
                }
                Ok(())
            })
        })
    }
}
