//! What a model takes and gives.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An element's type, under its Open Inference Protocol name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are the protocol's own")]
pub enum Datatype {
    Bool,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Int8,
    Int16,
    Int32,
    Int64,
    Fp16,
    Bf16,
    Fp32,
    Fp64,
    /// Strings in UTF-8, or raw bytes.
    Bytes,
}

impl Datatype {
    /// The protocol's name: `FP32`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bool => "BOOL",
            Self::Uint8 => "UINT8",
            Self::Uint16 => "UINT16",
            Self::Uint32 => "UINT32",
            Self::Uint64 => "UINT64",
            Self::Int8 => "INT8",
            Self::Int16 => "INT16",
            Self::Int32 => "INT32",
            Self::Int64 => "INT64",
            Self::Fp16 => "FP16",
            Self::Bf16 => "BF16",
            Self::Fp32 => "FP32",
            Self::Fp64 => "FP64",
            Self::Bytes => "BYTES",
        }
    }
}

impl std::fmt::Display for Datatype {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// One input or output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TensorSpec {
    /// The name that clients use.
    pub name: String,
    /// The element's type.
    pub datatype: Datatype,
    /// Its dimensions; -1 where any size goes. The first one is the batch.
    pub shape: Vec<i64>,
    /// What the file calls the open dimensions, such as `batch`; one entry a dimension, none where all are nameless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub dims: Option<Vec<Option<String>>>,
    /// The classes that the columns of a probability output stand for, in column order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub classes: Option<Vec<String>>,
}

impl TensorSpec {
    /// The shape for people, open dimensions by their names: `batch × 4`, `rows × 4` where the file has no name.
    #[must_use]
    pub fn shape_text(&self) -> String {
        let name = |axis: usize| self.dims.as_ref().and_then(|dims| dims.get(axis)?.as_deref());
        let size = |(axis, size): (usize, &i64)| match (size, axis) {
            (0.., _) => size.to_string(),
            (_, 0) => name(0).unwrap_or("rows").to_owned(),
            (_, axis) => name(axis).unwrap_or("any").to_owned(),
        };
        self.shape.iter().enumerate().map(size).collect::<Vec<_>>().join(" × ")
    }
}

/// All inputs and outputs of a version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Signature {
    /// What the model takes.
    pub inputs: Vec<TensorSpec>,
    /// What the model gives.
    pub outputs: Vec<TensorSpec>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_dimensions_are_shown_by_their_names() {
        let spec = |shape: &[i64], dims: Option<Vec<Option<String>>>| TensorSpec {
            name: "X".to_owned(),
            datatype: Datatype::Fp32,
            shape: shape.to_vec(),
            dims,
            classes: None,
        };
        assert_eq!(spec(&[-1, 4], Some(vec![Some("batch".to_owned()), None])).shape_text(), "batch × 4");
        assert_eq!(spec(&[-1, -1, 4], None).shape_text(), "rows × any × 4");
        assert_eq!(spec(&[1, 3], None).shape_text(), "1 × 3");
    }
}
