//! The operators on sequences of tensors and on values that may be absent.

use tract_onnx::{pb::NodeProto, tract_hir::internal::*};

use super::{graph::Work, value::Value};

/// Builds such an operator; none for any other.
pub(super) fn build(proto: &NodeProto) -> TractResult<Option<Work>> {
    let axis = proto.get_attr_opt::<i64>("axis")?;
    let flag = |name: &str, default: i64| {
        Ok::<_, TractError>(proto.get_attr_opt::<i64>(name)?.unwrap_or(default) != 0)
    };
    Ok(Some(match proto.op_type.as_str() {
        "Identity" => one(|inputs| Ok(first(inputs)?.clone())),
        "Optional" => one(|inputs| Ok(inputs.first().cloned().unwrap_or(Value::Absent))),
        "OptionalGetElement" => one(|inputs| match first(inputs)? {
            Value::Absent => bail!("the optional value is not there"),
            value => Ok(value.clone()),
        }),
        "OptionalHasElement" => {
            one(|inputs| Ok(tensor0(inputs.first().is_some_and(|value| !value.is_absent())).into()))
        }
        "SequenceEmpty" => one(|_| Ok(Value::Sequence(Vec::new()))),
        "SequenceConstruct" => one(|inputs| Ok(Value::Sequence(inputs.to_vec()))),
        "SequenceLength" => one(|inputs| Ok(tensor0(first(inputs)?.sequence()?.len() as i64).into())),
        "SequenceAt" => one(|inputs| {
            let values = first(inputs)?.sequence()?;
            Ok(values[position(&inputs[1..], values.len(), false)?].clone())
        }),
        "SequenceErase" => one(|inputs| {
            let mut values = first(inputs)?.sequence()?.to_vec();
            values.remove(position(&inputs[1..], values.len(), false)?);
            Ok(Value::Sequence(values))
        }),
        "SequenceInsert" => one(|inputs| {
            let [sequence, value, at @ ..] = inputs else {
                bail!("SequenceInsert takes a sequence and a tensor")
            };
            let mut values = sequence.sequence()?.to_vec();
            values.insert(position(at, values.len(), true)?, value.clone());
            Ok(Value::Sequence(values))
        }),
        "ConcatFromSequence" => {
            let (axis, is_new) = (axis.context("ConcatFromSequence has no axis")?, flag("new_axis", 0)?);
            one(move |inputs| joined(first(inputs)?.sequence()?, axis, is_new))
        }
        "SplitToSequence" => {
            let (axis, keeps) = (axis.unwrap_or(0), flag("keepdims", 1)?);
            one(move |inputs| split(first(inputs)?.tensor()?, inputs.get(1), axis, keeps))
        }
        _ => return Ok(None),
    }))
}

fn one(work: impl Fn(&[Value]) -> TractResult<Value> + Send + Sync + 'static) -> Work {
    Box::new(move |_, inputs| Ok(vec![work(inputs)?]))
}

fn first(inputs: &[Value]) -> TractResult<&Value> {
    inputs.first().context("expected an input")
}

/// The position in a sequence that an input gives, counted from the end where it is negative: the last one when it is
/// left out, or the one behind it where a value is to be inserted.
fn position(inputs: &[Value], length: usize, inserts: bool) -> TractResult<usize> {
    let end = if inserts { length } else { length.wrapping_sub(1) };
    let position = match inputs.first().filter(|value| !value.is_absent()) {
        None => end,
        Some(value) => {
            let position = value.scalar::<i64>()?;
            usize::try_from(if position < 0 { position + length as i64 } else { position })?
        }
    };
    let places = if inserts { length + 1 } else { length };
    ensure!(position < places, "a sequence of {length} has no position {position}");
    Ok(position)
}

fn axis_of(axis: i64, rank: usize) -> TractResult<usize> {
    let counted = usize::try_from(if axis < 0 { axis + rank as i64 } else { axis })?;
    ensure!(counted < rank, "a tensor of {rank} dimensions has no axis {axis}");
    Ok(counted)
}

fn joined(values: &[Value], axis: i64, is_new: bool) -> TractResult<Value> {
    let mut tensors: Vec<Tensor> =
        values.iter().map(|value| Ok(value.tensor()?.as_ref().clone())).collect::<TractResult<_>>()?;
    let rank = tensors.first().context("an empty sequence cannot be joined")?.rank();
    let axis = axis_of(axis, if is_new { rank + 1 } else { rank })?;
    if is_new {
        tensors.iter_mut().try_for_each(|tensor| tensor.insert_axis(axis))?;
    }
    Ok(Tensor::stack_tensors(axis, &tensors)?.into())
}

/// Pieces along an axis: of one each by default, of the same length, or of the lengths given.
fn split(tensor: &Tensor, lengths: Option<&Value>, axis: i64, keeps: bool) -> TractResult<Value> {
    let axis = axis_of(axis, tensor.rank())?;
    let size = tensor.shape()[axis];
    let given = lengths.filter(|value| !value.is_absent()).map(|value| value.tensor()).transpose()?;
    let lengths = match given {
        None => vec![1; size],
        Some(lengths) => {
            let scalar = lengths.rank() == 0;
            let lengths = lengths.cast_to::<i64>()?;
            let lengths = lengths.try_as_plain_ram()?.as_slice::<i64>()?.to_vec();
            let lengths: Vec<usize> =
                lengths.into_iter().map(|length| Ok(usize::try_from(length)?)).collect::<TractResult<_>>()?;
            if scalar { pieces(size, lengths[0])? } else { lengths }
        }
    };
    ensure!(lengths.iter().sum::<usize>() == size, "the pieces {lengths:?} are not {size} together");
    let mut start = 0;
    let pieces = lengths.into_iter().map(|length| {
        let mut piece = tensor.slice(axis, start, start + length)?;
        start += length;
        if given.is_none() && !keeps {
            piece.remove_axis(axis)?;
        }
        Ok(piece.into())
    });
    Ok(Value::Sequence(pieces.collect::<TractResult<_>>()?))
}

fn pieces(size: usize, length: usize) -> TractResult<Vec<usize>> {
    ensure!(length > 0, "a piece has at least one element");
    let mut lengths = vec![length; size / length];
    lengths.extend(Some(size % length).filter(|rest| *rest > 0));
    Ok(lengths)
}
