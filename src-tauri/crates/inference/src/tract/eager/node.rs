//! One operator of the engine, run once its inputs are there.

use tract_onnx::{model::ParsingContext, pb::NodeProto, prelude::TypedSimplePlan, tract_hir::internal::*};

use super::{
    graph::{Moment, Work},
    value::Value,
};
use crate::{
    Limits, bounds,
    tract::{onnx, ops, plan},
};

/// Inputs that are to be scalars, by operator and place. Exporters, and bodies of functions in the specification itself,
/// give vectors of one element, which the engine refuses.
const SCALARS: [(&str, usize); 4] = [("Pad", 2), ("Range", 0), ("Range", 1), ("Range", 2)];

/// Builds an operator; also gives the names that it takes from the graphs around it.
pub(super) fn build(ctx: &ParsingContext, proto: &NodeProto) -> TractResult<(Work, Vec<String>)> {
    let builder = onnx().op_register.0.get(&proto.op_type);
    let builder = builder.with_context(|| format!("the operator {} is lacking", proto.op_type))?;
    let (operator, closed_over) = builder(ctx, proto)?;
    let proto = NodeProto { attribute: Vec::new(), ..proto.clone() };
    let work = move |moment: &Moment<'_>, inputs: &[Value]| {
        check_size(&proto, inputs, moment.call.limits)?;
        let given = inputs.iter().enumerate().filter(|(_, value)| !value.is_absent());
        let inputs = given.map(|(place, value)| {
            let tensor = value.tensor()?.clone();
            let is_scalar = SCALARS.contains(&(proto.op_type.as_str(), place)) && tensor.len() == 1;
            if is_scalar { Ok(Tensor::clone(&tensor).into_shape(&[])?.into_arc_tensor()) } else { Ok(tensor) }
        });
        let inputs: TVec<Arc<Tensor>> = inputs.collect::<TractResult<_>>()?;
        let present: Vec<bool> = proto.output.iter().map(|name| !name.is_empty()).collect();
        let outputs = match ops::own(&*operator) {
            Some(own) => own.checked_run(inputs.into_iter().map(IntoTValue::into_tvalue).collect())?,
            None => {
                run(operator.clone(), inputs, present.iter().filter(|is| **is).count(), moment.call.limits)?
            }
        };
        let mut outputs = outputs.into_iter().map(plain);
        present.into_iter().map(|is| if is { next(&mut outputs) } else { Ok(Value::Absent) }).collect()
    };
    Ok((Box::new(work), closed_over))
}

fn next(outputs: &mut impl Iterator<Item = TractResult<Value>>) -> TractResult<Value> {
    outputs.next().context("the operator gives fewer outputs than the node names")?
}

/// The engine's symbolic integers are plain ones here.
fn plain(value: TValue) -> TractResult<Value> {
    if value.datum_type() == TDim::datum_type() {
        return Ok(value.cast_to::<i64>()?.into_owned().into());
    }
    Ok(value.into())
}

/// Runs an operator as a model of its own, whose inputs are constants: so it may look at their values.
fn run(
    operator: Box<dyn InferenceOp>,
    inputs: TVec<Arc<Tensor>>,
    outputs: usize,
    limits: &Limits,
) -> TractResult<TVec<TValue>> {
    let mut model = InferenceModel::default();
    let mut outlets = Vec::with_capacity(inputs.len());
    for (ix, input) in inputs.into_iter().enumerate() {
        outlets.push(model.add_const(format!("input{ix}"), input)?);
    }
    let facts = (0..outputs).map(|_| InferenceFact::default()).collect();
    let id = model.add_node("operator", operator, facts)?;
    for (ix, outlet) in outlets.into_iter().enumerate() {
        model.add_edge(outlet, InletId::new(id, ix))?;
    }
    let outputs: Vec<OutletId> = (0..outputs).map(|ix| OutletId::new(id, ix)).collect();
    model.select_output_outlets(&outputs)?;
    let typed = model.into_typed()?;
    plan::check_volumes(&typed, limits)?;
    TypedSimplePlan::new(typed)?.run(tvec![])
}

/// Refuses an operator whose inputs ask for a tensor over the limit.
fn check_size(proto: &NodeProto, inputs: &[Value], limits: &Limits) -> TractResult<()> {
    let numbers = |position: usize| {
        let tensor = inputs.get(position)?.tensor().ok()?;
        let numbers = tensor.cast_to::<f64>().ok().filter(|_| tensor.len() <= bounds::MOST)?;
        Some(numbers.try_as_plain_ram().ok()?.as_slice::<f64>().ok()?.to_vec())
    };
    Ok(bounds::check_size(proto, numbers, limits)?)
}
