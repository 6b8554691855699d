//! Inputs that are maps, which no protocol carries: a map is offered as a tensor of one column a key.
//!
//! `DictVectorizer` takes its columns in the order of its vocabulary, and `CastMap` in that of the keys. A key that
//! a map would lack is 0, or an empty text.

use tract_onnx::pb::{
    AttributeProto, GraphProto, NodeProto, TensorShapeProto, TypeProto, ValueInfoProto,
    attribute_proto::AttributeType,
    tensor_proto::DataType,
    tensor_shape_proto::{Dimension, dimension},
    type_proto,
};

use crate::model;

/// Whether an operator goes with the map that it takes.
pub(crate) fn takes_a_map(op_type: &str) -> bool {
    matches!(op_type, "CastMap" | "DictVectorizer")
}

/// Makes a tensor of every input that is a map.
pub(crate) fn offer_as_tensors(graph: &mut GraphProto) {
    for node in graph.node.iter_mut().filter(|node| takes_a_map(&node.op_type)) {
        let of_node = |input: &&mut ValueInfoProto| node.input.contains(&input.name);
        // The engine's reader leaves out any type but a tensor's, and with it the type of the map's values.
        let has_no_type =
            |input: &&mut ValueInfoProto| input.r#type.as_ref().is_none_or(|of| of.value.is_none());
        let Some(map) = graph.input.iter_mut().filter(of_node).find(has_no_type) else { continue };
        let declared =
            graph.output.iter().chain(&graph.value_info).find(|info| node.output.contains(&info.name));
        let made = declared.and_then(model::tensor_type).and_then(|of| DataType::try_from(of.elem_type).ok());
        match node.op_type.as_str() {
            "DictVectorizer" => {
                map.r#type = Some(table(made.unwrap_or(DataType::Float), Some(vocabulary(node))));
                *node = replaced(node, "Identity", vec![]);
            }
            _ => {
                let cast_to = cast_to(node);
                let given = if cast_to == DataType::String { DataType::String } else { DataType::Float };
                map.r#type = Some(table(given, sparse_columns(node)));
                *node = replaced(node, "Cast", vec![int("to", cast_to as i64)]);
            }
        }
    }
}

fn vocabulary(node: &NodeProto) -> usize {
    let names = ["string_vocabulary", "int64_vocabulary"];
    let lists = names.iter().filter_map(|name| model::attribute(node, name));
    lists.map(|list| list.strings.len() + list.ints.len()).sum()
}

fn cast_to(node: &NodeProto) -> DataType {
    match model::attribute(node, "cast_to").map(|name| name.s.as_slice()) {
        Some(b"TO_STRING") => DataType::String,
        Some(b"TO_INT64") => DataType::Int64,
        _ => DataType::Float,
    }
}

/// A sparse map has a column for every number up to the largest key, a dense one as many as there are keys.
fn sparse_columns(node: &NodeProto) -> Option<usize> {
    let form = model::attribute(node, "map_form")?;
    let columns = model::attribute(node, "max_map").map_or(1, |most| most.i);
    (form.s == b"SPARSE").then(|| usize::try_from(columns).unwrap_or(0))
}

fn table(kind: DataType, columns: Option<usize>) -> TypeProto {
    let sizes = [None, columns.map(|columns| dimension::Value::DimValue(columns as i64))];
    let dim = sizes.map(|value| Dimension { value, ..Dimension::default() }).into();
    let tensor = type_proto::Tensor { elem_type: kind as i32, shape: Some(TensorShapeProto { dim }) };
    TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..TypeProto::default() }
}

fn replaced(node: &NodeProto, op_type: &str, attribute: Vec<AttributeProto>) -> NodeProto {
    NodeProto { op_type: op_type.to_owned(), domain: String::new(), attribute, ..node.clone() }
}

fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        i,
        r#type: AttributeType::Int as i32,
        ..AttributeProto::default()
    }
}
