//! The largest and the smallest along an axis, their places, and the first few of a ranking, where some values are not
//! numbers. The largest is then none either (ONNX Runtime passes it over at some places and not at others). As there, the
//! search for the place of the largest begins with the first value and goes on to greater ones, which what is no number
//! neither is nor has; and a ranking puts it above all numbers.

use tract_ndarray::{ArrayD, ArrayViewD, Axis};
use tract_onnx::tract_hir::{
    internal::*,
    tract_core::ops::{
        array::Topk,
        nn::{Reduce, Reducer},
    },
};

/// The engine's operator, which is asked as long as all are numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranked<T>(pub T);

/// What an operator answers where some of its first input are not numbers.
pub(super) trait WithMissing: TypedOp + Clone + Eq {
    fn eval_with_missing(&self, ctx: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>>;
}

impl<T: WithMissing> Op for Ranked<T> {
    fn name(&self) -> StaticName {
        self.0.name()
    }

    fn mints_runtime_symbols(&self) -> bool {
        self.0.mints_runtime_symbols()
    }

    op_as_typed_op!();
}

impl<T: WithMissing> EvalOp for Ranked<T> {
    op_out_of_plan!();

    fn eval(&self, ctx: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        match super::is_in(&inputs[0])? {
            true => self.0.eval_with_missing(ctx, inputs),
            false => self.0.eval(ctx, inputs),
        }
    }
}

impl<T: WithMissing> TypedOp for Ranked<T> {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        self.0.output_facts(inputs)
    }

    fn axes_mapping(&self, inputs: &[&TypedFact], outputs: &[&TypedFact]) -> TractResult<AxesMapping> {
        self.0.axes_mapping(inputs, outputs)
    }

    as_op!();
}

impl WithMissing for Reduce {
    fn eval_with_missing(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let values = inputs[0].cast_to::<f64>()?;
        let values = values.to_plain_array_view::<f64>()?;
        let reduced: Tensor = match self.reducer {
            Reducer::ArgMax(last) => self.places(&values, |a, best| a > best || (last && a == best)).into(),
            Reducer::ArgMin(last) => self.places(&values, |a, best| a < best || (last && a == best)).into(),
            Reducer::Max => self.folded(&values, f64::NEG_INFINITY, |a, b| a > b).into(),
            _ => self.folded(&values, f64::INFINITY, |a, b| a < b).into(),
        };
        let places = reduced.datum_type() == i64::datum_type();
        let to = if places { i64::datum_type() } else { inputs[0].datum_type() };
        Ok(tvec!(reduced.cast_to_dt(to)?.into_owned().into_tvalue()))
    }
}

/// A reduction that keeps the axes, each with one element.
trait Reduction {
    fn places(&self, values: &ArrayViewD<f64>, is_better: impl Fn(f64, f64) -> bool) -> ArrayD<i64>;
    fn folded(&self, values: &ArrayViewD<f64>, none: f64, is_first: impl Fn(f64, f64) -> bool)
    -> ArrayD<f64>;
}

impl Reduction for Reduce {
    fn places(&self, values: &ArrayViewD<f64>, is_better: impl Fn(f64, f64) -> bool) -> ArrayD<i64> {
        let axis = Axis(self.axes.first().copied().unwrap_or(0));
        let place = |lane: tract_ndarray::ArrayView1<f64>| {
            let better = |best: usize, at: usize| if is_better(lane[at], lane[best]) { at } else { best };
            (0..lane.len()).reduce(better).unwrap_or(0) as i64
        };
        values.map_axis(axis, place).insert_axis(axis)
    }

    fn folded(
        &self,
        values: &ArrayViewD<f64>,
        none: f64,
        is_first: impl Fn(f64, f64) -> bool,
    ) -> ArrayD<f64> {
        let of = |a: &f64, b: &f64| if is_first(*a, *b) || a.is_nan() { *a } else { *b };
        self.axes
            .iter()
            .map(|axis| Axis(*axis))
            .fold(values.to_owned(), |values, axis| values.fold_axis(axis, none, of).insert_axis(axis))
    }
}

impl WithMissing for Topk {
    fn eval_with_missing(&self, ctx: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let (values, k) = args_2!(inputs);
        let numbers = values.cast_to::<f64>()?;
        let ranks: Tensor = numbers.to_plain_array_view::<f64>()?.mapv(rank).into();
        let (_, places) = args_2!(self.eval(ctx, tvec!(ranks.into_tvalue(), k))?);
        let at = places.to_plain_array_view::<i64>()?;
        let numbers = numbers.to_plain_array_view::<f64>()?;
        let taken = ArrayD::from_shape_fn(at.raw_dim(), |mut place| {
            place[self.axis] = at[&place] as usize;
            numbers[&place]
        });
        let taken = Tensor::from(taken).cast_to_dt(values.datum_type())?.into_owned();
        Ok(tvec!(taken.into_tvalue(), places))
    }
}

/// Numbers in the order of floats, with what is none above all.
fn rank(value: f64) -> i64 {
    if value.is_nan() {
        return i64::MAX;
    }
    // Both zeros are one.
    let bits = (value + 0.0).to_bits().cast_signed();
    if bits < 0 { i64::MIN - bits } else { bits }
}
