//! Where the values of a graph lie in a run: those of the inputs first, then those of the operators.

use std::collections::HashSet;

use tract_onnx::tract_hir::internal::*;

use super::step::Step;

/// The place of every value.
pub(super) struct Places {
    /// Where those of each node begin.
    starts: Vec<usize>,
    pub count: usize,
}

impl Places {
    pub(super) fn of(model: &TypedModel) -> Self {
        let mut places = Self { starts: vec![usize::MAX; model.nodes.len()], count: 0 };
        for outlet in &model.inputs {
            places.add(&model.nodes[outlet.node]);
        }
        for node in model.nodes.iter().filter(|node| !model.inputs.contains(&node.id.into())) {
            places.add(node);
        }
        places
    }

    fn add(&mut self, node: &TypedNode) {
        self.starts[node.id] = self.count;
        self.count += node.outputs.len();
    }

    /// The place of a value.
    pub(super) fn at(&self, outlet: &OutletId) -> usize {
        self.starts[outlet.node] + outlet.slot
    }

    /// The places of a node's outputs that somebody takes, or that are kept.
    pub(super) fn of_outputs(&self, node: &TypedNode, kept: &HashSet<usize>) -> Box<[Option<usize>]> {
        let place = |(slot, output): (usize, &Outlet<TypedFact>)| {
            let place = self.at(&OutletId::new(node.id, slot));
            (!output.successors.is_empty() || kept.contains(&place)).then_some(place)
        };
        node.outputs.iter().enumerate().map(place).collect()
    }
}

/// Whoever takes a value last has it for itself, and may change it in place.
pub(super) fn mark_last_uses(steps: &mut [Step], mut taken_later: HashSet<usize>) {
    for (place, is_last) in steps.iter_mut().rev().flat_map(|step| step.inputs.iter_mut().rev()) {
        *is_last = taken_later.insert(*place);
    }
}
