//! What a file declares of its inputs and outputs beyond what can be sent: names of open dimensions, and values that are
//! no tensors.

use domain::signature::{Signature, TensorSpec};
use tract_onnx::pb::{
    GraphProto, ModelProto, NodeProto, ValueInfoProto, tensor_shape_proto::dimension, type_proto,
};

use crate::{model, tract::convert::datatype};

/// Gives the open dimensions the names that the file has for them.
pub(crate) fn name_dimensions(signature: &mut Signature, proto: &ModelProto) {
    let Some(graph) = &proto.graph else { return };
    for (specs, infos) in [(&mut signature.inputs, &graph.input), (&mut signature.outputs, &graph.output)] {
        for spec in specs {
            let info = infos.iter().find(|info| info.name == spec.name);
            spec.dims = info.and_then(|info| names(spec, info));
        }
    }
}

fn names(spec: &TensorSpec, info: &ValueInfoProto) -> Option<Vec<Option<String>>> {
    let Some(type_proto::Value::TensorType(tensor)) = &info.r#type.as_ref()?.value else { return None };
    let declared = &tensor.shape.as_ref()?.dim;
    if declared.len() != spec.shape.len() {
        return None;
    }
    let name = |(size, dim): (&i64, &_)| match dim {
        Some(dimension::Value::DimParam(name)) if *size < 0 && is_telling(name) => Some(name.clone()),
        _ => None,
    };
    let names: Vec<_> = spec.shape.iter().zip(declared.iter().map(|dim| &dim.value)).map(name).collect();
    names.iter().any(Option::is_some).then_some(names)
}

/// Exporters number the dimensions that they know no name for: `unk__12` (tf2onnx), `s77` (torch).
fn is_telling(name: &str) -> bool {
    let is_numbered = |prefix: &str| {
        let rest = name.strip_prefix(prefix);
        rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    !name.trim().is_empty() && name != "?" && !is_numbered("unk__") && !is_numbered("s") && !is_numbered("")
}

/// Explains the inputs and outputs of the file that the signature does not have, or has in another form.
pub(crate) fn remarks(proto: &ModelProto, signature: &Signature) -> Vec<String> {
    let Some(graph) = &proto.graph else { return Vec::new() };
    let note = |way, info: &ValueInfoProto, shown: &[TensorSpec]| {
        let (name, kind) = (&info.name, opaque(info, graph)?);
        let is_shown = shown.iter().any(|spec| spec.name == *name);
        Some(match kind {
            MAPS if is_shown => {
                format!(
                    "In the file, the {way} '{name}' is {kind}; here it is a tensor with one column a class."
                )
            }
            kind if is_shown => {
                format!("In the file, the {way} '{name}' is {kind}; here it is the tensor that it holds.")
            }
            kind => format!(
                "The {way} '{name}' is {kind}. No protocol can carry that, so the signature leaves it out."
            ),
        })
    };
    let inputs = graph.input.iter().filter_map(|info| note("input", info, &signature.inputs));
    let outputs = graph.output.iter().filter_map(|info| note("output", info, &signature.outputs));
    inputs.chain(outputs).collect()
}

const MAPS: &str = "a sequence of maps from class to number";
const SEQUENCE: &str = "a sequence of tensors";

/// What a value is, where it is no tensor that can be sent. The parser keeps types of tensors only; what else a value
/// is shows in the operator that makes or takes it.
fn opaque(info: &ValueInfoProto, graph: &GraphProto) -> Option<&'static str> {
    if let Some(type_proto::Value::TensorType(tensor)) = &info.r#type.as_ref()?.value {
        let sent = model::datum_type(tensor.elem_type).and_then(datatype);
        return sent.is_none().then_some("a tensor of a type that the protocols have no name for");
    }
    let touches = |node: &&NodeProto| node.output.iter().chain(&node.input).any(|name| *name == info.name);
    let operator = graph.node.iter().find(touches).map_or("", |node| node.op_type.as_str());
    Some(match operator {
        "ZipMap" => MAPS,
        "DictVectorizer" | "CastMap" => "a map",
        "SplitToSequence" | "ConcatFromSequence" => SEQUENCE,
        operator if operator.starts_with("Sequence") => SEQUENCE,
        operator if operator.starts_with("Optional") => "an optional value",
        _ => "no tensor but a sequence, a map or an optional value",
    })
}
