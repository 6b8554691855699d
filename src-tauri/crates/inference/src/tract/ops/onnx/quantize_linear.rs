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
    tract::{
        narrow::Format,
        ops::{
            glue::{Built, Operator, built},
            rows,
        },
    },
};

#[derive(Debug)]
struct QuantizeLinear {
    places: Places,
    axis: i64,
    block: usize,
    /// The type where no zero point tells it.
    dt: DatumType,
    /// The narrow type whose values the output has.
    format: Option<Format>,
    saturates: bool,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let ty = node.get_attr_opt::<i32>("output_dtype")?.filter(|ty| *ty != 0);
    let format = ty.and_then(Format::of);
    let ty = format.map_or(ty.unwrap_or(DataType::Uint8 as i32), |format| format.carrier() as i32);
    let dt = model::datum_type(ty).context("QuantizeLinear to an unknown type")?;
    let saturates = node.get_attr_opt::<i64>("saturate")?.unwrap_or(1) != 0;
    let block = node.get_attr_opt::<usize>("block_size")?.unwrap_or(0);
    let axis = node.get_attr_opt("axis")?.unwrap_or(1);
    built(node, QuantizeLinear { places: Places::of(node), axis, block, dt, format, saturates })
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
        ensure!(self.format.is_some() || range(dt).is_ok(), "numbers cannot be quantised to {dt:?}");
        Ok(tvec!(dt.fact(self.places.get(inputs, 0)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let (input, scale) = (self.places.get(inputs, 0)?, self.places.get(inputs, 1)?);
        let zero = self.places.optional(inputs, 2);
        let dt = zero.map_or(self.dt, |zero| zero.datum_type());
        let range = self.format.map_or_else(|| range(dt).map(Some), |format| Ok(format.range()))?;
        let at = Scales::new(input.shape(), scale.shape(), self.axis, self.block)?;
        let scales = elements::<f32>(scale)?;
        let zeros = zero.map_or_else(|| Ok(vec![0.0; scales.len()]), |zero| elements::<f32>(zero))?;
        ensure!(zeros.len() == scales.len(), "expected as many zero points as scales");
        let round = self.format.map(|format| format.rounding(self.saturates));
        let quantize = |(position, x): (usize, f32)| {
            let scale = at.of(position);
            let steps = x / scales[scale];
            match (range, &round) {
                (None, Some(round)) => round(steps + zeros[scale]),
                (range, _) => {
                    let (least, largest) = range.unwrap_or((f32::MIN, f32::MAX));
                    (steps.round_ties_even() + zeros[scale]).clamp(least, largest)
                }
            }
        };
        let values = elements::<f32>(input)?.into_iter().enumerate().map(quantize).collect();
        Ok(tvec!(rows::tensor::<f32>(input.shape(), values)?.cast_to_dt(dt)?.into_owned()))
    }
}
