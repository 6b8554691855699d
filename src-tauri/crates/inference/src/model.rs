//! Small questions to a parsed ONNX file.

use std::collections::BTreeMap;

use domain::tags::Tags;
use tract_onnx::{
    pb::{
        AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto,
        tensor_proto::{DataLocation, DataType},
        type_proto,
    },
    prelude::DatumType,
};

/// The graphs inside an operator: branches and bodies.
pub(crate) fn subgraphs(node: &NodeProto) -> impl Iterator<Item = &GraphProto> {
    node.attribute.iter().flat_map(|attribute| attribute.g.iter().chain(&attribute.graphs))
}

/// An attribute by name.
pub(crate) fn attribute<'a>(node: &'a NodeProto, name: &str) -> Option<&'a AttributeProto> {
    node.attribute.iter().find(|attribute| attribute.name == name)
}

/// The tensor inside a `Constant`.
pub(crate) fn constant(node: &NodeProto) -> Option<&TensorProto> {
    if node.op_type != "Constant" {
        return None;
    }
    attribute(node, "value")?.t.as_ref()
}

/// Whether a tensor's data stand in another file.
pub(crate) fn is_external(tensor: &TensorProto) -> bool {
    tensor.data_location == Some(DataLocation::External as i32)
}

/// The values of a tensor of numbers that is held in the file itself.
pub(crate) fn numbers(tensor: &TensorProto) -> Option<Vec<f64>> {
    let raw = &tensor.raw_data;
    Some(match DataType::try_from(tensor.data_type).ok()? {
        DataType::Int64 if raw.is_empty() => tensor.int64_data.iter().map(|n| *n as f64).collect(),
        DataType::Int32 if raw.is_empty() => tensor.int32_data.iter().map(|n| f64::from(*n)).collect(),
        DataType::Float if raw.is_empty() => tensor.float_data.iter().map(|n| f64::from(*n)).collect(),
        DataType::Double if raw.is_empty() => tensor.double_data.clone(),
        DataType::Int64 => words(raw).map(|word| i64::from_le_bytes(word) as f64).collect(),
        DataType::Int32 => words(raw).map(|word| f64::from(i32::from_le_bytes(word))).collect(),
        DataType::Float => words(raw).map(|word| f64::from(f32::from_le_bytes(word))).collect(),
        DataType::Double => words(raw).map(f64::from_le_bytes).collect(),
        _ => return None,
    })
}

/// The whole numbers of an integer tensor as text, or the strings of a string tensor.
pub(crate) fn names(tensor: &TensorProto) -> Option<Vec<String>> {
    match DataType::try_from(tensor.data_type).ok()? {
        DataType::String => {
            Some(tensor.string_data.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect())
        }
        DataType::Int64 | DataType::Int32 => Some(numbers(tensor)?.iter().map(f64::to_string).collect()),
        _ => None,
    }
}

/// The words of N bytes in raw data; what does not fill one at the end is left out.
pub(crate) fn words<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.chunks_exact(N).map(|chunk| chunk.try_into().expect("chunks_exact gives chunks of N bytes"))
}

/// An operator set's or operator's domain; the default one has two spellings.
pub(crate) fn domain(domain: &str) -> &str {
    if domain.is_empty() { "ai.onnx" } else { domain }
}

/// Operator sets with their versions.
pub(crate) fn opsets(proto: &ModelProto) -> BTreeMap<String, i64> {
    proto.opset_import.iter().map(|set| (domain(&set.domain).to_owned(), set.version)).collect()
}

/// All operators, those of inner graphs included, with their number. Those outside `ai.onnx` are written with
/// their domain: `ai.onnx.ml.Scaler`.
pub(crate) fn operators(proto: &ModelProto) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    visit(proto, &mut |node| {
        let name = match domain(&node.domain) {
            "ai.onnx" => node.op_type.clone(),
            other => format!("{other}.{}", node.op_type),
        };
        *counts.entry(name).or_insert(0) += 1;
    });
    counts
}

/// Calls `f` with every operator of the model.
pub(crate) fn visit<'a>(proto: &'a ModelProto, f: &mut impl FnMut(&'a NodeProto)) {
    fn graph<'a>(of: &'a GraphProto, f: &mut impl FnMut(&'a NodeProto)) {
        for node in &of.node {
            f(node);
            subgraphs(node).for_each(|inner| graph(inner, f));
        }
    }
    proto.graph.iter().for_each(|top| graph(top, f));
}

/// What the file says of itself: its own key-value pairs, and its description.
pub(crate) fn metadata(proto: &ModelProto) -> Tags {
    let mut metadata: Tags =
        proto.metadata_props.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect();
    let facts = [("doc_string", &proto.doc_string), ("domain", &proto.domain)];
    for (key, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        metadata.entry(key.to_owned()).or_insert_with(|| value.clone());
    }
    metadata
}

/// The tensor type that an input or output declares.
pub(crate) fn tensor_type(info: &ValueInfoProto) -> Option<&type_proto::Tensor> {
    let type_proto::Value::TensorType(tensor) = info.r#type.as_ref()?.value.as_ref()?;
    Some(tensor)
}

/// The engine's type for an ONNX element type.
pub(crate) fn datum_type(element_type: i32) -> Option<DatumType> {
    DatumType::try_from(DataType::try_from(element_type).ok()?).ok()
}
