//! Naive Bayes: matrix products whose sums are logarithms of likelihoods.

use std::collections::HashSet;

use tract_onnx::pb::NodeProto;

use super::super::ops::ORDERED_MAT_MUL;

/// Has the products that `ReduceLogSumExp` takes, itself or after an addition, summed in order.
pub(crate) fn sum_in_order(nodes: &mut [NodeProto]) {
    let inputs_of = |op_type: &str, wanted: &dyn Fn(&NodeProto) -> bool| -> HashSet<String> {
        let found = nodes.iter().filter(|node| node.op_type == op_type && wanted(node));
        found.flat_map(|node| node.input.iter().cloned()).collect()
    };
    let mut logs = inputs_of("ReduceLogSumExp", &|_| true);
    let terms = inputs_of("Add", &|node| makes_any(node, &logs));
    logs.extend(terms);
    for node in nodes.iter_mut().filter(|node| node.op_type == "MatMul" && makes_any(node, &logs)) {
        node.op_type = ORDERED_MAT_MUL.to_owned();
    }
}

fn makes_any(node: &NodeProto, names: &HashSet<String>) -> bool {
    node.output.iter().any(|name| names.contains(name))
}
