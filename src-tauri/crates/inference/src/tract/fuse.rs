//! Chains of operators over the rows of a table become one: scaling, imputing, one-hot encoding, weighted sums, layers
//! of a perceptron, softmax and the label of the largest, in one pass that keeps each row in the processor's cache.
//!
//! The operators that one stands for go with it as the attribute `body`, a graph of their own, and are understood
//! again when the engine asks for the operator. What is not recognised stays as it is.

mod end;
mod graph;
mod kernel;
mod layers;
mod one_hot;
mod packed;
mod program;
#[cfg(test)]
mod tests;
mod vector;

use std::collections::HashSet;

use tract_onnx::{
    model::{OnnxOpRegister, ParsingContext},
    pb::{AttributeProto, GraphProto, ModelProto, NodeProto, attribute_proto::AttributeType},
    tract_hir::internal::*,
};

use self::{end::End, graph::Graph, program::FusedRows};
use super::ops::glue::{Built, built};
use crate::model;

/// Not an ONNX operator: stands for those of the graph in its attribute `body`.
const FUSED_ROWS: &str = "vitrine.FusedRows";

/// Makes the fused operator known.
pub(crate) fn register(register: &mut OnnxOpRegister) {
    register.insert(FUSED_ROWS, build);
}

/// A model with all fused that can be in its main graph; none where there is nothing. One with graphs inside is left
/// alone: those may use any value.
pub(crate) fn fused(proto: &ModelProto) -> Option<ModelProto> {
    let graph = proto.graph.as_ref()?;
    if graph.node.iter().any(|node| model::subgraphs(node).next().is_some()) {
        return None;
    }
    let chains = chains(graph);
    if chains.is_empty() {
        return None;
    }
    let mut fused = proto.clone();
    let graph = fused.graph.as_mut()?;
    for node in chains {
        for other in &mut graph.node {
            other.output.iter_mut().filter(|name| node.output.contains(name)).for_each(String::clear);
        }
        // It takes nothing but inputs, so it may be the first.
        graph.node.insert(0, node);
    }
    sweep(graph);
    Some(fused)
}

/// The chains, each as a node. They are looked for from the end, so that each is as long as it can be.
fn chains(graph: &GraphProto) -> Vec<NodeProto> {
    let view = Graph::new(graph);
    let mut taken = HashSet::new();
    let mut found = Vec::new();
    for position in (0..graph.node.len()).rev() {
        if taken.contains(&position) {
            continue;
        }
        if let Some(end) = End::find(&view, position) {
            taken.extend(end.nodes.iter().copied());
            found.push(node(graph, &view, &end));
        }
    }
    found
}

fn node(graph: &GraphProto, view: &Graph, end: &End) -> NodeProto {
    let used = |name: &String| end.nodes.iter().any(|at| graph.node[*at].input.contains(name));
    let body = GraphProto {
        name: end.scores.clone(),
        node: end.nodes.iter().map(|at| graph.node[*at].clone()).collect(),
        input: end.inputs.iter().filter_map(|name| view.input(name)).cloned().collect(),
        initializer: graph.initializer.iter().filter(|tensor| used(&tensor.name)).cloned().collect(),
        ..GraphProto::default()
    };
    NodeProto {
        name: format!("{}/fused", end.scores),
        op_type: FUSED_ROWS.to_owned(),
        input: end.inputs.clone(),
        output: vec![end.label.clone().unwrap_or_default(), end.scores.clone()],
        attribute: vec![AttributeProto {
            name: "body".to_owned(),
            r#type: AttributeType::Graph as i32,
            g: Some(body),
            ..AttributeProto::default()
        }],
        ..NodeProto::default()
    }
}

/// Removes what nobody uses any more.
fn sweep(graph: &mut GraphProto) {
    let outputs: HashSet<String> = graph.output.iter().map(|output| output.name.clone()).collect();
    loop {
        let used: HashSet<String> = graph.node.iter().flat_map(|node| &node.input).cloned().collect();
        let before = graph.node.len();
        graph.node.retain(|node| {
            node.output.iter().any(|name| !name.is_empty() && (used.contains(name) || outputs.contains(name)))
        });
        if graph.node.len() == before {
            graph.initializer.retain(|tensor| used.contains(&tensor.name) || outputs.contains(&tensor.name));
            return;
        }
    }
}

fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let body = node.attribute.iter().find_map(|attribute| attribute.g.as_ref()).context("expected a body")?;
    let view = Graph::new(body);
    let last = body.node.iter().position(|inner| inner.output.contains(&body.name));
    let end = last.and_then(|last| End::find(&view, last)).context("a fused operator is not understood")?;
    ensure!(end.inputs == node.input, "a fused operator has other inputs than those it was made for");
    built(node, FusedRows::new(end.program, end.labels))
}
