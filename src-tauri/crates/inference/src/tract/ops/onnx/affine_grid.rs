//! `AffineGrid`: where each pixel of an output comes from, for `GridSample`.

use tract_ndarray::{ArrayD, Dimension as _, IxDyn, indices};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{array, elements};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct AffineGrid {
    aligns_corners: bool,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    built(node, AffineGrid { aligns_corners: node.get_attr_opt::<i64>("align_corners")?.unwrap_or(0) != 0 })
}

impl AffineGrid {
    /// A position on an axis of so many pixels, from -1 to 1.
    fn position(&self, at: usize, size: usize) -> f64 {
        match (self.aligns_corners, size) {
            (true, 1) => -1.0,
            (true, _) => 2.0 * at as f64 / (size - 1) as f64 - 1.0,
            (false, _) => (2 * at + 1) as f64 / size as f64 - 1.0,
        }
    }
}

impl Operator for AffineGrid {
    fn name(&self) -> &'static str {
        "AffineGrid"
    }

    fn depends_on_values(&self) -> bool {
        true
    }

    fn facts(&self, _: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        bail!("the grid's size is a value")
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let [theta, size] = inputs else { bail!("expected two inputs, got {}", inputs.len()) };
        let sizes = elements::<i64>(size)?;
        let sizes = sizes.iter().map(|size| Ok(usize::try_from(*size)?)).collect::<TractResult<Vec<_>>>()?;
        let [batch, _, image @ ..] = sizes.as_slice() else { bail!("expected the size of an image") };
        let axes = image.len();
        ensure!(
            theta.shape() == [*batch, axes, axes + 1],
            "expected {batch} matrices of {axes} rows, got {:?}",
            theta.shape()
        );
        let matrices = array::<f64>(theta)?;
        let shape: Vec<usize> = [&[*batch], image, &[axes]].concat();
        let mut grid = ArrayD::<f64>::zeros(IxDyn(&shape));
        for at in indices(shape) {
            let at = at.slice();
            let (entry, row) = (at[0], at[axes + 1]);
            // The image's axes are from the slowest to the fastest, a grid's coordinates the other way round.
            let positions = (0..axes).map(|axis| self.position(at[axes - axis], image[axes - 1 - axis]));
            let moved = positions.enumerate().map(|(axis, position)| matrices[[entry, row, axis]] * position);
            grid[at] = moved.sum::<f64>() + matrices[[entry, row, axes]];
        }
        Ok(tvec!(grid.into_tensor().cast_to_dt(theta.datum_type())?.into_owned()))
    }
}
