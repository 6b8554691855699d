//! What a model gives: as the engine infers it, and where it cannot, as two made-up calls show it.

use domain::{signature::TensorSpec, tensor::Tensor};
use ort::value::{Outlet, ValueType};
use tract_onnx::tract_hir::internal::{TVec, TractResult, bail};

use super::convert::datatype;
use crate::example::example_of;

/// An output as the engine infers it: -1 where it knows no size, no dimensions at all where it knows no rank.
pub(crate) fn inferred(output: &Outlet) -> TractResult<TensorSpec> {
    let name = output.name().to_owned();
    let ValueType::Tensor { ty, shape, .. } = output.dtype() else {
        bail!("output '{name}' is of type {}, which is no tensor", output.dtype());
    };
    let Some(datatype) = datatype(*ty) else { bail!("output '{name}' is of type {ty}") };
    Ok(TensorSpec { name, datatype, shape: shape.to_vec(), dims: None, classes: None })
}

/// Corrects and completes what was inferred by what the model answers to one row and to two: files declare sizes that
/// are not so (LightGBM's exporter gives labels of any number of rows the shape `[1]`), and the engine believes them.
pub(crate) fn completed(
    mut specs: Vec<TensorSpec>,
    inputs: &[TensorSpec],
    run: impl Fn(&[&Tensor]) -> Option<TVec<Tensor>>,
) -> Vec<TensorSpec> {
    let answer = |rows: usize| {
        let made: Vec<Tensor> = inputs.iter().map(|spec| example_of(spec, rows)).collect();
        run(&made.iter().collect::<Vec<_>>())
    };
    let (Some(one), Some(two)) = (answer(1), answer(2)) else { return specs };
    // A size that an open dimension of an input decides is not known by two calls that leave it the same.
    let only_rows_are_open = inputs.iter().all(|spec| !spec.shape.iter().skip(1).any(|size| *size < 0));
    for ((spec, one), two) in specs.iter_mut().zip(&one).zip(&two) {
        if spec.shape.len() != one.shape().len() {
            spec.shape = vec![-1; one.shape().len()];
        }
        for (size, (one, two)) in spec.shape.iter_mut().zip(one.shape().iter().zip(two.shape())) {
            let found = i64::try_from(*one).unwrap_or(-1);
            *size = match *size {
                _ if one != two => -1,
                _ if only_rows_are_open => found,
                size if size == found => size,
                _ => -1,
            };
        }
    }
    specs
}
