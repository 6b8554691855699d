//! `ReverseSequence`: the first so many steps of each batch entry in reverse.

use tract_ndarray::Axis;
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{axis, elements};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct ReverseSequence {
    batch: i64,
    time: i64,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let batch = node.get_attr_opt("batch_axis")?.unwrap_or(1);
    let time = node.get_attr_opt("time_axis")?.unwrap_or(0);
    built(node, ReverseSequence { batch, time })
}

fn reverse<T: Datum>(input: &Tensor, lengths: &[i64], batch: usize, time: usize) -> TractResult<Tensor> {
    let mut output = input.clone().into_plain_array::<T>()?;
    ensure!(lengths.len() == output.len_of(Axis(batch)), "expected one length for each entry");
    // Without the batch's axis, those behind it move up.
    let time = if time > batch { time - 1 } else { time };
    for (mut entry, length) in output.axis_iter_mut(Axis(batch)).zip(lengths) {
        let steps = entry.len_of(Axis(time));
        let length = usize::try_from(*length).ok().filter(|length| *length <= steps);
        let length = length.with_context(|| format!("a length is not among {steps} steps"))?;
        let mut start = entry.slice_axis_mut(Axis(time), (0..length).into());
        let mut reversed = start.to_owned();
        reversed.invert_axis(Axis(time));
        start.assign(&reversed);
    }
    Ok(output.into())
}

impl Operator for ReverseSequence {
    fn name(&self) -> &'static str {
        "ReverseSequence"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let [input, _] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        ensure!(self.batch != self.time, "the axes of batch and time are the same");
        axis(self.batch, input.rank())?;
        axis(self.time, input.rank())?;
        Ok(tvec!(input.datum_type.fact(input.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let [input, lengths] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        let (batch, time) = (axis(self.batch, input.rank())?, axis(self.time, input.rank())?);
        let lengths = elements::<i64>(lengths)?;
        Ok(tvec!(dispatch_datum!(reverse(input.datum_type())(input, &lengths, batch, time))?))
    }
}
