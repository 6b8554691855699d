//! `TensorScatter`: writes new steps into a cache, from a place of its own in each batch entry.

use tract_ndarray::Axis;
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{Places, axis, elements};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct TensorScatter {
    places: Places,
    axis: i64,
    is_circular: bool,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let is_circular = match node.get_attr_opt::<String>("mode")?.as_deref() {
        None | Some("linear") => false,
        Some("circular") => true,
        Some(other) => bail!("TensorScatter has no mode {other}"),
    };
    let axis = node.get_attr_opt("axis")?.unwrap_or(-2);
    built(node, TensorScatter { places: Places::of(node), axis, is_circular })
}

impl TensorScatter {
    fn scatter<T: Datum>(&self, cache: &Tensor, update: &Tensor, starts: &[i64]) -> TractResult<Tensor> {
        let axis = axis(self.axis, cache.rank())?;
        ensure!(axis > 0, "the first axis is that of the batch");
        let mut cache = cache.clone().into_plain_array::<T>()?;
        let update = update.to_plain_array_view::<T>()?;
        ensure!(starts.len() == cache.len_of(Axis(0)), "expected one place for each batch entry");
        let steps = cache.len_of(Axis(axis));
        for ((mut entry, update), start) in cache.outer_iter_mut().zip(update.outer_iter()).zip(starts) {
            for (step, update) in update.axis_iter(Axis(axis - 1)).enumerate() {
                let place = start + step as i64;
                let place = if self.is_circular { place.rem_euclid(steps.max(1) as i64) } else { place };
                let place = usize::try_from(place).ok().filter(|place| *place < steps);
                let place = place.with_context(|| format!("a step lies outside of a cache of {steps}"))?;
                let mut at = entry.index_axis_mut(Axis(axis - 1), place);
                ensure!(at.shape() == update.shape(), "the update does not fit the cache");
                at.assign(&update);
            }
        }
        Ok(cache.into())
    }
}

impl Operator for TensorScatter {
    fn name(&self) -> &'static str {
        "TensorScatter"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let (cache, update) = (self.places.get(inputs, 0)?, self.places.get(inputs, 1)?);
        ensure!(
            cache.rank() == update.rank() && cache.datum_type == update.datum_type,
            "the update is of another kind than the cache"
        );
        Ok(tvec!(cache.datum_type.fact(cache.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let (cache, update) = (self.places.get(inputs, 0)?, self.places.get(inputs, 1)?);
        let starts = match self.places.optional(inputs, 2) {
            Some(starts) => elements::<i64>(starts)?,
            None => vec![0; cache.shape().first().copied().unwrap_or(0)],
        };
        Ok(tvec!(dispatch_datum!(Self::scatter(cache.datum_type())(self, cache, update, &starts))?))
    }
}
