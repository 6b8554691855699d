//! The inputs of an operator by their place in the specification.

use tract_onnx::{model::optional_inputs, pb::NodeProto, tract_hir::internal::*};

use crate::tract::ops::rows::{numbers, slice};

/// Where each input of a node stands among those that it has: the engine leaves out those without a name.
#[derive(Debug)]
pub(super) struct Places(Vec<Option<usize>>);

impl Places {
    pub(super) fn of(node: &NodeProto) -> Self {
        Self(optional_inputs(node).take(node.input.len()).collect())
    }

    /// The input at this place, if the node has it.
    pub(super) fn optional<'a, T>(&self, inputs: &'a [T], place: usize) -> Option<&'a T> {
        inputs.get((*self.0.get(place)?)?)
    }

    /// The input at this place.
    pub(super) fn get<'a, T>(&self, inputs: &'a [T], place: usize) -> TractResult<&'a T> {
        self.optional(inputs, place).with_context(|| format!("input {place} is missing"))
    }
}

/// The elements of a tensor of numbers, as `T`.
pub(super) fn elements<T: Datum>(tensor: &Tensor) -> TractResult<Vec<T>> {
    Ok(slice::<T>(&*numbers::<T>(tensor)?)?.to_vec())
}

/// A tensor of numbers as an array of `T`.
pub(super) fn array<T: Datum>(tensor: &Tensor) -> TractResult<tract_ndarray::ArrayD<T>> {
    numbers::<T>(tensor)?.into_owned().into_plain_array::<T>()
}

/// An axis counted from the front; one of the specification may count from the end.
pub(super) fn axis(axis: i64, rank: usize) -> TractResult<usize> {
    let counted = if axis < 0 { axis + rank as i64 } else { axis };
    let counted = usize::try_from(counted).ok().filter(|axis| *axis < rank);
    counted.with_context(|| format!("a tensor of {rank} dimensions has no axis {axis}"))
}
