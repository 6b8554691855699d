//! What is not a number stays so. Where a value is missing, the engine's operators answer with a number all the same: the
//! rectifier of a missing value is 0 there, its logistic function nearly 0, and the largest of some passes it over. ONNX
//! Runtime keeps it missing, so that nobody takes what a model makes of it for an answer.

mod extreme;
mod ranked;
mod smooth;

use tract_onnx::tract_hir::{
    internal::*,
    tract_core::ops::{
        array::Topk,
        binary::TypedBinOp,
        element_wise::ElementWiseOp,
        math::{Max, Min, Tanh},
        nn::{Reduce, Reducer, Sigmoid},
    },
};

use self::{extreme::Extreme, ranked::Ranked, smooth::Smooth};

/// Replaces the operators of a typed model that lose what is not a number, among those on floats.
pub(crate) fn keep(model: &mut TypedModel) {
    for at in 0..model.nodes.len() {
        let of_floats = model.nodes[at]
            .inputs
            .first()
            .and_then(|input| model.outlet_fact(*input).ok())
            .is_some_and(|fact| fact.datum_type.is_float());
        if of_floats && let Some(op) = keeping(&*model.nodes[at].op) {
            model.nodes[at].op = op;
        }
    }
}

fn keeping(op: &dyn TypedOp) -> Option<Box<dyn TypedOp>> {
    if let Some(TypedBinOp(op, datatype)) = op.downcast_ref() {
        let extreme = match (op.is::<Max>(), op.is::<Min>()) {
            (true, _) => Extreme::Largest,
            (_, true) => Extreme::Smallest,
            _ => return None,
        };
        return Some(Box::new(TypedBinOp(Box::new(extreme), *datatype)));
    }
    if let Some(ElementWiseOp(op, datatype)) = op.downcast_ref() {
        let is_lossy = op.is::<Sigmoid>() || op.is::<Tanh>();
        return is_lossy.then(|| Box::new(ElementWiseOp(Box::new(Smooth(op.clone())), *datatype)) as _);
    }
    if let Some(reduce) = op.downcast_ref::<Reduce>() {
        let is_lossy =
            matches!(reduce.reducer, Reducer::Max | Reducer::Min | Reducer::ArgMax(_) | Reducer::ArgMin(_));
        return is_lossy.then(|| Box::new(Ranked(reduce.clone())) as _);
    }
    Some(Box::new(Ranked(op.downcast_ref::<Topk>()?.clone())))
}

/// Whether a tensor of floats holds a value that is not a number.
fn is_in(tensor: &Tensor) -> TractResult<bool> {
    fn any<T: Datum + tract_num_traits::Float>(tensor: &Tensor) -> TractResult<bool> {
        let values = tensor.try_as_plain_ram()?;
        // Many at a time, without a branch for each.
        let mut chunks = values.as_slice::<T>()?.chunks(64);
        Ok(chunks.any(|chunk| chunk.iter().fold(false, |found, value| found | value.is_nan())))
    }
    dispatch_floatlike!(any(tensor.datum_type())(tensor))
}
