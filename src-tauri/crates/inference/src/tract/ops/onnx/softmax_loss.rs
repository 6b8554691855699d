//! `SoftmaxCrossEntropyLoss`: the negative log-likelihood of scores that a softmax makes probabilities.

use tract_ndarray::{ArrayD, Axis};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    nll_loss::Loss,
    places::{Places, array},
};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct SoftmaxLoss {
    places: Places,
    loss: Loss,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, SoftmaxLoss { places: Places::of(node), loss: Loss::of(node)? })
}

fn log_softmax(scores: &ArrayD<f64>) -> ArrayD<f64> {
    let mut logs = scores.clone();
    for mut lane in logs.lanes_mut(Axis(1)) {
        let largest = lane.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = lane.iter().map(|score| (score - largest).exp()).sum();
        lane.mapv_inplace(|score| score - largest - sum.ln());
    }
    logs
}

impl Operator for SoftmaxLoss {
    fn name(&self) -> &'static str {
        "SoftmaxCrossEntropyLoss"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let input = self.places.get(inputs, 0)?;
        ensure!(input.rank() >= 2, "expected at least two dimensions, got {}", input.rank());
        let loss = self.loss.fact(input, self.places.get(inputs, 1)?);
        Ok(tvec!(loss, input.datum_type.fact(input.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let (input, target) = (self.places.get(inputs, 0)?, self.places.get(inputs, 1)?);
        let logs = log_softmax(&array(input)?);
        let loss = self.loss.of_logs(&logs, target, self.places.optional(inputs, 2))?;
        let output = |values: ArrayD<f64>| {
            Ok::<_, TractError>(values.into_tensor().cast_to_dt(input.datum_type())?.into_owned())
        };
        Ok(tvec!(output(loss)?, output(logs)?))
    }
}
