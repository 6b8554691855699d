//! A graph made ready, and the names that its operators see while it runs.

use std::collections::{HashMap, HashSet};

use tract_onnx::{
    model::ParsingContext,
    pb::{GraphProto, NodeProto},
    tract_hir::internal::*,
};

use super::{Call, control, node, sequences, value::Value};
use crate::model;

/// A graph whose operators are built. They stand in the order in which they run, as ONNX demands.
pub(super) struct Graph {
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    constants: HashMap<String, Value>,
    steps: Vec<Step>,
}

struct Step {
    /// The names of what the operator takes; empty for an input that is left out.
    inputs: Vec<String>,
    outputs: Vec<String>,
    /// The names that the graphs inside the operator may take from around them.
    captured: Vec<String>,
    work: Work,
    /// What it is called in messages.
    title: String,
    /// The names that no later operator takes: their values are let go.
    last_of: Vec<String>,
}

/// An operator: its outputs from its inputs.
pub(super) type Work = Box<dyn Fn(&Moment<'_>, &[Value]) -> TractResult<Vec<Value>> + Send + Sync>;

/// The call that an operator runs in, and the names around it.
pub(super) struct Moment<'a> {
    pub call: &'a Call<'a>,
    pub scope: &'a Scope<'a>,
}

/// Names with their values: those of this graph, then those of the graphs around it.
pub(super) struct Scope<'a> {
    graph: &'a Graph,
    values: HashMap<&'a str, Value>,
    outer: Option<&'a Scope<'a>>,
}

impl Scope<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        let own = self.values.get(name).or_else(|| self.graph.constants.get(name));
        own.or_else(|| self.outer?.get(name))
    }
}

impl Graph {
    /// Builds all operators. `outer` are the names that the graphs around this one know.
    pub(super) fn new(ctx: &ParsingContext, graph: &GraphProto, outer: &HashSet<&str>) -> TractResult<Self> {
        let mut constants: HashMap<String, Value> = graph
            .initializer
            .iter()
            .map(|tensor| Ok((tensor.name.clone(), Value::from(ctx.load_tensor(tensor)?))))
            .collect::<TractResult<_>>()?;
        for proto in graph.node.iter().filter(|node| node.op_type == "Constant") {
            let name = proto.output.first().context("a constant has no name")?;
            constants.insert(name.clone(), node::constant(ctx, proto)?);
        }
        let inputs: Vec<String> = graph.input.iter().map(|info| info.name.clone()).collect();
        let inputs: Vec<String> = inputs.into_iter().filter(|name| !constants.contains_key(name)).collect();
        let mut known = outer.clone();
        known.extend(constants.keys().chain(&inputs).map(String::as_str));
        let mut ctx = ctx.clone();
        // The context's graphs live as long as the model, which the inner one is a part of only by value here.
        ctx.parent_graphs.clear();
        let mut steps = Vec::new();
        for proto in graph.node.iter().filter(|node| node.op_type != "Constant") {
            let step = Step::new(&ctx, proto, &known, |name| constants.contains_key(name))?;
            known.extend(proto.output.iter().map(String::as_str).filter(|name| !name.is_empty()));
            steps.push(step);
        }
        let outputs: Vec<String> = graph.output.iter().map(|info| info.name.clone()).collect();
        for output in &outputs {
            ensure!(known.contains(output.as_str()), "nothing makes the output '{output}'");
        }
        drop(known);
        let mut graph = Self { inputs, outputs, constants, steps };
        graph.find_last_uses();
        Ok(graph)
    }

    /// Goes through the operators from the last one on: the first that takes a name is the last to need it.
    fn find_last_uses(&mut self) {
        let mut needed: HashSet<String> = self.outputs.iter().cloned().collect();
        for step in self.steps.iter_mut().rev() {
            let used = step.inputs.iter().chain(&step.outputs).chain(&step.captured);
            step.last_of = used.filter(|name| needed.insert((*name).clone())).cloned().collect();
        }
    }

    /// Runs all operators.
    pub(super) fn run(
        &self,
        call: &Call<'_>,
        inputs: Vec<Value>,
        outer: Option<&Scope<'_>>,
    ) -> TractResult<Vec<Value>> {
        ensure!(
            inputs.len() == self.inputs.len(),
            "expected {} inputs, got {}",
            self.inputs.len(),
            inputs.len()
        );
        let values = self.inputs.iter().map(String::as_str).zip(inputs).collect();
        let mut scope = Scope { graph: self, values, outer };
        for step in &self.steps {
            ensure!(!call.stop.is_asked(), "the call was given up");
            let outputs = step.run(call, &scope)?;
            let named = step.outputs.iter().map(String::as_str).zip(outputs);
            scope.values.extend(named.filter(|(name, _)| !name.is_empty()));
            step.last_of.iter().for_each(|name| drop(scope.values.remove(name.as_str())));
        }
        let output = |name: &String| scope.get(name).cloned().with_context(|| format!("no value '{name}'"));
        self.outputs.iter().map(output).collect()
    }
}

impl Step {
    fn new(
        ctx: &ParsingContext,
        proto: &NodeProto,
        known: &HashSet<&str>,
        is_constant: impl Fn(&str) -> bool,
    ) -> TractResult<Self> {
        for input in proto.input.iter().filter(|input| !input.is_empty()) {
            ensure!(
                known.contains(input.as_str()),
                "operator {} takes '{input}', which nothing before it makes",
                proto.op_type
            );
        }
        let own = match sequences::build(proto)? {
            Some(work) => Some(work),
            None => control::build(ctx, proto, known)?,
        };
        let (work, closed_over) = match own {
            Some(work) => (work, Vec::new()),
            None => node::build(ctx, proto, is_constant)?,
        };
        let inputs = proto.input.iter().cloned().chain(closed_over).collect();
        let title = format!("{} '{}'", proto.op_type, proto.name);
        let mut captured = Vec::new();
        model::subgraphs(proto).for_each(|graph| names_in(graph, &mut captured));
        Ok(Self { inputs, outputs: proto.output.clone(), captured, work, title, last_of: Vec::new() })
    }

    fn run(&self, call: &Call<'_>, scope: &Scope<'_>) -> TractResult<Vec<Value>> {
        let input = |name: &String| match name.as_str() {
            "" => Ok(Value::Absent),
            name => scope.get(name).cloned().with_context(|| format!("no value '{name}'")),
        };
        let inputs: Vec<Value> = self.inputs.iter().map(input).collect::<TractResult<_>>()?;
        let outputs = (self.work)(&Moment { call, scope }, &inputs);
        outputs.map_err(|error| format_err!("{}: {}", self.title, error.root_cause()))
    }
}

/// All names that a graph's operators take or that it gives.
fn names_in(graph: &GraphProto, names: &mut Vec<String>) {
    names.extend(graph.output.iter().map(|info| info.name.clone()));
    for node in &graph.node {
        names.extend(node.input.iter().cloned());
        model::subgraphs(node).for_each(|inner| names_in(inner, names));
    }
}
