//! The inputs of a fused operator as columns of a table.

use domain::tensor::{Elements, Tensor as Given};
use tract_onnx::tract_hir::internal::*;

use super::categories::Categories;
use crate::tract::ops::rows::slice;

/// An input's values, row-major, and how many a row.
#[derive(Clone, Copy)]
pub(super) enum Column<'a> {
    Floats(&'a [f32], usize),
    Ints(&'a [i64], usize),
    Texts(&'a [String]),
}

impl<'a> Column<'a> {
    pub(super) fn of(input: &'a TValue) -> TractResult<Self> {
        let width = input.shape().get(1).copied().unwrap_or(1);
        Ok(match input.datum_type() {
            DatumType::F32 => Self::Floats(slice(input)?, width),
            DatumType::I64 => Self::Ints(slice(input)?, width),
            DatumType::String => Self::Texts(slice(input)?),
            other => bail!("expected floats, whole numbers or texts, got {other:?}"),
        })
    }

    pub(super) fn given(input: &'a Given) -> TractResult<Self> {
        let width = input.shape().get(1).copied().unwrap_or(1);
        Ok(match input.elements() {
            Elements::Fp32(values) => Self::Floats(values, width),
            Elements::Int64(values) => Self::Ints(values, width),
            Elements::Bytes(values) => Self::Texts(values),
            other => bail!("expected floats, whole numbers or texts, got {:?}", other.datatype()),
        })
    }

    /// The category of one row of a column of categories.
    pub(super) fn category(&self, categories: &Categories, row: usize) -> TractResult<Option<usize>> {
        match self {
            Self::Texts(values) => categories.of_text(&values[row]),
            Self::Ints(values, _) => categories.of_int(values[row]),
            Self::Floats(..) => bail!("expected categories, got floats"),
        }
    }
}
