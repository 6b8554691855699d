//! Tensors as raw little-endian bytes: the binary tensor data extension.

use domain::{
    infer::InferRequest,
    signature::{Datatype, Signature, TensorSpec},
    tensor::{Elements, Tensor},
};

use super::{BinaryOutputs, V2Request};
use crate::{codec::fit, error::Error};

/// Reads one input, sent as this type.
///
/// # Errors
/// [`Error::Form`] where the bytes are not whole values, or not UTF-8; [`Error::Elements`] where they are too
/// few or too many for the shape.
pub(super) fn tensor(
    spec: &TensorSpec,
    sent: Datatype,
    shape: Vec<usize>,
    bytes: &[u8],
) -> Result<Tensor, Error> {
    let elements = match sent {
        Datatype::Bool => Elements::Bool(bytes.iter().map(|byte| *byte != 0).collect()),
        Datatype::Uint8 => Elements::Uint8(bytes.to_vec()),
        Datatype::Uint16 => Elements::Uint16(numbers(spec, bytes, u16::from_le_bytes)?),
        Datatype::Uint32 => Elements::Uint32(numbers(spec, bytes, u32::from_le_bytes)?),
        Datatype::Uint64 => Elements::Uint64(numbers(spec, bytes, u64::from_le_bytes)?),
        Datatype::Int8 => Elements::Int8(numbers(spec, bytes, i8::from_le_bytes)?),
        Datatype::Int16 => Elements::Int16(numbers(spec, bytes, i16::from_le_bytes)?),
        Datatype::Int32 => Elements::Int32(numbers(spec, bytes, i32::from_le_bytes)?),
        Datatype::Int64 => Elements::Int64(numbers(spec, bytes, i64::from_le_bytes)?),
        Datatype::Fp16 => Elements::Fp32(numbers(spec, bytes, |half| widened(u16::from_le_bytes(half)))?),
        Datatype::Bf16 => Elements::Fp32(numbers(spec, bytes, |brain| {
            f32::from_bits(u32::from(u16::from_le_bytes(brain)) << 16)
        })?),
        Datatype::Fp32 => Elements::Fp32(numbers(spec, bytes, f32::from_le_bytes)?),
        Datatype::Fp64 => Elements::Fp64(numbers(spec, bytes, f64::from_le_bytes)?),
        Datatype::Bytes => Elements::Bytes(strings(spec, bytes)?),
    };
    Ok(Tensor::new(&spec.name, shape, elements)?)
}

/// Reads a body that is nothing but one row of the only input.
///
/// # Errors
/// [`Error::Form`] where the model has several inputs or an open shape.
pub(super) fn lone_row(body: &[u8], signature: &Signature) -> Result<V2Request, Error> {
    let ([spec], Some(_)) = (signature.inputs.as_slice(), signature.inputs.first().and_then(fit::width))
    else {
        return Err(Error::Form(
            "a raw body needs a model with one input of a fixed row shape; send JSON before the bytes"
                .to_owned(),
        ));
    };
    let shape = spec.shape.iter().map(|dim| usize::try_from(*dim).unwrap_or(1)).collect();
    let inputs = fit::complete(signature, vec![tensor(spec, spec.datatype, shape, body)?])?;
    let request = InferRequest { id: None, inputs, outputs: Vec::new() };
    Ok(V2Request { request, binary: BinaryOutputs::All })
}

fn numbers<const N: usize, T>(
    spec: &TensorSpec,
    bytes: &[u8],
    read: impl Fn([u8; N]) -> T,
) -> Result<Vec<T>, Error> {
    let (values, rest) = bytes.as_chunks::<N>();
    if rest.is_empty() {
        return Ok(values.iter().map(|value| read(*value)).collect());
    }
    let (name, datatype, found) = (&spec.name, spec.datatype, bytes.len());
    Err(Error::Form(format!(
        "input '{name}': {found} raw bytes are not whole {datatype} values of {N} bytes"
    )))
}

/// Each string is its length in four bytes, then its bytes.
fn strings(spec: &TensorSpec, mut bytes: &[u8]) -> Result<Vec<String>, Error> {
    let broken = || Error::Form(format!("input '{}': the raw bytes end within a string", spec.name));
    let mut strings = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(broken)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (text, rest) = rest.split_at_checked(length).ok_or_else(broken)?;
        let text = std::str::from_utf8(text)
            .map_err(|error| Error::Form(format!("{}: {error}", fit::place(spec, strings.len()))))?;
        strings.push(text.to_owned());
        bytes = rest;
    }
    Ok(strings)
}

/// A half float's value: IEEE 754 binary16 has 1 sign, 5 exponent and 10 fraction bits.
fn widened(half: u16) -> f32 {
    let sign = if half >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(half >> 10 & 0x1f);
    let fraction = f32::from(half & 0x3ff);
    sign * match exponent {
        0 => fraction * 2_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1024.0 + fraction) * 2_f32.powi(exponent - 25),
    }
}

/// Appends an output's values to a body.
pub(super) fn write(elements: &Elements, body: &mut Vec<u8>) {
    macro_rules! raw {
        ($values:expr) => {
            $values.iter().for_each(|value| body.extend_from_slice(&value.to_le_bytes()))
        };
    }
    match elements {
        Elements::Bool(values) => body.extend(values.iter().map(|value| u8::from(*value))),
        Elements::Uint8(values) => body.extend_from_slice(values),
        Elements::Uint16(values) => raw!(values),
        Elements::Uint32(values) => raw!(values),
        Elements::Uint64(values) => raw!(values),
        Elements::Int8(values) => raw!(values),
        Elements::Int16(values) => raw!(values),
        Elements::Int32(values) => raw!(values),
        Elements::Int64(values) => raw!(values),
        Elements::Fp32(values) => raw!(values),
        Elements::Fp64(values) => raw!(values),
        Elements::Bytes(values) => values.iter().for_each(|text| {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            body.extend_from_slice(&length.to_le_bytes());
            body.extend_from_slice(text.as_bytes());
        }),
    }
}

/// How many bytes [`write`] appends.
pub(super) fn size(elements: &Elements) -> usize {
    match elements {
        Elements::Bool(values) => values.len(),
        Elements::Bytes(values) => values.iter().map(|text| 4 + text.len()).sum(),
        numbers => numbers.len() * width(numbers.datatype()),
    }
}

fn width(datatype: Datatype) -> usize {
    match datatype {
        Datatype::Bool | Datatype::Uint8 | Datatype::Int8 | Datatype::Bytes => 1,
        Datatype::Uint16 | Datatype::Int16 | Datatype::Fp16 | Datatype::Bf16 => 2,
        Datatype::Uint32 | Datatype::Int32 | Datatype::Fp32 => 4,
        Datatype::Uint64 | Datatype::Int64 | Datatype::Fp64 => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_floats_widen_exactly() {
        for (half, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0x7bff, 65504.0),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(widened(half).to_bits(), f32::to_bits(value), "{half:#x}");
        }
        assert!(widened(0x7e00).is_nan());
    }
}
