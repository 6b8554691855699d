//! `NegativeLogLikelihoodLoss`: minus the logarithm of the probability that the true class was given.

use tract_ndarray::{ArrayD, Axis, Dimension as _, IxDyn};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{Places, array, elements};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct NllLoss {
    places: Places,
    loss: Loss,
}

/// How the losses of all samples become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reduction {
    None,
    Mean,
    Sum,
}

/// What both losses on classes share.
#[derive(Debug)]
pub(super) struct Loss {
    reduction: Reduction,
    /// A class whose samples do not count.
    ignored: Option<i64>,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, NllLoss { places: Places::of(node), loss: Loss::of(node)? })
}

impl Loss {
    pub(super) fn of(node: &NodeProto) -> TractResult<Self> {
        let reduction = match node.get_attr_opt::<String>("reduction")?.as_deref() {
            None | Some("mean") => Reduction::Mean,
            Some("sum") => Reduction::Sum,
            Some("none") => Reduction::None,
            Some(other) => bail!("a loss has no reduction {other}"),
        };
        Ok(Self { reduction, ignored: node.get_attr_opt("ignore_index")? })
    }

    /// The loss's shape, from that of the classes.
    pub(super) fn fact(&self, input: &TypedFact, target: &TypedFact) -> TypedFact {
        let shape = if self.reduction == Reduction::None { target.shape.to_tvec() } else { tvec![] };
        input.datum_type.fact(shape)
    }

    /// The loss from logarithms of `[batch, classes, …]` and the classes of `[batch, …]`.
    pub(super) fn of_logs(
        &self,
        logs: &ArrayD<f64>,
        target: &Tensor,
        weights: Option<&TValue>,
    ) -> TractResult<ArrayD<f64>> {
        ensure!(logs.ndim() >= 2, "expected at least two dimensions, got {}", logs.ndim());
        let classes = logs.len_of(Axis(1));
        let weights = weights.map(|weights| elements::<f64>(weights)).transpose()?;
        ensure!(
            weights.as_ref().is_none_or(|weights| weights.len() == classes),
            "expected {classes} weights"
        );
        let target = array::<i64>(target)?;
        let mut losses = ArrayD::<f64>::zeros(target.raw_dim());
        let mut total = 0.0;
        for (at, class) in target.indexed_iter() {
            if self.ignored == Some(*class) {
                continue;
            }
            let class = usize::try_from(*class).ok().filter(|class| *class < classes);
            let class = class.with_context(|| format!("a class is not among {classes}"))?;
            let weight = weights.as_ref().map_or(1.0, |weights| weights[class]);
            let mut place = at.slice().to_vec();
            place.insert(1, class);
            let log = logs.get(IxDyn(&place)).context("classes and input do not fit")?;
            losses[&at] = -log * weight;
            total += weight;
        }
        Ok(match self.reduction {
            Reduction::None => losses,
            Reduction::Sum => tract_ndarray::arr0(losses.sum()).into_dyn(),
            Reduction::Mean => tract_ndarray::arr0(losses.sum() / total).into_dyn(),
        })
    }
}

impl Operator for NllLoss {
    fn name(&self) -> &'static str {
        "NegativeLogLikelihoodLoss"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(self.loss.fact(self.places.get(inputs, 0)?, self.places.get(inputs, 1)?)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let (input, target) = (self.places.get(inputs, 0)?, self.places.get(inputs, 1)?);
        let loss = self.loss.of_logs(&array(input)?, target, self.places.optional(inputs, 2))?;
        Ok(tvec!(loss.into_tensor().cast_to_dt(input.datum_type())?.into_owned()))
    }
}
