//! Inputs as rows of columns.

use std::borrow::Cow;

use domain::tensor::Elements;
use tract_onnx::tract_hir::internal::*;

use super::glue::Answer;

/// Rows and columns of a `[rows, columns]` input; a `[columns]` input is one row.
pub(crate) fn rows_and_columns<D: Clone + From<usize>>(shape: &[D]) -> TractResult<(D, D)> {
    match shape {
        [columns] => Ok((D::from(1), columns.clone())),
        [rows, columns] => Ok((rows.clone(), columns.clone())),
        _ => bail!("expected an input of one or two dimensions, got {}", shape.len()),
    }
}

/// The one input of an operator that takes one.
pub(crate) fn only<T>(inputs: &[T]) -> TractResult<&T> {
    match inputs {
        [input] => Ok(input),
        _ => bail!("expected one input, got {}", inputs.len()),
    }
}

/// The elements of a tensor of this very type.
pub(crate) fn slice<T: Datum>(tensor: &Tensor) -> TractResult<&[T]> {
    tensor.try_as_plain_ram()?.as_slice::<T>()
}

/// Any numbers as `T`, without a copy where they are of that type.
pub(crate) fn numbers<T: Datum>(tensor: &Tensor) -> TractResult<Cow<'_, Tensor>> {
    ensure!(tensor.datum_type() != String::datum_type(), "expected numbers, got strings");
    tensor.cast_to::<T>()
}

/// A tensor of these values.
pub(crate) fn tensor<T: Datum>(shape: &[usize], values: Vec<T>) -> TractResult<Tensor> {
    Ok(tract_ndarray::ArrayD::from_shape_vec(shape, values)?.into())
}

/// An answer's tensor in the engine.
pub(crate) fn of_answer((shape, elements): Answer) -> TractResult<Tensor> {
    match elements {
        Elements::Fp32(values) => tensor(&shape, values),
        Elements::Fp64(values) => tensor(&shape, values),
        Elements::Int64(values) => tensor(&shape, values),
        Elements::Bytes(values) => tensor(&shape, values),
        other => bail!("an operator answers with {:?}", other.datatype()),
    }
}

/// How many values have an attribute each, in ONNX Runtime's way of counting: those of the second axis, or of
/// the only one.
pub(crate) fn stride(shape: &[usize]) -> TractResult<usize> {
    match shape {
        [] => bail!("expected an input of at least one dimension"),
        [only] => Ok(*only),
        [_, second, ..] => Ok(*second),
    }
}

/// Refuses an input of other columns than the operator was made for.
pub(crate) fn expect_columns(found: usize, expected: usize) -> TractResult<()> {
    ensure!(found == expected, "expected {expected} columns, got {found}");
    Ok(())
}

/// The number of rows of an operator's one input; its columns are checked as soon as they are known.
pub(crate) fn rows_of(inputs: &[TypedFact], check: impl Fn(usize) -> TractResult<()>) -> TractResult<TDim> {
    let (rows, columns) = rows_and_columns(&only(inputs)?.shape.to_tvec())?;
    if let Ok(columns) = columns.to_usize() {
        check(columns)?;
    }
    Ok(rows)
}
