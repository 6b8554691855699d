//! `QuantizeLinear`: numbers in steps of a scale, rounded to the nearest, ties to even.

use tract_onnx::{
    model::ParsingContext,
    pb::{NodeProto, tensor_proto::DataType},
    tract_hir::internal::*,
};

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
struct QuantizeLinear {
    places: Places,
    axis: i64,
    block: usize,
    /// The type where no zero point tells it.
    dt: DatumType,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let dt = match node.get_attr_opt::<i32>("output_dtype")?.unwrap_or(0) {
        0 => DatumType::U8,
        other => model::datum_type(other).with_context(|| {
            let kind = DataType::try_from(other).map_or("an unknown type", |kind| kind.as_str_name());
            format!("QuantizeLinear to {kind} is not supported")
        })?,
    };
    let block = node.get_attr_opt::<usize>("block_size")?.unwrap_or(0);
    let axis = node.get_attr_opt("axis")?.unwrap_or(1);
    built(node, QuantizeLinear { places: Places::of(node), axis, block, dt })
}

/// The least and the largest value of a type that numbers are quantised to.
fn range(dt: DatumType) -> TractResult<(f32, f32)> {
    Ok(match dt {
        DatumType::U8 => (0.0, 255.0),
        DatumType::I8 => (-128.0, 127.0),
        DatumType::U16 => (0.0, 65_535.0),
        DatumType::I16 => (-32_768.0, 32_767.0),
        other => bail!("numbers cannot be quantised to {other:?}"),
    })
}

impl Operator for QuantizeLinear {
    fn name(&self) -> &'static str {
        "QuantizeLinear"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let dt = self.places.optional(inputs, 2).map_or(self.dt, |zero| zero.datum_type);
        range(dt)?;
        Ok(tvec!(dt.fact(self.places.get(inputs, 0)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let (input, scale) = (self.places.get(inputs, 0)?, self.places.get(inputs, 1)?);
        let zero = self.places.optional(inputs, 2);
        let dt = zero.map_or(self.dt, |zero| zero.datum_type());
        let (least, largest) = range(dt)?;
        let at = Scales::new(input.shape(), scale.shape(), self.axis, self.block)?;
        let scales = elements::<f32>(scale)?;
        let zeros = zero.map_or_else(|| Ok(vec![0.0; scales.len()]), |zero| elements::<f32>(zero))?;
        ensure!(zeros.len() == scales.len(), "expected as many zero points as scales");
        let quantize = |(position, x): (usize, f32)| {
            let scale = at.of(position);
            ((x / scales[scale]).round_ties_even() + zeros[scale]).clamp(least, largest)
        };
        let values = elements::<f32>(input)?.into_iter().enumerate().map(quantize).collect();
        Ok(tvec!(rows::tensor::<f32>(input.shape(), values)?.cast_to_dt(dt)?.into_owned()))
    }
}
