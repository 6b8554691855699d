//! `DequantizeLinear`: quantised values as the numbers that they stand for.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    places::{Places, elements},
    scales::Scales,
};
use crate::{
    model,
    tract::ops::{
        glue::{Built, Operator, built},
        rows,
    },
};

#[derive(Debug)]
struct DequantizeLinear {
    places: Places,
    axis: i64,
    block: usize,
    /// The type, if it is not the scale's.
    dt: Option<DatumType>,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let dt = node.get_attr_opt::<i32>("output_dtype")?.and_then(model::datum_type);
    let block = node.get_attr_opt::<usize>("block_size")?.unwrap_or(0);
    let axis = node.get_attr_opt("axis")?.unwrap_or(1);
    built(node, DequantizeLinear { places: Places::of(node), axis, block, dt })
}

impl Operator for DequantizeLinear {
    fn name(&self) -> &'static str {
        "DequantizeLinear"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let (input, scale) = (self.places.get(inputs, 0)?, self.places.get(inputs, 1)?);
        Ok(tvec!(self.dt.unwrap_or(scale.datum_type).fact(input.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let (input, scale) = (self.places.get(inputs, 0)?, self.places.get(inputs, 1)?);
        let at = Scales::new(input.shape(), scale.shape(), self.axis, self.block)?;
        let scales = elements::<f32>(scale)?;
        let zeros = self.places.optional(inputs, 2);
        let zeros = zeros.map_or_else(|| Ok(vec![0.0; scales.len()]), |zero| elements::<f64>(zero))?;
        ensure!(zeros.len() == scales.len(), "expected as many zero points as scales");
        // The difference is taken of doubles: integers of 32 bits do not fit a float.
        let number = |(position, x): (usize, f64)| {
            let scale = at.of(position);
            (x - zeros[scale]) as f32 * scales[scale]
        };
        let values = elements::<f64>(input)?.into_iter().enumerate().map(number).collect();
        let dt = self.dt.unwrap_or(scale.datum_type());
        Ok(tvec!(rows::tensor::<f32>(input.shape(), values)?.cast_to_dt(dt)?.into_owned()))
    }
}
