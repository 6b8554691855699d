//! Which scale and which zero point belongs to an element of a quantised tensor.

use tract_onnx::tract_hir::internal::*;

/// One for the whole tensor, one for each place on an axis, or one for each block along it.
pub(super) struct Scales {
    kind: Kind,
    /// Elements behind the axis.
    inner: usize,
    /// The size of the axis.
    size: usize,
}

enum Kind {
    Whole,
    Axis,
    Blocks { size: usize, count: usize },
}

impl Scales {
    pub(super) fn new(shape: &[usize], scales: &[usize], axis: i64, block: usize) -> TractResult<Self> {
        let kind = match scales.iter().product() {
            1 => return Ok(Self { kind: Kind::Whole, inner: 1, size: 1 }),
            count if block == 0 => {
                let size = shape[super::places::axis(axis, shape.len())?];
                ensure!(count == size, "expected {size} scales, got {count}");
                Kind::Axis
            }
            _ => {
                let axis = super::places::axis(axis, shape.len())?;
                let mut blocks = shape.to_vec();
                blocks[axis] = blocks[axis].div_ceil(block);
                ensure!(scales == blocks, "expected scales of shape {blocks:?}, got {scales:?}");
                Kind::Blocks { size: block, count: blocks[axis] }
            }
        };
        let axis = super::places::axis(axis, shape.len())?;
        Ok(Self { kind, inner: shape[axis + 1..].iter().product(), size: shape[axis] })
    }

    /// The position of the scale for the element at this position.
    pub(super) fn of(&self, element: usize) -> usize {
        let at = || element / self.inner % self.size;
        match self.kind {
            Kind::Whole => 0,
            Kind::Axis => at(),
            Kind::Blocks { size, count } => {
                let before = element / (self.inner * self.size);
                (before * count + at() / size) * self.inner + element % self.inner
            }
        }
    }
}
