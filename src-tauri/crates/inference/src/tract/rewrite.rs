//! Changes to a parsed file that make it say the same in operators that the engine answers rightly.

mod idle;
mod log_likelihoods;
mod maps;
mod zeroed;

use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, attribute_proto::AttributeType,
    tensor_proto::DataType,
};

use super::{narrow, ops::FINITE_OR_ZERO};
use crate::model;

pub(crate) use self::maps::takes_a_map;

/// Rewrites all graphs of a model.
pub(crate) fn rewrite(proto: &mut ModelProto) {
    if let Some(graph) = &mut proto.graph {
        maps::offer_as_tensors(graph);
        narrow::rewrite(graph);
        rewrite_graph(graph);
        idle::pass_on(graph);
    }
}

fn rewrite_graph(graph: &mut GraphProto) {
    log_likelihoods::sum_in_order(&mut graph.node);
    zeroed::keep_not_finite(graph);
    let nodes = std::mem::take(&mut graph.node);
    for (position, mut node) in nodes.into_iter().enumerate() {
        for attribute in &mut node.attribute {
            attribute.g.iter_mut().chain(&mut attribute.graphs).for_each(rewrite_graph);
        }
        match node.op_type.as_str() {
            "ZipMap" => graph.node.push(without_zip_map(node)),
            "ReduceLogSumExp" => graph.node.extend(stable_log_sum_exp(node, position)),
            "ConstantOfShape" => graph.node.push(with_value(node)),
            _ => graph.node.push(node),
        }
    }
}

/// Removes `ZipMap` from a graph and those inside it, and changes nothing else.
pub(crate) fn remove_zip_maps(graph: &mut GraphProto) {
    for node in &mut graph.node {
        for attribute in &mut node.attribute {
            attribute.g.iter_mut().chain(&mut attribute.graphs).for_each(remove_zip_maps);
        }
        if node.op_type == "ZipMap" {
            *node = without_zip_map(std::mem::take(node));
        }
    }
}

/// A sequence of maps becomes the `[rows, classes]` tensor that it was made from; its keys are kept as the
/// output's classes.
fn without_zip_map(node: NodeProto) -> NodeProto {
    NodeProto { op_type: "Identity".to_owned(), domain: String::new(), attribute: Vec::new(), ..node }
}

/// Zeros where nothing is said are in single precision; the engine's are in double.
fn with_value(mut node: NodeProto) -> NodeProto {
    if model::attribute(&node, "value").is_none() {
        let zero = TensorProto {
            dims: vec![1],
            data_type: DataType::Float as i32,
            float_data: vec![0.0],
            ..TensorProto::default()
        };
        node.attribute.push(AttributeProto {
            name: "value".to_owned(),
            r#type: AttributeType::Tensor as i32,
            t: Some(zero),
            ..AttributeProto::default()
        });
    }
    node
}

/// log Σ exp(x) = log Σ exp(x - m) + m, with m the largest x: the engine sums the exponentials as they are, and
/// those of the log-likelihoods of naive Bayes are all 0.
fn stable_log_sum_exp(node: NodeProto, position: usize) -> [NodeProto; 7] {
    let prefix = format!("{}/{position}", node.output.first().map_or("", String::as_str));
    let inner = |name: &str| format!("{prefix}/{name}");
    let x = node.input.first().cloned().unwrap_or_default();

    let mut widest = NodeProto { op_type: "ReduceMax".to_owned(), ..renamed(&node, inner("widest")) };
    widest.attribute.retain(|attribute| attribute.name != "keepdims");
    let largest = NodeProto { op_type: "ReduceMax".to_owned(), ..renamed(&node, inner("largest")) };
    let mut sum = renamed(&node, inner("sum"));
    if let Some(input) = sum.input.first_mut() {
        *input = inner("shifted");
    }
    let result =
        NodeProto { name: node.name, output: node.output, ..binary("Add", &inner("sum"), &inner("back")) };
    [
        widest,
        finite_or_zero(&inner("widest"), inner("shift")),
        NodeProto {
            name: inner("shifted"),
            output: vec![inner("shifted")],
            ..binary("Sub", &x, &inner("shift"))
        },
        sum,
        largest,
        finite_or_zero(&inner("largest"), inner("back")),
        result,
    ]
}

fn renamed(node: &NodeProto, name: String) -> NodeProto {
    NodeProto { name: name.clone(), output: vec![name], ..node.clone() }
}

/// The shift must not turn an infinite largest value into NaN.
fn finite_or_zero(input: &str, output: String) -> NodeProto {
    NodeProto {
        name: output.clone(),
        op_type: FINITE_OR_ZERO.to_owned(),
        input: vec![input.to_owned()],
        output: vec![output],
        ..NodeProto::default()
    }
}

fn binary(op_type: &str, left: &str, right: &str) -> NodeProto {
    NodeProto {
        op_type: op_type.to_owned(),
        input: vec![left.to_owned(), right.to_owned()],
        ..NodeProto::default()
    }
}
