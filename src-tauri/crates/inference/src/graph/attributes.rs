//! The settings of an operator.

use domain::graph::{Attribute, Dim, Many, Setting, Value, Weight};
use tract_onnx::pb::{AttributeProto, attribute_proto::AttributeType};

use super::value_of;

/// One setting. A list is kept by its beginning, a tensor by its type and shape.
pub(super) fn attribute(proto: &AttributeProto) -> Attribute {
    Attribute { name: proto.name.clone(), setting: setting(proto) }
}

fn setting(proto: &AttributeProto) -> Setting {
    if !proto.ref_attr_name.is_empty() {
        return Setting::Other(format!("the caller's {}", proto.ref_attr_name));
    }
    match AttributeType::try_from(proto.r#type).unwrap_or(AttributeType::Undefined) {
        AttributeType::Float => Setting::Float(proto.f),
        AttributeType::Int => Setting::Int(proto.i),
        AttributeType::String => Setting::Text(text(&proto.s)),
        AttributeType::Floats => Setting::Floats(Many::of(proto.floats.iter().copied())),
        AttributeType::Ints => Setting::Ints(Many::of(proto.ints.iter().copied())),
        AttributeType::Strings => Setting::Texts(Many::of(proto.strings.iter().map(|one| text(one)))),
        AttributeType::Tensor => {
            proto.t.as_ref().map_or_else(|| Setting::Other(String::new()), |t| Setting::Tensor(value_of(t)))
        }
        AttributeType::Graph => Setting::Other("a graph".to_owned()),
        AttributeType::Graphs => Setting::Other(format!("{} graphs", proto.graphs.len())),
        AttributeType::Tensors => Setting::Other(format!("{} tensors", proto.tensors.len())),
        AttributeType::SparseTensor => Setting::Other("a sparse tensor".to_owned()),
        AttributeType::SparseTensors => {
            Setting::Other(format!("{} sparse tensors", proto.sparse_tensors.len()))
        }
        _ => Setting::Other("a type".to_owned()),
    }
}

/// What a `Constant` holds, under any of its attributes' names.
pub(super) fn constant(proto: &AttributeProto) -> Option<Value> {
    if let Some(tensor) = &proto.t {
        return Some(value_of(tensor));
    }
    let whole = |numbers: &[i64]| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let (datatype, count, width, brief) = match proto.name.as_str() {
        "value_int" => ("INT64", None, 8, proto.i.to_string()),
        "value_float" => ("FP32", None, 4, proto.f.to_string()),
        "value_string" => ("BYTES", None, proto.s.len(), text(&proto.s)),
        "value_ints" => ("INT64", Some(proto.ints.len()), 8, format!("[{}]", whole(&proto.ints))),
        "value_floats" => ("FP32", Some(proto.floats.len()), 4, String::new()),
        "value_strings" => ("BYTES", Some(proto.strings.len()), 0, String::new()),
        _ => return None,
    };
    let elements = count.unwrap_or(1) as u64;
    let brief = (!brief.is_empty() && elements <= super::BRIEF as u64).then_some(brief);
    Some(Value {
        name: String::new(),
        datatype: Some(datatype),
        shape: Some(count.map(|count| Dim::Size(count as u64)).into_iter().collect()),
        weight: Some(Weight { elements, bytes: elements * width as u64, file: None, brief }),
    })
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
