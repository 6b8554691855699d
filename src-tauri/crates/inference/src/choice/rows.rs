//! The rows that engines are tried on.

use domain::{
    signature::{Signature, TensorSpec},
    tensor::{Elements, Tensor},
};
use tract_onnx::pb::ModelProto;

use crate::{
    example::{example, varied_of},
    hints,
};

/// How many elements a call of many rows may have, so that trying a model of images takes no more memory than it
/// needs.
const MOST_ELEMENTS: usize = 1 << 20;
/// How many rows are compared.
const FEW: usize = 16;
/// How many different rows are made up at most.
const MANY: usize = 256;

/// Rows for all inputs, from which any number can be taken.
#[derive(Clone)]
pub(crate) struct Rows {
    tensors: Vec<Tensor>,
    /// Which inputs take any number of rows.
    open: Vec<bool>,
}

impl Rows {
    /// The sample, if it has all inputs; then values that the graph knows; then zeros and empty texts.
    pub(crate) fn all(signature: &Signature, proto: &ModelProto, sample: Option<&[Tensor]>) -> Vec<Self> {
        let inputs = &signature.inputs;
        let of = |spec: &TensorSpec| sample?.iter().find(|tensor| tensor.name == spec.name).cloned();
        let sample: Option<Vec<Tensor>> = inputs.iter().map(of).collect();
        let width = example(signature, 1).iter().map(|tensor| tensor.elements().len()).sum::<usize>();
        let count = (MOST_ELEMENTS / width.max(1)).clamp(FEW, MANY);
        let varied =
            inputs.iter().map(|spec| varied_of(spec, &hints::of(proto, &spec.name), count)).collect();
        let all = [sample.filter(|tensors| !tensors.is_empty()), Some(varied), Some(example(signature, FEW))];
        let open: Vec<bool> = inputs.iter().map(|spec| spec.shape.first() == Some(&-1)).collect();
        all.into_iter().flatten().map(|tensors| Self { tensors, open: open.clone() }).collect()
    }

    /// How many rows are few and still all that there are to compare.
    pub(crate) fn few(&self) -> usize {
        let counts =
            self.tensors.iter().zip(&self.open).filter(|(_, open)| **open).map(|(tensor, _)| tensor.rows());
        counts.max().map_or(1, |rows| rows.clamp(1, FEW))
    }

    /// How many rows make a large call; none where the model takes a fixed number.
    pub(crate) fn many(&self, wanted: usize) -> Option<usize> {
        let width = |tensor: &Tensor| tensor.elements().len() / tensor.rows().max(1);
        let elements: usize = self.tensors.iter().map(width).sum();
        self.open.contains(&true).then(|| wanted.min(MOST_ELEMENTS / elements.max(1)).max(2))
    }

    /// So many rows, the same again where there are fewer.
    pub(crate) fn take(&self, rows: usize) -> Vec<Tensor> {
        let all = self.tensors.iter().zip(&self.open);
        all.map(|(tensor, open)| if *open { repeated(tensor, rows) } else { tensor.clone() }).collect()
    }
}

fn repeated(tensor: &Tensor, rows: usize) -> Tensor {
    let width = tensor.shape().iter().skip(1).product::<usize>();
    let elements = match tensor.elements() {
        Elements::Bool(values) => Elements::Bool(cycled(values, width, rows)),
        Elements::Uint8(values) => Elements::Uint8(cycled(values, width, rows)),
        Elements::Uint16(values) => Elements::Uint16(cycled(values, width, rows)),
        Elements::Uint32(values) => Elements::Uint32(cycled(values, width, rows)),
        Elements::Uint64(values) => Elements::Uint64(cycled(values, width, rows)),
        Elements::Int8(values) => Elements::Int8(cycled(values, width, rows)),
        Elements::Int16(values) => Elements::Int16(cycled(values, width, rows)),
        Elements::Int32(values) => Elements::Int32(cycled(values, width, rows)),
        Elements::Int64(values) => Elements::Int64(cycled(values, width, rows)),
        Elements::Fp32(values) => Elements::Fp32(cycled(values, width, rows)),
        Elements::Fp64(values) => Elements::Fp64(cycled(values, width, rows)),
        Elements::Bytes(values) => Elements::Bytes(cycled(values, width, rows)),
    };
    let mut shape = tensor.shape().to_vec();
    if let Some(first) = shape.first_mut() {
        *first = if tensor.rows() == 0 { 0 } else { rows };
    }
    Tensor::new(&tensor.name, shape, elements).expect("the elements were taken for this shape")
}

fn cycled<T: Clone>(values: &[T], width: usize, rows: usize) -> Vec<T> {
    values.iter().cycle().take(if values.is_empty() { 0 } else { width * rows }).cloned().collect()
}
