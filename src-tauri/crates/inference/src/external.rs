//! Weights in files of their own: only those inside the model's folder are for a model to read.
//!
//! This is looked at before any engine gets the model, so that it holds for all of them. The entries of
//! `external_data` are those of <https://onnx.ai/onnx/repo-docs/ExternalData.html>.

use std::path::{Component, Path, PathBuf};

use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, TensorProto};

use crate::{Error, model};

/// Refuses a model with weights in files outside `folder`, be it by an absolute path, by `..` or through a link. Without
/// a folder there may be no other files at all.
pub(crate) fn check(proto: &ModelProto, folder: Option<&str>) -> Result<(), Error> {
    tensors(proto).into_iter().try_for_each(|tensor| file(tensor, folder).map(drop))
}

/// Whether any weights are in files of their own.
pub(crate) fn is_used(proto: &ModelProto) -> bool {
    !tensors(proto).is_empty()
}

/// The tensors whose data are in files of their own.
fn tensors(proto: &ModelProto) -> Vec<&TensorProto> {
    let mut tensors = Vec::new();
    proto.graph.iter().for_each(|graph| of_graph(graph, &mut tensors));
    proto.functions.iter().flat_map(|function| &function.node).for_each(|node| of_node(node, &mut tensors));
    tensors.retain(|tensor| model::is_external(tensor));
    tensors
}

fn of_graph<'a>(graph: &'a GraphProto, found: &mut Vec<&'a TensorProto>) {
    found.extend(&graph.initializer);
    let sparse = graph.sparse_initializer.iter();
    found.extend(sparse.flat_map(|tensor| [&tensor.values, &tensor.indices]).flatten());
    graph.node.iter().for_each(|node| of_node(node, found));
}

fn of_node<'a>(node: &'a NodeProto, found: &mut Vec<&'a TensorProto>) {
    for attribute in &node.attribute {
        found.extend(attribute.t.iter().chain(&attribute.tensors));
        let sparse = attribute.sparse_tensor.iter().chain(&attribute.sparse_tensors);
        found.extend(sparse.flat_map(|tensor| [&tensor.values, &tensor.indices]).flatten());
    }
    model::subgraphs(node).for_each(|graph| of_graph(graph, found));
}

/// The name of the file that holds a tensor's data, as the model says it.
pub(crate) fn location(tensor: &TensorProto) -> &str {
    let location = tensor.external_data.iter().find(|entry| entry.key == "location");
    location.map_or("", |entry| entry.value.as_str())
}

/// The file that holds a tensor's data, which lies in the folder once all links are followed.
pub(crate) fn file(tensor: &TensorProto, folder: Option<&str>) -> Result<PathBuf, Error> {
    find(tensor, folder).map_err(|reason| Error::Unsupported { reason })
}

fn find(tensor: &TensorProto, folder: Option<&str>) -> Result<PathBuf, String> {
    let Some(folder) = folder.map(Path::new) else {
        return Err(
            "the model keeps its weights in other files; use the folder that holds them all".to_owned()
        );
    };
    let location = location(tensor);
    let outside = || {
        format!(
            "the constant '{}' is kept in '{location}', which is not inside the model directory",
            tensor.name
        )
    };
    // The star begins ONNX Runtime's mark for weights at an address in memory.
    let is_below = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    if location.is_empty()
        || location.contains(['\\', '*'])
        || !Path::new(location).components().all(is_below)
    {
        return Err(outside());
    }
    let missing = |error| format!("the constant '{}' is kept in '{location}': {error}", tensor.name);
    let file = folder.join(location).canonicalize().map_err(missing)?;
    let folder = folder.canonicalize().map_err(missing)?;
    if file.starts_with(folder) && file.is_file() { Ok(file) } else { Err(outside()) }
}
