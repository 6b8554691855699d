//! A model that cannot be planned ahead, run operator by operator.
//!
//! A plan needs every type and shape before the first value is known. Loops, sequences, and shapes that are given
//! or found at run time do not say them; here each operator is asked once its inputs are there.
//!
//! `graph` is a graph made ready, `node` runs one operator of the engine, `control` the operators that hold graphs,
//! `sequences` those on lists of tensors and on values that may be absent.

mod control;
mod graph;
mod node;
mod sequences;
#[cfg(test)]
mod tests;
mod value;

use std::collections::HashSet;

use domain::{signature::Signature, tensor::Tensor as ClientTensor};
use tract_onnx::{model::ParsingContext, pb::ModelProto, tract_hir::internal::*};

use self::{graph::Graph, value::Value};
use super::{convert, onnx};
#[cfg(test)]
use crate::backend::values::Value as ClientValue;
use crate::{
    Limits, Stop,
    engine::Engine,
    guard::{Failure, guarded},
    model,
};

/// The operators that only this way of running knows.
const KNOWN: [&str; 13] = [
    "ConcatFromSequence",
    "Loop",
    "Optional",
    "OptionalGetElement",
    "OptionalHasElement",
    "SequenceAt",
    "SequenceConstruct",
    "SequenceEmpty",
    "SequenceErase",
    "SequenceInsert",
    "SequenceLength",
    "SequenceMap",
    "SplitToSequence",
];

/// A model made ready to be run so.
pub(crate) struct Eager {
    graph: Graph,
    /// The engine's types of the inputs; none for a sequence.
    types: Vec<Option<DatumType>>,
    limits: Limits,
}

/// What holds for all of one call.
struct Call<'a> {
    stop: &'a Stop,
    limits: &'a Limits,
}

/// Whether this way of running has an operator that plans lack.
pub(super) fn knows(operator: &str) -> bool {
    KNOWN.contains(&operator)
}

impl Eager {
    /// Makes a checked and rewritten model ready.
    pub(super) fn new(proto: &ModelProto, folder: Option<&str>, limits: Limits) -> Result<Self, Failure> {
        guarded(|| {
            let top = proto.graph.as_ref().context("the model has no graph")?;
            let graph = Graph::new(&context(proto, folder), top, &HashSet::new())?;
            let declared = |name: &String| top.input.iter().find(|info| info.name == *name);
            let types = graph.inputs.iter().map(|name| {
                model::tensor_type(declared(name)?).and_then(|tensor| model::datum_type(tensor.elem_type))
            });
            Ok(Self { types: types.collect(), graph, limits })
        })
    }

    /// Refuses a model with inputs that clients cannot send.
    pub(super) fn check_inputs(&self, signature: &Signature) -> Result<(), Failure> {
        let is_sent = |name: &&String| signature.inputs.iter().any(|spec| spec.name == **name);
        match self.graph.inputs.iter().find(|name| !is_sent(name)) {
            Some(name) => Err(Failure::Refused(format!("input '{name}' has no type that a client can send"))),
            None => Ok(()),
        }
    }

    /// Runs a model of sequences or of values that may be absent.
    #[cfg(test)]
    pub(super) fn run_values(&self, inputs: Vec<ClientValue>) -> Result<Vec<ClientValue>, Failure> {
        let (stop, limits) = (&Stop::default(), &self.limits);
        guarded(|| {
            let inputs = inputs.into_iter().map(Value::from_client).collect::<TractResult<_>>()?;
            let outputs = self.graph.run(&Call { stop, limits }, inputs, None)?;
            outputs.iter().map(Value::to_client).collect()
        })
    }
}

fn context<'a>(proto: &'a ModelProto, folder: Option<&'a str>) -> ParsingContext<'a> {
    let version = model::opsets(proto).get("ai.onnx").copied().unwrap_or(0);
    ParsingContext {
        onnx_operator_set_version: version,
        framework: onnx(),
        model: proto,
        parent_graphs: Vec::new(),
        model_dir: folder,
        template: InferenceModel::default(),
    }
}

impl Engine for Eager {
    fn run(&self, inputs: &[&ClientTensor], stop: &Stop) -> Result<TVec<ClientTensor>, Failure> {
        let call = Call { stop, limits: &self.limits };
        let outcome = guarded(|| {
            let inputs = inputs.iter().zip(&self.types);
            let inputs = inputs.map(|(tensor, dt)| {
                let dt = dt.context("an input is no tensor")?;
                Ok(Value::from(convert::to_engine(tensor, dt)?))
            });
            let outputs = self.graph.run(&call, inputs.collect::<TractResult<_>>()?, None)?;
            let named = self.graph.outputs.iter().zip(&outputs);
            named.map(|(name, value)| convert::from_engine(name, value.tensor()?)).collect()
        });
        if stop.is_asked() { Err(Failure::Stopped) } else { outcome }
    }
}
