//! `LpPool`: the p-norm of each window.

use tract_ndarray::{ArrayD, Axis, Dimension as _, IxDyn, indices};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{places::array, windows::Windows};
use crate::tract::ops::{
    glue::{Built, Operator, built},
    rows::only,
};

#[derive(Debug)]
struct LpPool {
    windows: Windows,
    p: i32,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let p = node.get_attr_opt::<i32>("p")?.unwrap_or(2);
    built(node, LpPool { windows: Windows::of(node)?, p })
}

impl LpPool {
    fn shape(&self, input: &[TDim]) -> TractResult<TVec<TDim>> {
        let axes = self.windows.kernel.len();
        ensure!(input.len() == axes + 2, "expected an input of {} dimensions, got {}", axes + 2, input.len());
        let counts = input[2..].iter().enumerate().map(|(axis, size)| self.windows.count(axis, size));
        Ok(input[..2].iter().cloned().chain(counts).collect())
    }

    /// Pools along one axis after the other: the sum of a window's powers is the sum of its rows' sums.
    fn sums(&self, mut powers: ArrayD<f64>) -> TractResult<ArrayD<f64>> {
        let Windows { kernel, strides, dilations, .. } = &self.windows;
        for axis in 0..kernel.len() {
            let size = powers.len_of(Axis(axis + 2));
            let start = self.windows.start(axis, size);
            let mut shape = powers.shape().to_vec();
            shape[axis + 2] = self.windows.count(axis, &size.to_dim()).to_usize()?;
            let mut sums = ArrayD::zeros(IxDyn(&shape));
            for at in indices(shape.clone()) {
                let mut from = at.slice().to_vec();
                let first = start + (from[axis + 2] * strides[axis]) as i64;
                for step in 0..kernel[axis] {
                    let position = first + (step * dilations[axis]) as i64;
                    if let Some(position) = usize::try_from(position).ok().filter(|position| *position < size)
                    {
                        from[axis + 2] = position;
                        sums[&at] += powers[from.as_slice()];
                    }
                }
            }
            powers = sums;
        }
        Ok(powers)
    }
}

impl Operator for LpPool {
    fn name(&self) -> &'static str {
        "LpPool"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let input = only(inputs)?;
        Ok(tvec!(input.datum_type.fact(self.shape(&input.shape.to_tvec())?)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let powers = array::<f64>(input)?.mapv(|x| x.abs().powi(self.p));
        let norms = self.sums(powers)?.mapv(|sum| sum.powf(1.0 / f64::from(self.p)));
        Ok(tvec!(norms.into_tensor().cast_to_dt(input.datum_type())?.into_owned()))
    }
}
