//! What an operator takes and gives.

use std::sync::Arc;

use tract_onnx::tract_hir::internal::*;

#[cfg(test)]
use crate::{backend::values::Value as ClientValue, tract::convert};

/// A value while a graph runs. An optional value that is there is that value itself.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Tensor(Arc<Tensor>),
    Sequence(Vec<Value>),
    /// An optional value that is not there, or an input that the node leaves out.
    Absent,
}

impl Value {
    pub(super) fn tensor(&self) -> TractResult<&Arc<Tensor>> {
        match self {
            Self::Tensor(tensor) => Ok(tensor),
            Self::Sequence(_) => bail!("expected a tensor, got a sequence"),
            Self::Absent => bail!("expected a tensor, got nothing"),
        }
    }

    pub(super) fn sequence(&self) -> TractResult<&[Self]> {
        match self {
            Self::Sequence(values) => Ok(values),
            Self::Tensor(_) => bail!("expected a sequence, got a tensor"),
            Self::Absent => bail!("expected a sequence, got nothing"),
        }
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The one number or truth value of a tensor of one element.
    pub(super) fn scalar<T: Datum + Copy>(&self) -> TractResult<T> {
        let tensor = self.tensor()?.cast_to::<T>()?;
        let values = tensor.try_as_plain_ram()?;
        match values.as_slice::<T>()? {
            [only] => Ok(*only),
            several => bail!("expected one value, got {}", several.len()),
        }
    }
}

impl From<TValue> for Value {
    fn from(value: TValue) -> Self {
        Self::Tensor(value.into_arc_tensor())
    }
}

impl From<Tensor> for Value {
    fn from(tensor: Tensor) -> Self {
        Self::Tensor(tensor.into_arc_tensor())
    }
}

#[cfg(test)]
impl Value {
    pub(super) fn from_client(value: ClientValue) -> TractResult<Self> {
        Ok(match value {
            ClientValue::Tensor(tensor) => convert::as_engine(&tensor)?.into(),
            ClientValue::Sequence(values) => {
                Self::Sequence(values.into_iter().map(Self::from_client).collect::<TractResult<_>>()?)
            }
            ClientValue::Absent => Self::Absent,
        })
    }

    pub(super) fn to_client(&self) -> TractResult<ClientValue> {
        Ok(match self {
            Self::Tensor(tensor) => ClientValue::Tensor(convert::from_engine("", tensor)?),
            Self::Sequence(values) => {
                ClientValue::Sequence(values.iter().map(Self::to_client).collect::<TractResult<_>>()?)
            }
            Self::Absent => ClientValue::Absent,
        })
    }
}
