//! Tensors of narrow types in a file, said again in their carriers.

use tract_onnx::pb::{TensorProto, tensor_proto::DataType};

use super::format::Format;
use crate::model;

/// Says a tensor in the type that carries its values. One of another type stays as it is, and so does one whose data
/// lie elsewhere or are not as long as its shape says.
pub(crate) fn widen(tensor: &mut TensorProto) {
    let Some(format) = Format::of(tensor.data_type).filter(|_| !model::is_external(tensor)) else { return };
    let elements =
        tensor.dims.iter().try_fold(1_usize, |product, dim| product.checked_mul(usize::try_from(*dim).ok()?));
    let Some(codes) = elements.and_then(|elements| codes(tensor, format.bits(), elements)) else { return };
    let values = codes.into_iter().map(|code| format.value(code));
    tensor.raw_data = match format.carrier() {
        DataType::Int8 => values.map(|value| value as i8 as u8).collect(),
        DataType::Uint8 => values.map(|value| value as u8).collect(),
        _ => values.flat_map(f32::to_le_bytes).collect(),
    };
    tensor.int32_data.clear();
    tensor.data_type = format.carrier() as i32;
}

/// The codes of all elements: of two bytes, of one, or several in a byte, from its lowest bits on.
fn codes(tensor: &TensorProto, bits: u32, elements: usize) -> Option<Vec<u32>> {
    let bytes = if tensor.raw_data.is_empty() {
        let width = bits.div_ceil(8) as usize;
        tensor.int32_data.iter().flat_map(|value| value.to_le_bytes().into_iter().take(width)).collect()
    } else {
        tensor.raw_data.to_vec()
    };
    if bytes.len() != elements.checked_mul(bits as usize)?.div_ceil(8) {
        return None;
    }
    let codes: Vec<u32> = match bits {
        16 => bytes.chunks_exact(2).map(|pair| u32::from(pair[0]) | u32::from(pair[1]) << 8).collect(),
        _ => {
            let in_byte =
                |byte: u8| (0..8 / bits).map(move |at| u32::from(byte) >> (at * bits) & ((1 << bits) - 1));
            bytes.into_iter().flat_map(in_byte).take(elements).collect()
        }
    };
    Some(codes)
}
