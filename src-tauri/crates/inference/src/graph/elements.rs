//! The elements of a tensor as ONNX keeps them: <https://onnx.ai/onnx/api/classes.html#tensorproto>.

use half::{bf16, f16};
use tract_onnx::pb::{TensorProto, tensor_proto::DataType};

use super::attributes::text;
use crate::model;

/// An element type by the name that this program uses.
pub(super) fn name(data_type: i32) -> Option<&'static str> {
    Some(match DataType::try_from(data_type).ok()? {
        DataType::Float => "FP32",
        DataType::Uint8 => "UINT8",
        DataType::Int8 => "INT8",
        DataType::Uint16 => "UINT16",
        DataType::Int16 => "INT16",
        DataType::Int32 => "INT32",
        DataType::Int64 => "INT64",
        DataType::String => "BYTES",
        DataType::Bool => "BOOL",
        DataType::Float16 => "FP16",
        DataType::Double => "FP64",
        DataType::Uint32 => "UINT32",
        DataType::Uint64 => "UINT64",
        DataType::Complex64 => "COMPLEX64",
        DataType::Complex128 => "COMPLEX128",
        DataType::Bfloat16 => "BF16",
        DataType::Float8e4m3fn => "FP8E4M3FN",
        DataType::Float8e4m3fnuz => "FP8E4M3FNUZ",
        DataType::Float8e5m2 => "FP8E5M2",
        DataType::Float8e5m2fnuz => "FP8E5M2FNUZ",
        DataType::Uint4 => "UINT4",
        DataType::Int4 => "INT4",
        DataType::Float4e2m1 => "FP4E2M1",
        DataType::Undefined => return None,
    })
}

/// Bits of one element; none for strings.
fn bits(data_type: DataType) -> Option<u64> {
    Some(match data_type {
        DataType::Uint4 | DataType::Int4 | DataType::Float4e2m1 => 4,
        DataType::Bool
        | DataType::Int8
        | DataType::Uint8
        | DataType::Float8e4m3fn
        | DataType::Float8e4m3fnuz
        | DataType::Float8e5m2
        | DataType::Float8e5m2fnuz => 8,
        DataType::Int16 | DataType::Uint16 | DataType::Float16 | DataType::Bfloat16 => 16,
        DataType::Int32 | DataType::Uint32 | DataType::Float => 32,
        DataType::Int64 | DataType::Uint64 | DataType::Double | DataType::Complex64 => 64,
        DataType::Complex128 => 128,
        DataType::String | DataType::Undefined => return None,
    })
}

/// The bytes of so many elements of a tensor.
pub(super) fn bytes(tensor: &TensorProto, elements: u64) -> u64 {
    match DataType::try_from(tensor.data_type).ok().and_then(bits) {
        Some(bits) => elements.saturating_mul(bits).div_ceil(8),
        None => tensor.string_data.iter().map(|one| one.len() as u64).sum(),
    }
}

/// All values of a small tensor: `4`, `[1, −1]`.
pub(super) fn brief(tensor: &TensorProto) -> Option<String> {
    let first = first(tensor, &tensor.raw_data, usize::MAX);
    match (first.len(), tensor.dims.is_empty()) {
        (0, _) => None,
        (1, true) => first.into_iter().next(),
        _ => Some(format!("[{}]", first.join(", "))),
    }
}

/// The first elements as text; `raw` are the tensor's bytes, from whichever file.
pub(super) fn first(tensor: &TensorProto, raw: &[u8], count: usize) -> Vec<String> {
    if DataType::try_from(tensor.data_type) == Ok(DataType::String) {
        return tensor.string_data.iter().take(count).map(|one| text(one)).collect();
    }
    let is_bool = tensor.data_type == DataType::Bool as i32;
    let is_single = [DataType::Float, DataType::Float16, DataType::Bfloat16]
        .map(|one| one as i32)
        .contains(&tensor.data_type);
    let mut words = Vec::new();
    each(tensor, raw, &mut |number| {
        words.push(match number {
            number if is_bool => (number != 0.0).to_string(),
            // The shortest text of the narrow type, not of what it widens to.
            #[expect(clippy::cast_possible_truncation, reason = "it was widened from this type")]
            number if is_single => (number as f32).to_string(),
            number => number.to_string(),
        });
        words.len() < count
    });
    words.truncate(count);
    words
}

/// Hands every number of a tensor to `f` until it says no. False for a type that has no numbers, or none that are read.
pub(super) fn each(tensor: &TensorProto, raw: &[u8], f: &mut dyn FnMut(f64) -> bool) -> bool {
    let Ok(data_type) = DataType::try_from(tensor.data_type) else { return false };
    let is_typed = raw.is_empty();
    let mut through = |numbers: &mut dyn Iterator<Item = f64>| {
        for number in numbers {
            if !f(number) {
                break;
            }
        }
        true
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "ONNX keeps short types in INT32"
    )]
    let narrow = |word: &i32| *word as u16;
    match data_type {
        DataType::Float if is_typed => through(&mut tensor.float_data.iter().map(|n| f64::from(*n))),
        DataType::Double if is_typed => through(&mut tensor.double_data.iter().copied()),
        DataType::Int64 if is_typed => through(&mut tensor.int64_data.iter().map(|n| *n as f64)),
        DataType::Uint64 | DataType::Uint32 if is_typed => {
            through(&mut tensor.uint64_data.iter().map(|n| *n as f64))
        }
        DataType::Float16 if is_typed => {
            through(&mut tensor.int32_data.iter().map(|n| f16::from_bits(narrow(n)).to_f64()))
        }
        DataType::Bfloat16 if is_typed => {
            through(&mut tensor.int32_data.iter().map(|n| bf16::from_bits(narrow(n)).to_f64()))
        }
        DataType::Int32
        | DataType::Int16
        | DataType::Int8
        | DataType::Uint16
        | DataType::Uint8
        | DataType::Bool
            if is_typed =>
        {
            through(&mut tensor.int32_data.iter().map(|n| f64::from(*n)))
        }
        DataType::Float => through(&mut model::words(raw).map(|word| f64::from(f32::from_le_bytes(word)))),
        DataType::Double => through(&mut model::words(raw).map(f64::from_le_bytes)),
        DataType::Int64 => through(&mut model::words(raw).map(|word| i64::from_le_bytes(word) as f64)),
        DataType::Uint64 => through(&mut model::words(raw).map(|word| u64::from_le_bytes(word) as f64)),
        DataType::Int32 => through(&mut model::words(raw).map(|word| f64::from(i32::from_le_bytes(word)))),
        DataType::Uint32 => through(&mut model::words(raw).map(|word| f64::from(u32::from_le_bytes(word)))),
        DataType::Int16 => through(&mut model::words(raw).map(|word| f64::from(i16::from_le_bytes(word)))),
        DataType::Uint16 => through(&mut model::words(raw).map(|word| f64::from(u16::from_le_bytes(word)))),
        DataType::Float16 => through(&mut model::words(raw).map(|word| f16::from_le_bytes(word).to_f64())),
        DataType::Bfloat16 => through(&mut model::words(raw).map(|word| bf16::from_le_bytes(word).to_f64())),
        DataType::Int8 => through(&mut raw.iter().map(|byte| f64::from(byte.cast_signed()))),
        DataType::Uint8 | DataType::Bool => through(&mut raw.iter().map(|byte| f64::from(*byte))),
        _ => false,
    }
}
