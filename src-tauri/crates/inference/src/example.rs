//! Inputs made up from a signature.

mod draw;

use domain::{
    signature::{Datatype, Signature, TensorSpec},
    tensor::{Elements, Tensor},
};

use self::draw::Draw;
use crate::hints::Hint;

/// What an open dimension other than the number of rows becomes: a short text, a small image.
const OPEN_SIZE: usize = 32;

/// A plausible input of so many rows where no sample exists: zeros and empty strings. An input whose number of
/// rows is fixed keeps it.
#[must_use]
pub fn example(signature: &Signature, rows: usize) -> Vec<Tensor> {
    signature.inputs.iter().map(|spec| example_of(spec, rows)).collect()
}

/// One such input.
pub(crate) fn example_of(spec: &TensorSpec, rows: usize) -> Tensor {
    made(spec, rows, |count, _| blank(spec.datatype, count))
}

/// One input of varied values, the same every time: those that the graph knows, numbers around where they make a
/// difference, else between 0 and 1.
pub(crate) fn varied_of(spec: &TensorSpec, hint: &Hint, rows: usize) -> Tensor {
    made(spec, rows, |count, columns| Draw::new(&spec.name).elements(spec.datatype, hint, count, columns))
}

/// A tensor of so many rows; `fill` gets the number of elements and of columns.
fn made(spec: &TensorSpec, rows: usize, fill: impl FnOnce(usize, usize) -> Elements) -> Tensor {
    let shape: Vec<usize> = sizes(&spec.shape, rows).collect();
    let elements = fill(shape.iter().product(), shape.last().copied().unwrap_or(1).max(1));
    Tensor::new(&spec.name, shape, elements).expect("the elements were made for this shape")
}

/// The dimensions of an input of so many rows, where some of a shape are open.
pub(crate) fn sizes(shape: &[i64], rows: usize) -> impl Iterator<Item = usize> {
    shape.iter().enumerate().map(move |(axis, dim)| match usize::try_from(*dim) {
        Ok(size) => size,
        Err(_) if axis == 0 => rows,
        Err(_) => OPEN_SIZE,
    })
}

fn blank(datatype: Datatype, count: usize) -> Elements {
    match datatype {
        Datatype::Bool => Elements::Bool(vec![false; count]),
        Datatype::Uint8 => Elements::Uint8(vec![0; count]),
        Datatype::Uint16 => Elements::Uint16(vec![0; count]),
        Datatype::Uint32 => Elements::Uint32(vec![0; count]),
        Datatype::Uint64 => Elements::Uint64(vec![0; count]),
        Datatype::Int8 => Elements::Int8(vec![0; count]),
        Datatype::Int16 => Elements::Int16(vec![0; count]),
        Datatype::Int32 => Elements::Int32(vec![0; count]),
        Datatype::Int64 => Elements::Int64(vec![0; count]),
        Datatype::Fp16 | Datatype::Bf16 | Datatype::Fp32 => Elements::Fp32(vec![0.0; count]),
        Datatype::Fp64 => Elements::Fp64(vec![0.0; count]),
        Datatype::Bytes => Elements::Bytes(vec![String::new(); count]),
    }
}
