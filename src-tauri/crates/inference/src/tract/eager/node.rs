//! One operator of the engine, run once its inputs are there.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tract_onnx::{model::ParsingContext, pb::NodeProto, prelude::TypedSimplePlan, tract_hir::internal::*};

use super::{
    Call,
    graph::{Moment, Work},
    value::Value,
};
use crate::{
    Limits, bounds,
    tract::{
        Builder, nan, onnx, ops,
        plan::{self, Plan},
    },
};

/// Inputs that are to be scalars, by operator and place. Exporters, and bodies of functions in the specification itself,
/// give vectors of one element, which the engine refuses.
const SCALARS: [(&str, usize); 4] = [("Pad", 2), ("Range", 0), ("Range", 1), ("Range", 2)];

/// How many plans for recent shapes an operator keeps.
const RECENT_PLANS: usize = 8;

/// An operator of the engine with the plans that it was run by.
struct Node {
    proto: NodeProto,
    operator: Box<dyn InferenceOp>,
    /// Which inputs are the same in every call.
    constant: Vec<bool>,
    /// Whether a plan must know the values of small tensors, such as sizes, positions and axes. Found out by trying.
    needs_values: AtomicBool,
    /// The plans of recent calls; none for a call whose like has not come a second time.
    recent: Mutex<VecDeque<(Likeness, Option<Arc<Plan>>)>>,
}

/// What two calls have in common that one plan can serve: types, shapes, and values where they are needed.
type Likeness = Vec<(DatumType, TVec<usize>, Option<Arc<Tensor>>)>;

/// Builds an operator; also gives the names that it takes from the graphs around it.
pub(super) fn build(
    ctx: &ParsingContext,
    proto: &NodeProto,
    is_constant: impl Fn(&str) -> bool,
) -> TractResult<(Work, Vec<String>)> {
    let (operator, closed_over) = builder(&proto.op_type)?(ctx, proto)?;
    let names = proto.input.iter().chain(&closed_over).filter(|name| !name.is_empty());
    let node = Node {
        constant: names.map(|name| is_constant(name)).collect(),
        proto: NodeProto { attribute: Vec::new(), ..proto.clone() },
        operator,
        needs_values: AtomicBool::new(false),
        recent: Mutex::default(),
    };
    let work = move |moment: &Moment<'_>, inputs: &[Value]| node.run(inputs, moment.call);
    Ok((Box::new(work), closed_over))
}

/// The value of a `Constant`.
pub(super) fn constant(ctx: &ParsingContext, proto: &NodeProto) -> TractResult<Value> {
    let (operator, _) = builder(&proto.op_type)?(ctx, proto)?;
    let values = operator.eval_out_of_plan(tvec![])?.context("a constant has no value")?;
    Ok(values.into_iter().next().context("a constant has no value")?.into())
}

fn builder(operator: &str) -> TractResult<Builder> {
    onnx().op_register.0.get(operator).copied().with_context(|| format!("the operator {operator} is lacking"))
}

impl Node {
    fn run(&self, inputs: &[Value], call: &Call<'_>) -> TractResult<Vec<Value>> {
        self.check_size(inputs, call.limits)?;
        let inputs = self.present(inputs)?;
        let outputs = match ops::own(&*self.operator) {
            Some(own) => own.checked_run(inputs.into_iter().map(IntoTValue::into_tvalue).collect())?,
            None => match self.planned(&inputs, call) {
                Some(outputs) => outputs,
                None => self.run_once(&inputs, call.limits)?,
            },
        };
        let mut outputs = outputs.into_iter().map(plain);
        let next = |name: &String| match name.as_str() {
            "" => Ok(Value::Absent),
            _ => outputs.next().context("the operator gives fewer outputs than the node names")?,
        };
        self.proto.output.iter().map(next).collect()
    }

    /// The inputs that are there.
    fn present(&self, inputs: &[Value]) -> TractResult<TVec<Arc<Tensor>>> {
        let given = inputs.iter().enumerate().filter(|(_, value)| !value.is_absent());
        let tensors = given.map(|(place, value)| {
            let tensor = value.tensor()?;
            let is_scalar = SCALARS.contains(&(self.proto.op_type.as_str(), place)) && tensor.len() == 1;
            if is_scalar {
                return Ok(Tensor::clone(tensor).into_shape(&[])?.into_arc_tensor());
            }
            Ok(tensor.clone())
        });
        tensors.collect()
    }

