//! Tensors of this program to tensors of the engine and back.

use domain::{
    signature::Datatype,
    tensor::{Elements, Tensor},
};
use tract_onnx::tract_hir::internal::{Tensor as EngineTensor, *};

use super::ops::glue::Answer;

/// The type that clients see; half precision is widened, so that JSON can carry it.
pub(crate) fn datatype(of: DatumType) -> Option<Datatype> {
    Some(match of {
        DatumType::Bool => Datatype::Bool,
        DatumType::U8 => Datatype::Uint8,
        DatumType::U16 => Datatype::Uint16,
        DatumType::U32 => Datatype::Uint32,
        DatumType::U64 => Datatype::Uint64,
        DatumType::I8 => Datatype::Int8,
        DatumType::I16 => Datatype::Int16,
        DatumType::I32 => Datatype::Int32,
        // The engine's symbolic integers are plain ones by the time that a call ends.
        DatumType::I64 | DatumType::TDim => Datatype::Int64,
        DatumType::F16 | DatumType::F32 => Datatype::Fp32,
        DatumType::F64 => Datatype::Fp64,
        DatumType::String => Datatype::Bytes,
        _ => return None,
    })
}

/// A tensor for an input of the engine's type `dt`.
pub(crate) fn to_engine(tensor: &Tensor, dt: DatumType) -> TractResult<TValue> {
    let value = as_engine(tensor)?;
    if value.datum_type() == dt {
        return Ok(value.into_tvalue());
    }
    Ok(value.cast_to_dt(dt)?.into_owned().into_tvalue())
}

/// A tensor of the same type in the engine.
pub(crate) fn as_engine(tensor: &Tensor) -> TractResult<EngineTensor> {
    let shape = tensor.shape();
    Ok(match tensor.elements() {
        Elements::Bool(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Uint8(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Uint16(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Uint32(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Uint64(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Int8(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Int16(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Int32(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Int64(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Fp32(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Fp64(values) => EngineTensor::from_shape(shape, values)?,
        Elements::Bytes(values) => tract_ndarray::ArrayD::from_shape_vec(shape, values.clone())?.into(),
    })
}

/// An output under its name.
pub(crate) fn from_engine(name: &str, value: &EngineTensor) -> TractResult<Tensor> {
    let (shape, elements) = answer(value).with_context(|| format!("output '{name}'"))?;
    Ok(Tensor::new(name, shape, elements)?)
}

/// An output's shape and elements.
pub(crate) fn answer(value: &EngineTensor) -> TractResult<Answer> {
    fn values<T: Datum>(value: &EngineTensor) -> TractResult<Vec<T>> {
        Ok(value.try_as_plain_ram()?.as_slice::<T>()?.to_vec())
    }
    let elements = match value.datum_type() {
        DatumType::Bool => Elements::Bool(values(value)?),
        DatumType::U8 => Elements::Uint8(values(value)?),
        DatumType::U16 => Elements::Uint16(values(value)?),
        DatumType::U32 => Elements::Uint32(values(value)?),
        DatumType::U64 => Elements::Uint64(values(value)?),
        DatumType::I8 => Elements::Int8(values(value)?),
        DatumType::I16 => Elements::Int16(values(value)?),
        DatumType::I32 => Elements::Int32(values(value)?),
        DatumType::I64 => Elements::Int64(values(value)?),
        DatumType::TDim => Elements::Int64(values(&*value.cast_to::<i64>()?)?),
        DatumType::F32 => Elements::Fp32(values(value)?),
        DatumType::F16 => Elements::Fp32(values(&*value.cast_to::<f32>()?)?),
        DatumType::F64 => Elements::Fp64(values(value)?),
        DatumType::String => Elements::Bytes(values(value)?),
        other => bail!("no client can be sent values of type {other:?}"),
    };
    Ok((value.shape().to_vec(), elements))
}
