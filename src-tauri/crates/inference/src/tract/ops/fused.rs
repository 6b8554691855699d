//! Sums of products, rounded as ONNX Runtime's matrix products round them. Where large products cancel, a sum in another
//! rounding differs in its third digit.

/// `x · y + sum`, rounded once: the product of two floats is exact in double precision.
pub(crate) fn multiply_add(x: f32, y: f32, sum: f32) -> f32 {
    (f64::from(x) * f64::from(y) + f64::from(sum)) as f32
}

/// The products of pairs, added up in order.
pub(crate) fn dot(x: &[f32], y: &[f32]) -> f32 {
    x.iter().zip(y).fold(0.0, |sum, (x, y)| multiply_add(*x, *y, sum))
}
