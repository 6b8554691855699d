//! Operators of `ai.onnx` that the engine lacks, or answers otherwise than the specification.
//!
//! The specification's own node tests (`crate::backend`) are their tests.

mod affine_grid;
mod attention;
mod center_crop_pad;
mod col2im;
mod deform_conv;
mod dequantize_linear;
mod det;
mod lp_pool;
mod max_unpool;
mod nll_loss;
mod places;
mod quantize_linear;
mod reverse_sequence;
mod roi_align;
mod round_to;
mod scales;
mod softmax_loss;
mod tensor_scatter;
mod unique;
mod windows;

use tract_onnx::model::OnnxOpRegister;

use super::ROUND_TO;

/// Adds all operators, replacing the engine's own of the same name.
pub(crate) fn register(register: &mut OnnxOpRegister) {
    register.insert("AffineGrid", affine_grid::build);
    register.insert("Attention", attention::build);
    register.insert("CenterCropPad", center_crop_pad::build);
    register.insert("Col2Im", col2im::build);
    register.insert("DeformConv", deform_conv::build);
    register.insert("DequantizeLinear", dequantize_linear::build);
    register.insert("Det", det::build);
    register.insert("LpPool", lp_pool::build);
    register.insert("MaxUnpool", max_unpool::build);
    register.insert("NegativeLogLikelihoodLoss", nll_loss::build);
    register.insert("QuantizeLinear", quantize_linear::build);
    register.insert("ReverseSequence", reverse_sequence::build);
    register.insert("RoiAlign", roi_align::build);
    register.insert(ROUND_TO, round_to::build);
    register.insert("SoftmaxCrossEntropyLoss", softmax_loss::build);
    register.insert("TensorScatter", tensor_scatter::build);
    register.insert("Unique", unique::build);
}
