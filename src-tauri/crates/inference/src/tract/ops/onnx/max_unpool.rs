//! `MaxUnpool`: the largest values of windows back where they were.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{Places, elements};
use crate::tract::ops::{
    glue::{Built, Operator, built},
    rows::{self, slice},
};

#[derive(Debug)]
struct MaxUnpool {
    places: Places,
    kernel: Vec<usize>,
    strides: Vec<usize>,
    pads: Vec<usize>,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let kernel: Vec<usize> = node.get_attr_vec("kernel_shape")?;
    let strides = node.get_attr_opt_vec("strides")?.unwrap_or_else(|| vec![1; kernel.len()]);
    let pads = node.get_attr_opt_vec("pads")?.unwrap_or_else(|| vec![0; 2 * kernel.len()]);
    ensure!(
        strides.len() == kernel.len() && pads.len() == 2 * kernel.len(),
        "strides or pads do not fit the kernel"
    );
    built(node, MaxUnpool { places: Places::of(node), kernel, strides, pads })
}

impl MaxUnpool {
    /// The shape that was pooled, as far as the windows tell.
    fn pooled(&self, input: &[usize]) -> TractResult<TVec<usize>> {
        let axes = self.kernel.len();
        ensure!(input.len() == axes + 2, "expected an input of {} dimensions, got {}", axes + 2, input.len());
        let sizes = input[2..].iter().enumerate().map(|(axis, size)| {
            let covered = size.saturating_sub(1) * self.strides[axis] + self.kernel[axis];
            let pads = self.pads[axis] + self.pads[axis + axes];
            covered.checked_sub(pads).context("the padding is larger than the output")
        });
        input[..2].iter().map(|size| Ok(*size)).chain(sizes).collect()
    }
}

/// Indices count in the shape that was pooled; a larger output has it at its beginning.
fn unpool<T: Datum>(
    input: &Tensor,
    indices: &[i64],
    pooled: &[usize],
    shape: &[usize],
) -> TractResult<Tensor> {
    let mut values = vec![T::default(); pooled.iter().product()];
    for (value, index) in slice::<T>(input)?.iter().zip(indices) {
        let place = usize::try_from(*index).ok().and_then(|index| values.get_mut(index));
        *place.with_context(|| format!("index {index} is outside of the output"))? = value.clone();
    }
    let values = rows::tensor(pooled, values)?.into_plain_array::<T>()?;
    let mut output = tract_ndarray::ArrayD::from_elem(shape, T::default());
    ensure!(
        shape.len() == pooled.len() && shape.iter().zip(pooled).all(|(outer, inner)| outer >= inner),
        "the output's shape {shape:?} does not hold {pooled:?}"
    );
    output.slice_each_axis_mut(|axis| (0..pooled[axis.axis.index()]).into()).assign(&values);
    Ok(output.into())
}

impl Operator for MaxUnpool {
    fn name(&self) -> &'static str {
        "MaxUnpool"
    }

    fn depends_on_values(&self) -> bool {
        true
    }

    fn facts(&self, _: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        bail!("the output's shape may be a value")
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = self.places.get(inputs, 0)?;
        let indices = elements::<i64>(self.places.get(inputs, 1)?)?;
        let pooled = self.pooled(input.shape())?;
        let shape = match self.places.optional(inputs, 2) {
            Some(shape) => elements::<i64>(shape)?
                .into_iter()
                .map(|size| Ok(usize::try_from(size)?))
                .collect::<TractResult<_>>()?,
            None => pooled.clone(),
        };
        Ok(tvec!(dispatch_numbers!(unpool(input.datum_type())(input, &indices, &pooled, &shape))?))
    }
}