    /// Runs by a plan, from the second call on that is like an earlier one. None where there is none yet or it does not
    /// serve.
    fn planned(&self, inputs: &[Arc<Tensor>], call: &Call<'_>) -> Option<TVec<TValue>> {
        let lock = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let likeness = self.likeness(inputs);
        let known = lock().iter().find(|(of, _)| *of == likeness).map(|(_, plan)| plan.clone());
        let plan = match known {
            Some(Some(plan)) => plan,
            Some(None) => {
                let plan = Arc::new(self.plan(inputs, call.limits)?);
                lock()
                    .iter_mut()
                    .filter(|(of, _)| *of == likeness)
                    .for_each(|(_, at)| *at = Some(plan.clone()));
                plan
            }
            None => {
                let mut recent = lock();
                recent.truncate(RECENT_PLANS - 1);
                recent.push_front((likeness, None));
                return None;
            }
        };
        let open = inputs.iter().enumerate().filter(|(place, input)| !self.is_fixed(*place, input));
        let open = open.map(|(_, input)| input.clone().into_tvalue()).collect();
        let outputs = plan.run(open, call.stop).ok();
        self.needs_values.fetch_or(outputs.is_none(), Ordering::Relaxed);
        outputs
    }

    fn plan(&self, inputs: &[Arc<Tensor>], limits: &Limits) -> Option<Plan> {
        let model = self.model(inputs, |place| self.is_fixed(place, &inputs[place])).ok()?;
        let plan = Plan::build(model, limits).ok();
        self.needs_values.fetch_or(plan.is_none(), Ordering::Relaxed);
        plan
    }

    /// Whether a plan holds an input as a constant.
    fn is_fixed(&self, place: usize, input: &Tensor) -> bool {
        let is_constant = self.constant.get(place).copied().unwrap_or(false);
        is_constant || (is_small(input) && self.needs_values.load(Ordering::Relaxed))
    }

    fn likeness(&self, inputs: &[Arc<Tensor>]) -> Likeness {
        let needs_values = self.needs_values.load(Ordering::Relaxed);
        let of = |input: &Arc<Tensor>| {
            let value = (needs_values && is_small(input)).then(|| input.clone());
            (input.datum_type(), input.shape().into(), value)
        };
        inputs.iter().map(of).collect()
    }

    /// Runs with all inputs as constants, so that the operator may look at their values.
    fn run_once(&self, inputs: &[Arc<Tensor>], limits: &Limits) -> TractResult<TVec<TValue>> {
        let mut typed = self.model(inputs, |_| true)?.into_typed()?;
        plan::check_volumes(&typed, limits)?;
        nan::keep(&mut typed);
        TypedSimplePlan::new(typed)?.run(tvec![])
    }

    /// The operator as a model of its own.
    fn model(&self, inputs: &[Arc<Tensor>], is_fixed: impl Fn(usize) -> bool) -> TractResult<InferenceModel> {
        let mut model = InferenceModel::default();
        let mut outlets = Vec::with_capacity(inputs.len());
        for (place, input) in inputs.iter().enumerate() {
            let name = format!("input{place}");
            outlets.push(if is_fixed(place) {
                model.add_const(name, input.clone())?
            } else {
                model.add_source(name, InferenceFact::dt_shape(input.datum_type(), input.shape()))?
            });
        }
        let outputs = self.proto.output.iter().filter(|name| !name.is_empty()).count();
        let facts = (0..outputs).map(|_| InferenceFact::default()).collect();
        let id = model.add_node("operator", self.operator.clone(), facts)?;
        for (place, outlet) in outlets.into_iter().enumerate() {
            model.add_edge(outlet, InletId::new(id, place))?;
        }
        let outputs: Vec<OutletId> = (0..outputs).map(|ix| OutletId::new(id, ix)).collect();
        model.select_output_outlets(&outputs)?;
        Ok(model)
    }

    /// Refuses an operator whose inputs ask for a tensor over the limit.
    fn check_size(&self, inputs: &[Value], limits: &Limits) -> TractResult<()> {
        let numbers = |place: usize| {
            let tensor = inputs.get(place)?.tensor().ok()?;
            let numbers = tensor.cast_to::<f64>().ok().filter(|_| tensor.len() <= bounds::MOST)?;
            Some(numbers.try_as_plain_ram().ok()?.as_slice::<f64>().ok()?.to_vec())
        };
        Ok(bounds::check_size(&self.proto, numbers, limits)?)
    }
}

/// Whether a tensor may give sizes, positions or axes.
fn is_small(tensor: &Tensor) -> bool {
    tensor.rank() <= 1 && tensor.len() <= bounds::MOST && !tensor.datum_type().is_float()
}

/// The engine's symbolic integers are plain ones here.
fn plain(value: TValue) -> TractResult<Value> {
    if value.datum_type() == TDim::datum_type() {
        return Ok(value.cast_to::<i64>()?.into_owned().into());
    }
    Ok(value.into())
}
