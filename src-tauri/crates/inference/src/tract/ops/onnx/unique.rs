//! `Unique`: the different elements, or the different slices along an axis.

use std::cmp::Ordering;

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places;
use crate::tract::ops::{
    glue::{Built, Operator, built},
    rows::{only, slice},
};

#[derive(Debug)]
struct Unique {
    axis: Option<i64>,
    is_sorted: bool,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let is_sorted = node.get_attr_opt::<i64>("sorted")?.unwrap_or(1) != 0;
    built(node, Unique { axis: node.get_attr_opt("axis")?, is_sorted })
}

/// What is different, in order: the first place of each, which of them each slice is, and how often each occurs.
struct Found {
    firsts: Vec<usize>,
    which: Vec<i64>,
    counts: Vec<i64>,
}

/// Compares slices of a tensor as sequences of elements; NaN stands after all numbers.
fn find<T: Datum + PartialOrd>(slices: &[Vec<T>], is_sorted: bool) -> Found {
    let is_nan = |value: &T| value.partial_cmp(value).is_none();
    let order =
        |left: &T, right: &T| left.partial_cmp(right).unwrap_or_else(|| is_nan(left).cmp(&is_nan(right)));
    let compare = |left: usize, right: usize| {
        let pairs = slices[left].iter().zip(&slices[right]);
        pairs.map(|(left, right)| order(left, right)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let mut sorted: Vec<usize> = (0..slices.len()).collect();
    sorted.sort_by(|left, right| compare(*left, *right));
    let mut groups: Vec<Vec<usize>> =
        sorted.chunk_by(|left, right| compare(*left, *right).is_eq()).map(<[_]>::to_vec).collect();
    if !is_sorted {
        groups.sort_by_key(|group| group[0]);
    }
    let mut which = vec![0; slices.len()];
    for (position, group) in groups.iter().enumerate() {
        group.iter().for_each(|at| which[*at] = position as i64);
    }
    Found {
        firsts: groups.iter().map(|group| group[0]).collect(),
        which,
        counts: groups.iter().map(|group| group.len() as i64).collect(),
    }
}

/// The elements, or the slices along an axis, each as a row.
fn slices<T: Datum>(input: &Tensor, axis: Option<usize>) -> TractResult<Vec<Vec<T>>> {
    let Some(axis) = axis else {
        return Ok(slice::<T>(input)?.iter().map(|value| vec![value.clone()]).collect());
    };
    let view = input.to_plain_array_view::<T>()?;
    Ok(view.axis_iter(tract_ndarray::Axis(axis)).map(|slice| slice.iter().cloned().collect()).collect())
}

fn unique<T: Datum + PartialOrd>(
    input: &Tensor,
    axis: Option<usize>,
    is_sorted: bool,
) -> TractResult<TVec<Tensor>> {
    let Found { firsts, which, counts } = find::<T>(&slices(input, axis)?, is_sorted);
    let view = input.to_plain_array_view::<T>()?;
    let values = match axis {
        Some(axis) => view.select(tract_ndarray::Axis(axis), &firsts),
        None => view.flatten().select(tract_ndarray::Axis(0), &firsts).into_dyn(),
    };
    let firsts: Vec<i64> = firsts.into_iter().map(|at| at as i64).collect();
    Ok(tvec![values.into(), tensor1(&firsts), tensor1(&which), tensor1(&counts)])
}

impl Operator for Unique {
    fn name(&self) -> &'static str {
        "Unique"
    }

    fn depends_on_values(&self) -> bool {
        true
    }

    fn facts(&self, _: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        bail!("how many values differ depends on them")
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let axis = self.axis.map(|axis| places::axis(axis, input.rank())).transpose()?;
        if input.datum_type() == String::datum_type() {
            return unique::<String>(input, axis, self.is_sorted);
        }
        dispatch_numbers!(unique(input.datum_type())(input, axis, self.is_sorted))
    }
}
