//! Tensors of this program to values of the engine and back.

use domain::{
    signature::Datatype,
    tensor::{Elements, Tensor},
};
use half::f16;
use ort::{
    session::{SessionInputValue, SessionOutputs},
    value::{DynValue, PrimitiveTensorElementType, Tensor as Value, TensorElementType, TensorRef},
};
use tract_onnx::tract_hir::internal::{TVec, TractResult, bail};

/// The type that clients see; half precision is widened, so that JSON can carry it.
pub(crate) fn datatype(of: TensorElementType) -> Option<Datatype> {
    Some(match of {
        TensorElementType::Bool => Datatype::Bool,
        TensorElementType::Uint8 => Datatype::Uint8,
        TensorElementType::Uint16 => Datatype::Uint16,
        TensorElementType::Uint32 => Datatype::Uint32,
        TensorElementType::Uint64 => Datatype::Uint64,
        TensorElementType::Int8 => Datatype::Int8,
        TensorElementType::Int16 => Datatype::Int16,
        TensorElementType::Int32 => Datatype::Int32,
        TensorElementType::Int64 => Datatype::Int64,
        TensorElementType::Float16 | TensorElementType::Float32 => Datatype::Fp32,
        TensorElementType::Float64 => Datatype::Fp64,
        TensorElementType::String => Datatype::Bytes,
        _ => return None,
    })
}

/// A value for an input of the engine's type. Numbers are lent, not copied, where the types are the same.
pub(crate) fn to_engine(tensor: &Tensor, ty: TensorElementType) -> TractResult<SessionInputValue<'_>> {
    let shape = tensor.shape();
    Ok(match tensor.elements() {
        Elements::Bool(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Uint8(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Uint16(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Uint32(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Uint64(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Int8(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Int16(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Int32(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Int64(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Fp64(values) => TensorRef::from_array_view((shape, &**values))?.into(),
        Elements::Bytes(values) => Value::from_string_array((shape, &**values))?.into(),
        Elements::Fp32(values) => match ty {
            TensorElementType::Float16 => {
                Value::from_array((shape, values.iter().map(|x| f16::from_f32(*x)).collect::<Vec<_>>()))?
                    .into()
            }
            _ => TensorRef::from_array_view((shape, &**values))?.into(),
        },
    })
}

/// The outputs under their names.
pub(crate) fn from_engine(names: &[String], outputs: &SessionOutputs<'_>) -> TractResult<TVec<Tensor>> {
    names.iter().zip(outputs.values()).map(|(name, value)| one_from_engine(name, &value)).collect()
}

fn one_from_engine(name: &str, value: &DynValue) -> TractResult<Tensor> {
    fn values<T: PrimitiveTensorElementType + Clone>(value: &DynValue) -> TractResult<Vec<T>> {
        Ok(value.try_extract_tensor::<T>()?.1.to_vec())
    }
    let Some(ty) = value.dtype().tensor_type() else {
        bail!("output '{name}' is of type {}, which is no tensor", value.dtype());
    };
    let elements = match ty {
        TensorElementType::Bool => Elements::Bool(values(value)?),
        TensorElementType::Uint8 => Elements::Uint8(values(value)?),
        TensorElementType::Uint16 => Elements::Uint16(values(value)?),
        TensorElementType::Uint32 => Elements::Uint32(values(value)?),
        TensorElementType::Uint64 => Elements::Uint64(values(value)?),
        TensorElementType::Int8 => Elements::Int8(values(value)?),
        TensorElementType::Int16 => Elements::Int16(values(value)?),
        TensorElementType::Int32 => Elements::Int32(values(value)?),
        TensorElementType::Int64 => Elements::Int64(values(value)?),
        TensorElementType::Float32 => Elements::Fp32(values(value)?),
        TensorElementType::Float64 => Elements::Fp64(values(value)?),
        TensorElementType::Float16 => {
            Elements::Fp32(value.try_extract_tensor::<f16>()?.1.iter().map(|x| x.to_f32()).collect())
        }
        TensorElementType::String => Elements::Bytes(value.try_extract_strings()?.1),
        other => bail!("output '{name}' is of type {other}"),
    };
    let shape = value.shape().iter().map(|dim| usize::try_from(*dim)).collect::<Result<_, _>>()?;
    Ok(Tensor::new(name, shape, elements)?)
}
