//! `CenterCropPad`: an image of a given size, from the middle of a larger one or around a smaller one.

use tract_ndarray::{ArrayD, Axis, IxDyn, Slice};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{axis, elements};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct CenterCropPad {
    axes: Option<Vec<i64>>,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, CenterCropPad { axes: node.get_attr_opt_vec("axes")? })
}

/// Makes one axis shorter or longer on both sides; an odd element is at the end.
fn resized<T: Datum>(input: ArrayD<T>, axis: usize, size: usize) -> ArrayD<T> {
    let old = input.len_of(Axis(axis));
    let kept = old.min(size);
    let middle = |of: usize| {
        let start = (of - kept) / 2;
        Slice::from(start..start + kept)
    };
    let cropped = input.slice_axis(Axis(axis), middle(old));
    let mut shape = input.shape().to_vec();
    shape[axis] = size;
    let mut output = ArrayD::from_elem(IxDyn(&shape), T::default());
    output.slice_axis_mut(Axis(axis), middle(size)).assign(&cropped);
    output
}

fn center<T: Datum>(input: &Tensor, sizes: &[(usize, usize)]) -> TractResult<Tensor> {
    let mut output = input.clone().into_plain_array::<T>()?;
    for (axis, size) in sizes {
        output = resized(output, *axis, *size);
    }
    Ok(output.into())
}

impl Operator for CenterCropPad {
    fn name(&self) -> &'static str {
        "CenterCropPad"
    }

    fn depends_on_values(&self) -> bool {
        true
    }

    fn facts(&self, _: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        bail!("the output's size is a value")
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let [input, sizes] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        let sizes = elements::<i64>(sizes)?;
        let all: Vec<i64> = (0..input.rank() as i64).collect();
        let axes = self.axes.as_ref().unwrap_or(&all);
        ensure!(axes.len() == sizes.len(), "expected {} sizes, got {}", axes.len(), sizes.len());
        let sizes =
            axes.iter().zip(sizes).map(|(at, size)| Ok((axis(*at, input.rank())?, usize::try_from(size)?)));
        let sizes = sizes.collect::<TractResult<Vec<_>>>()?;
        Ok(tvec!(dispatch_datum!(center(input.datum_type())(input, &sizes))?))
    }
}
