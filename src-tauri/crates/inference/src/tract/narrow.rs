//! Types narrower than those of the engine: each value is carried in a type that holds it exactly.
//!
//! Brain floats and floats of 8 and 4 bits are carried in FP32, integers of 4 and 2 bits in 8. A file is rewritten so
//! that it declares the carriers; what casts to a narrow type then rounds to that type's values.

mod format;
mod tensor;

use std::collections::HashMap;

use tract_onnx::pb::{
    AttributeProto, GraphProto, NodeProto, ValueInfoProto, attribute_proto::AttributeType, type_proto,
};

pub(crate) use self::{format::Format, tensor::widen};
use super::ops::ROUND_TO;
use crate::model;

/// Rewrites a graph and those inside it.
pub(super) fn rewrite(graph: &mut GraphProto) {
    let mut types = HashMap::new();
    collect(graph, &mut types);
    if types.values().any(|ty| Format::of(*ty).is_some()) || casts(graph) {
        carry(graph, &mut types);
    }
}

/// The element types that a graph declares by name.
fn collect(graph: &GraphProto, types: &mut HashMap<String, i32>) {
    types.extend(graph.initializer.iter().map(|tensor| (tensor.name.clone(), tensor.data_type)));
    for info in graph.input.iter().chain(&graph.output).chain(&graph.value_info) {
        types.extend(model::tensor_type(info).map(|tensor| (info.name.clone(), tensor.elem_type)));
    }
    for node in &graph.node {
        let constant =
            model::constant(node).and_then(|tensor| Some((node.output.first()?.clone(), tensor.data_type)));
        types.extend(constant);
        model::subgraphs(node).for_each(|inner| collect(inner, types));
    }
}

/// Whether a cast in a graph is to a narrow type.
fn casts(graph: &GraphProto) -> bool {
    graph.node.iter().any(|node| target(node).is_some() || model::subgraphs(node).any(casts))
}

/// The narrow type that a node's attribute names.
fn target(node: &NodeProto) -> Option<i32> {
    let name = match node.op_type.as_str() {
        "Cast" => "to",
        "QuantizeLinear" => "output_dtype",
        _ => return None,
    };
    Some(model::attribute(node, name)?.i as i32).filter(|ty| Format::of(*ty).is_some())
}

fn carry(graph: &mut GraphProto, types: &mut HashMap<String, i32>) {
    graph.initializer.iter_mut().for_each(widen);
    for info in graph.input.iter_mut().chain(&mut graph.output).chain(&mut graph.value_info) {
        carry_info(info);
    }
    for node in &mut graph.node {
        for attribute in &mut node.attribute {
            attribute.t.iter_mut().for_each(widen);
            attribute.g.iter_mut().chain(&mut attribute.graphs).for_each(|inner| carry(inner, types));
        }
        carry_node(node, types);
    }
}

fn carry_info(info: &mut ValueInfoProto) {
    if let Some(type_proto::Value::TensorType(tensor)) = info.r#type.as_mut().and_then(|ty| ty.value.as_mut())
        && let Some(format) = Format::of(tensor.elem_type)
    {
        tensor.elem_type = format.carrier() as i32;
    }
}

/// What casts to a narrow type rounds to its values instead.
fn carry_node(node: &mut NodeProto, types: &mut HashMap<String, i32>) {
    let of_input = |place: usize| {
        let ty = types.get(node.input.get(place)?)?;
        Format::of(*ty).is_some().then_some(*ty)
    };
    let narrow = match node.op_type.as_str() {
        "CastLike" => of_input(1),
        "QuantizeLinear" => target(node).or_else(|| of_input(2)),
        _ => target(node),
    };
    let Some(narrow) = narrow else { return };
    types.extend(node.output.iter().map(|output| (output.clone(), narrow)));
    if node.op_type == "QuantizeLinear" {
        node.attribute.retain(|attribute| attribute.name != "output_dtype");
        node.attribute.push(int("output_dtype", narrow));
    } else {
        node.op_type = ROUND_TO.to_owned();
        node.input.truncate(1);
        node.attribute.retain(|attribute| attribute.name == "saturate");
        node.attribute.push(int("to", narrow));
    }
}

fn int(name: &str, value: i32) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        r#type: AttributeType::Int as i32,
        i: value.into(),
        ..AttributeProto::default()
    }
}
