//! Chains of operators over the rows of a table become one: scaling, imputing, one-hot encoding, weighted sums, layers
//! of a perceptron, softmax and the label of the largest, or trees, in one pass that keeps each row in the processor's
//! cache.
//!
//! The operators that one stands for go with it as the attribute `body`, a graph of their own, and are understood
//! again when the engine asks for the operator. What is not recognised stays as it is.

mod block;
mod categories;
mod column;
mod end;
mod fused_rows;
mod graph;
mod kernel;
mod layers;
mod packed;
mod pass;
mod program;
#[cfg(test)]
mod tests;
mod vector;

use std::collections::{HashMap, HashSet};

use tract_onnx::{
    model::{OnnxOpRegister, ParsingContext},
    pb::{AttributeProto, GraphProto, ModelProto, NodeProto, attribute_proto::AttributeType},
    tract_hir::internal::*,
};

use self::{
    end::End,
    fused_rows::{FusedRows, Last},
    graph::Graph,
};
use super::ops::{
    glue::{Built, built},
    tree_classifier, tree_regressor,
    trees::Ensemble,
};
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
    let ModelProto { ir_version, opset_import, .. } = proto;
    let graph = Some(with(graph, chains));
    Some(ModelProto {
        ir_version: *ir_version,
        opset_import: opset_import.clone(),
        graph,
        ..ModelProto::default()
    })
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

/// The graph with chains in place of what they stand for. Trees may be many megabytes: only what stays is copied.
fn with(graph: &GraphProto, mut chains: Vec<NodeProto>) -> GraphProto {
    let mut makers = HashMap::new();
    for (at, node) in graph.node.iter().enumerate() {
        makers.extend(node.output.iter().filter(|name| !name.is_empty()).map(|name| (name, at)));
    }
    for name in chains.iter().flat_map(|chain| &chain.output) {
        makers.remove(name);
    }
    let mut needed: HashSet<&String> = HashSet::new();
    let mut open: Vec<&String> = graph.output.iter().map(|output| &output.name).collect();
    let mut stays = vec![false; graph.node.len()];
    while let Some(name) = open.pop() {
        if let (true, Some(at)) = (needed.insert(name), makers.get(name)) {
            open.extend(&graph.node[*at].input);
            stays[*at] = true;
        }
    }
    // They take nothing but inputs, so they may be the first.
    chains.retain(|chain| chain.output.iter().any(|name| needed.contains(name)));
    let mut node = chains;
    let fused = node.len();
    let staying = graph.node.iter().zip(stays).filter(|(_, stays)| *stays);
    node.extend(staying.map(|(node, _)| node.clone()));
    let (chains, others) = node.split_at_mut(fused);
    for name in others.iter_mut().flat_map(|node| &mut node.output) {
        if chains.iter().any(|chain| chain.output.contains(name)) {
            name.clear();
        }
    }
    let constants = graph.initializer.iter().filter(|tensor| needed.contains(&tensor.name));
    GraphProto {
        name: graph.name.clone(),
        initializer: constants.cloned().collect(),
        sparse_initializer: graph.sparse_initializer.clone(),
        input: graph.input.clone(),
        output: graph.output.clone(),
        value_info: graph.value_info.clone(),
        node,
        ..GraphProto::default()
    }
}

fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let body = node.attribute.iter().find_map(|attribute| attribute.g.as_ref()).context("expected a body")?;
    let view = Graph::new(body);
    let last = body.node.iter().position(|inner| inner.output.contains(&body.name));
    let end = last.and_then(|last| End::find(&view, last)).context("a fused operator is not understood")?;
    ensure!(end.inputs == node.input, "a fused operator has other inputs than those it was made for");
    let last = match end.trees {
        Some(at) => Last::Trees(ensemble(ctx, &body.node[at])?),
        None => Last::Scores(end.labels),
    };
    built(node, FusedRows::new(end.program, last)?)
}

fn ensemble(ctx: &ParsingContext, node: &NodeProto) -> TractResult<Box<dyn Ensemble>> {
    Ok(match node.op_type.as_str() {
        "TreeEnsembleClassifier" => Box::new(tree_classifier::of(ctx, node, true)?),
        _ => Box::new(tree_regressor::of(ctx, node, true)?),
    })
}
