//! The operators that hold graphs: `If`, `Loop` and `SequenceMap`.

use std::collections::HashSet;

use tract_onnx::{
    model::ParsingContext,
    pb::{GraphProto, NodeProto},
    tract_hir::internal::*,
};

use super::{
    graph::{Graph, Moment, Work},
    value::Value,
};
use crate::model;

/// Builds such an operator; none for any other.
pub(super) fn build(
    ctx: &ParsingContext,
    proto: &NodeProto,
    known: &HashSet<&str>,
) -> TractResult<Option<Work>> {
    let graph = |name: &str| {
        let graph: Option<&GraphProto> = model::attribute(proto, name).and_then(|found| found.g.as_ref());
        Graph::new(ctx, graph.with_context(|| format!("{} has no {name}", proto.op_type))?, known)
    };
    Ok(Some(match proto.op_type.as_str() {
        "If" => branches(graph("then_branch")?, graph("else_branch")?),
        "Loop" => repeated(graph("body")?),
        "SequenceMap" => mapped(graph("body")?, proto.output.len()),
        _ => return Ok(None),
    }))
}

fn branches(yes: Graph, no: Graph) -> Work {
    Box::new(move |moment, inputs| {
        let [condition] = inputs else { bail!("If takes one input, got {}", inputs.len()) };
        let branch = if condition.scalar::<bool>()? { &yes } else { &no };
        branch.run(moment.call, Vec::new(), Some(moment.scope))
    })
}

/// Runs the body as often as told and as long as it says so. Values are carried from one run to the next; what else
/// the body gives is stacked.
fn repeated(body: Graph) -> Work {
    Box::new(move |moment, inputs| {
        let [count, condition, initial @ ..] = inputs else { bail!("Loop takes at least two inputs") };
        let count = if count.is_absent() { i64::MAX } else { count.scalar()? };
        let mut goes_on = condition.is_absent() || condition.scalar()?;
        let mut carried = initial.to_vec();
        let mut stacks: Vec<Vec<Value>> = Vec::new();
        stacks.resize_with(body.outputs.len().saturating_sub(1 + carried.len()), Vec::new);
        for iteration in 0..count {
            if !goes_on {
                break;
            }
            let mut given = vec![Value::from(tensor0(iteration)), Value::from(tensor0(true))];
            given.append(&mut carried);
            let mut outputs = body.run(moment.call, given, Some(moment.scope))?.into_iter();
            goes_on = outputs.next().context("the body gives no condition")?.scalar()?;
            carried = outputs.by_ref().take(initial.len()).collect();
            stacks.iter_mut().zip(outputs).for_each(|(stack, value)| stack.push(value));
        }
        carried.extend(stacks.iter().map(|stack| stacked(stack)).collect::<TractResult<Vec<_>>>()?);
        Ok(carried)
    })
}

fn stacked(values: &[Value]) -> TractResult<Value> {
    ensure!(!values.is_empty(), "a loop that never runs stacks nothing, whose shape nobody knows");
    let rows: Vec<Tensor> = values
        .iter()
        .map(|value| {
            let mut row = value.tensor()?.as_ref().clone();
            row.insert_axis(0)?;
            Ok(row)
        })
        .collect::<TractResult<_>>()?;
    Ok(Tensor::stack_tensors(0, &rows)?.into())
}

/// Runs the body for every element of the first sequence; further inputs are sequences of the same length, or tensors
/// that every run gets.
fn mapped(body: Graph, outputs: usize) -> Work {
    Box::new(move |moment: &Moment<'_>, inputs| {
        let length = inputs.first().context("SequenceMap takes a sequence")?.sequence()?.len();
        let mut sequences = vec![Vec::with_capacity(length); outputs];
        for at in 0..length {
            let given = inputs.iter().map(|input| match input {
                Value::Sequence(values) => values.get(at).cloned().context("a sequence is too short"),
                other => Ok(other.clone()),
            });
            let made = body.run(moment.call, given.collect::<TractResult<_>>()?, Some(moment.scope))?;
            sequences.iter_mut().zip(made).for_each(|(sequence, value)| sequence.push(value));
        }
        Ok(sequences.into_iter().map(Value::Sequence).collect())
    })
}
