//! Whether what was sent fits the signature, and where it does not.

use domain::{
    signature::{Signature, TensorSpec},
    tensor::{ShapeError, Tensor},
};

use super::fill::Fill;
use crate::error::Error;

/// How many values one row of the input has; none where the model takes any number.
pub(crate) fn width(spec: &TensorSpec) -> Option<usize> {
    spec.shape.iter().skip(1).try_fold(1_usize, |width, dim| width.checked_mul(usize::try_from(*dim).ok()?))
}

/// Where the value of this index stands, counted from 1 as people do.
pub(crate) fn place(spec: &TensorSpec, index: usize) -> String {
    place_in(spec, index, width(spec))
}

/// The same where rows have so many values.
pub(crate) fn place_in(spec: &TensorSpec, index: usize, width: Option<usize>) -> String {
    let name = &spec.name;
    match width {
        Some(1) => format!("input '{name}', row {}", index + 1),
        Some(width) if width > 0 => {
            format!("input '{name}', row {}, column {}", index / width + 1, index % width + 1)
        }
        _ => format!("input '{name}', value {}", index + 1),
    }
}

/// What the input takes, in the words of a message.
pub(crate) fn expected(spec: &TensorSpec) -> String {
    format!("{} of shape {:?}", spec.datatype, spec.shape)
}

/// The names of inputs, outputs or columns in the words of a message.
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("'{name}'")).collect();
    quoted.join(", ")
}

/// The input of this name.
///
/// # Errors
/// [`Error::UnknownInput`] lists the inputs that there are.
pub(crate) fn input<'s>(signature: &'s Signature, name: &str) -> Result<&'s TensorSpec, Error> {
    signature.inputs.iter().find(|spec| spec.name == name).ok_or_else(|| Error::UnknownInput {
        input: name.to_owned(),
        known: listed(signature.inputs.iter().map(|spec| spec.name.as_str())),
    })
}

/// A declared shape must be the model's.
///
/// # Errors
/// [`Error::Shape`] with both.
pub(crate) fn check_shape(spec: &TensorSpec, shape: &[usize]) -> Result<(), Error> {
    if fits(&spec.shape, shape) { Ok(()) } else { Err(wrong_shape(spec, shape.to_vec())) }
}

fn fits(declared: &[i64], shape: &[usize]) -> bool {
    declared.len() == shape.len()
        && declared.iter().zip(shape).all(|(want, have)| *want < 0 || usize::try_from(*want) == Ok(*have))
}

fn wrong_shape(spec: &TensorSpec, found: Vec<usize>) -> Error {
    Error::Shape { input: spec.name.clone(), expected: spec.shape.clone(), found }
}

/// The values as a tensor: of the nesting they came in where that is the model's shape, else reshaped where rows
/// and width leave no doubt: a flat list for a column, one row without its outer array, flat rows for images.
///
/// # Errors
/// [`Error::Shape`] where they do not fit.
pub(crate) fn tensor(fill: Fill<'_>) -> Result<Tensor, Error> {
    let shape = fill.shape();
    let (spec, count) = (fill.spec, fill.elements.len());
    if fits(&spec.shape, &shape) {
        return Ok(Tensor::new(&spec.name, shape, fill.elements)?);
    }
    let rows = match (width(spec), shape.as_slice()) {
        (Some(width), [rows, ..]) if rows.checked_mul(width) == Some(count) => *rows,
        (Some(width), [] | [_]) if width == count => 1,
        _ => return Err(wrong_shape(spec, shape)),
    };
    let mut reshaped = Vec::with_capacity(spec.shape.len());
    reshaped.extend(spec.shape.first().map(|_| rows));
    reshaped.extend(spec.shape.iter().skip(1).filter_map(|dim| usize::try_from(*dim).ok()));
    if !fits(&spec.shape, &reshaped) {
        return Err(wrong_shape(spec, shape));
    }
    match Tensor::new(&spec.name, reshaped, fill.elements) {
        Ok(tensor) => Ok(tensor),
        Err(ShapeError { .. }) => Err(wrong_shape(spec, shape)),
    }
}

/// All inputs of the signature, in its order, with the same number of rows.
///
/// # Errors
/// [`Error::MissingInput`], [`Error::Rows`], or [`Error::Form`] for an input sent twice or without rows.
pub(crate) fn complete(signature: &Signature, mut sent: Vec<Tensor>) -> Result<Vec<Tensor>, Error> {
    for (at, spec) in signature.inputs.iter().enumerate() {
        let found = sent.iter().skip(at).position(|tensor| tensor.name == spec.name);
        let found = found
            .ok_or_else(|| Error::MissingInput { input: spec.name.clone(), expected: expected(spec) })?;
        sent.swap(at, at + found);
    }
    if let Some(extra) = sent.get(signature.inputs.len()) {
        return Err(Error::Form(format!("input '{}' was sent twice", extra.name)));
    }
    check_rows(signature, &sent)?;
    Ok(sent)
}

fn check_rows(signature: &Signature, inputs: &[Tensor]) -> Result<(), Error> {
    if let Some(empty) = inputs.iter().find(|tensor| tensor.elements().is_empty()) {
        return Err(Error::Form(format!("input '{}' has no values; send at least one row", empty.name)));
    }
    let batched = |spec: &TensorSpec| spec.shape.first().is_some_and(|dim| *dim < 0);
    let mut rows = signature.inputs.iter().zip(inputs).filter(|(spec, _)| batched(spec)).map(|(_, t)| t);
    let Some(first) = rows.next() else { return Ok(()) };
    match rows.find(|tensor| tensor.rows() != first.rows()) {
        None => Ok(()),
        Some(other) => Err(Error::Rows {
            input: other.name.clone(),
            found: other.rows(),
            first: first.name.clone(),
            expected: first.rows(),
        }),
    }
}
