//! Products with a constant of zeros. The engine takes them for 0, and they are NaN where the other factor is not
//! finite, as when scikit-learn's power transformer takes the logarithm of a negative number and sorts it out later.

use std::collections::HashSet;

use tract_onnx::pb::{GraphProto, NodeProto, TensorProto, tensor_proto::DataType};

use super::binary;
use crate::model;

/// Says `x · 0` as `(x - x) + 0`, which has the shape of the product as well.
pub(super) fn keep_not_finite(graph: &mut GraphProto) {
    let zeros = zeros(graph);
    if zeros.is_empty() {
        return;
    }
    for mut node in std::mem::take(&mut graph.node) {
        if let Some((x, zeros)) = factors(&node, &zeros) {
            let difference = format!("{}/zeroed", node.output.first().map_or("", String::as_str));
            let mut sub = binary("Sub", &x, &x);
            (sub.name, sub.output) = (difference.clone(), vec![difference.clone()]);
            graph.node.push(sub);
            node = NodeProto { name: node.name, output: node.output, ..binary("Add", &difference, &zeros) };
        }
        graph.node.push(node);
    }
}

/// The other factor and the zeros of a product with zeros.
fn factors(node: &NodeProto, zeros: &HashSet<String>) -> Option<(String, String)> {
    let [left, right] = node.input.as_slice() else { return None };
    if node.op_type != "Mul" {
        return None;
    }
    match (zeros.contains(left), zeros.contains(right)) {
        (false, true) => Some((left.clone(), right.clone())),
        (true, false) => Some((right.clone(), left.clone())),
        _ => None,
    }
}

/// The names of a graph's constants that are nothing but floating-point zeros.
fn zeros(graph: &GraphProto) -> HashSet<String> {
    let initializers = graph.initializer.iter().map(|tensor| (&tensor.name, tensor));
    let nodes = graph.node.iter().filter_map(|node| Some((node.output.first()?, model::constant(node)?)));
    initializers.chain(nodes).filter(|(_, tensor)| is_zero(tensor)).map(|(name, _)| name.clone()).collect()
}

fn is_zero(tensor: &TensorProto) -> bool {
    let is_float = [DataType::Float as i32, DataType::Double as i32].contains(&tensor.data_type);
    is_float
        && model::numbers(tensor)
            .is_some_and(|numbers| !numbers.is_empty() && numbers.iter().all(|n| *n == 0.0))
}
