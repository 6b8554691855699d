//! Operators that leave their values as they are: exporters cast labels to the type that they have, and multiply scores
//! by 1. Without them nothing may be left of a model but the operator that scores.

use std::collections::{HashMap, HashSet};

use tract_onnx::pb::{GraphProto, NodeProto, TensorProto, tensor_proto::DataType};

use crate::model;

/// Says such operators as `Identity`, which costs nothing.
pub(super) fn pass_on(graph: &mut GraphProto) {
    let ones: HashSet<&str> =
        graph.initializer.iter().filter(|tensor| is_one(tensor)).map(|tensor| tensor.name.as_str()).collect();
    let mut types: HashMap<String, DataType> = HashMap::new();
    for node in &mut graph.node {
        let kept = kept(node, &types, &ones).cloned();
        if let Some(kept) = &kept {
            node.op_type = "Identity".to_owned();
            node.input = vec![kept.clone()];
            node.attribute.clear();
        }
        let given = node.output.iter().cloned().zip(given(node, &types));
        types.extend(given.filter(|(name, _)| !name.is_empty()));
    }
}

/// The value that a node only passes on.
fn kept<'a>(
    node: &'a NodeProto,
    types: &HashMap<String, DataType>,
    ones: &HashSet<&str>,
) -> Option<&'a String> {
    let [first, rest @ ..] = node.input.as_slice() else { return None };
    let ty = |name: &String| types.get(name).copied();
    match (node.op_type.as_str(), rest) {
        ("Cast", []) => {
            let to = DataType::try_from(model::attribute(node, "to")?.i as i32).ok();
            (ty(first).is_some() && ty(first) == to).then_some(first)
        }
        ("Mul", [second]) => {
            let of_one = |x, one: &String| ty(x) == Some(DataType::Float) && ones.contains(one.as_str());
            let is_kept = |(x, one): &(&'a String, &'a String)| of_one(x, one);
            [(first, second), (second, first)].into_iter().find(is_kept).map(|(x, _)| x)
        }
        _ => None,
    }
}

/// The types that a node's outputs are known to have. All of them have at least one dimension.
fn given(node: &NodeProto, types: &HashMap<String, DataType>) -> Vec<DataType> {
    match node.op_type.as_str() {
        "LinearClassifier" | "SVMClassifier" | "TreeEnsembleClassifier" => {
            let has_texts =
                model::attribute(node, "classlabels_strings").is_some_and(|list| !list.strings.is_empty());
            vec![if has_texts { DataType::String } else { DataType::Int64 }, DataType::Float]
        }
        "LinearRegressor" | "Normalizer" | "SVMRegressor" | "TreeEnsembleRegressor" => vec![DataType::Float],
        "Identity" => node.input.first().and_then(|name| types.get(name)).copied().into_iter().collect(),
        _ => vec![],
    }
}

/// A constant 1 that leaves the shape of what is multiplied by it.
fn is_one(tensor: &TensorProto) -> bool {
    tensor.data_type == DataType::Float as i32
        && matches!(tensor.dims[..], [] | [1])
        && !model::is_external(tensor)
        && model::numbers(tensor).is_some_and(|numbers| numbers == [1.0])
}

#[cfg(test)]
mod tests {
    use tract_onnx::pb::AttributeProto;

    use super::*;

    fn node(op_type: &str, inputs: &[&str], outputs: &[&str], attribute: Vec<AttributeProto>) -> NodeProto {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        NodeProto {
            op_type: op_type.to_owned(),
            input: names(inputs),
            output: names(outputs),
            attribute,
            ..NodeProto::default()
        }
    }

    fn to(ty: DataType) -> Vec<AttributeProto> {
        vec![AttributeProto { name: "to".to_owned(), i: ty as i64, ..AttributeProto::default() }]
    }

    #[test]
    fn what_leaves_labels_and_scores_as_they_are_is_passed_on() {
        let one = |name: &str, value: f32, dims: Vec<i64>| TensorProto {
            name: name.to_owned(),
            data_type: DataType::Float as i32,
            float_data: vec![value],
            dims,
            ..TensorProto::default()
        };
        let mut graph = GraphProto {
            node: vec![
                node("TreeEnsembleClassifier", &["x"], &["l", "p"], vec![]),
                node("Identity", &["l"], &["m"], vec![]),
                node("Cast", &["m"], &["label"], to(DataType::Int64)),
                node("Mul", &["one", "p"], &["scores"], vec![]),
                node("Cast", &["l"], &["text"], to(DataType::String)),
                node("Mul", &["p", "two"], &["twice"], vec![]),
                node("Mul", &["p", "wide"], &["wider"], vec![]),
                node("Cast", &["x"], &["y"], to(DataType::Float)),
            ],
            initializer: vec![
                one("one", 1.0, vec![]),
                one("two", 2.0, vec![]),
                one("wide", 1.0, vec![1, 1, 1]),
            ],
            ..GraphProto::default()
        };
        pass_on(&mut graph);
        let found: Vec<(&str, &str)> =
            graph.node[2..].iter().map(|node| (node.op_type.as_str(), node.input[0].as_str())).collect();
        let expected =
            [("Identity", "m"), ("Identity", "p"), ("Cast", "l"), ("Mul", "p"), ("Mul", "p"), ("Cast", "x")];
        assert_eq!(found, expected);
    }
}
