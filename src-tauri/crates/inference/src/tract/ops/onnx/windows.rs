//! The windows of pooling: how many there are along an axis, and where they begin.

use tract_onnx::{pb::NodeProto, tract_hir::internal::*};

/// The attributes that say where windows lie, an entry for each axis of an image.
#[derive(Debug)]
pub(super) struct Windows {
    pub kernel: Vec<usize>,
    pub strides: Vec<usize>,
    pub dilations: Vec<usize>,
    /// Explicit padding before and after; none where it follows from the size.
    pads: Option<(Vec<usize>, Vec<usize>)>,
    /// With padding that follows from the size, whether the odd element is before.
    is_odd_before: bool,
    rounds_up: bool,
}

impl Windows {
    pub(super) fn of(node: &NodeProto) -> TractResult<Self> {
        let kernel: Vec<usize> = node.get_attr_vec("kernel_shape")?;
        let list = |name: &str, default: usize, len: usize| {
            let list: Option<Vec<usize>> = node.get_attr_opt_vec(name)?;
            let list = list.unwrap_or_else(|| vec![default; len]);
            ensure!(list.len() == len, "expected {len} {name}, got {}", list.len());
            Ok(list)
        };
        let rank = kernel.len();
        let (strides, dilations, pads) =
            (list("strides", 1, rank)?, list("dilations", 1, rank)?, list("pads", 0, 2 * rank)?);
        ensure!(
            strides.iter().chain(&dilations).chain(&kernel).all(|n| *n > 0),
            "a window's size and steps are at least 1"
        );
        let auto = node.get_attr_opt::<String>("auto_pad")?.unwrap_or_default();
        let pads = match auto.as_str() {
            "SAME_UPPER" | "SAME_LOWER" => None,
            "VALID" => Some((vec![0; rank], vec![0; rank])),
            _ => Some((pads[..rank].to_vec(), pads[rank..].to_vec())),
        };
        let rounds_up = node.get_attr_opt::<i64>("ceil_mode")?.unwrap_or(0) != 0;
        Ok(Self { kernel, strides, dilations, pads, is_odd_before: auto == "SAME_LOWER", rounds_up })
    }

    /// How many elements a window spans.
    fn span(&self, axis: usize) -> usize {
        (self.kernel[axis] - 1) * self.dilations[axis] + 1
    }

    /// How many windows there are along an axis of this size.
    pub(super) fn count(&self, axis: usize, size: &TDim) -> TDim {
        let stride = self.strides[axis];
        let Some((before, after)) = &self.pads else { return size.clone().divceil(stride) };
        let room = size.clone() + before[axis] + after[axis] - self.span(axis);
        (if self.rounds_up { room.divceil(stride) } else { room / stride }) + 1
    }

    /// Where the first window begins: minus the padding.
    pub(super) fn start(&self, axis: usize, size: usize) -> i64 {
        if let Some((before, _)) = &self.pads {
            return -(before[axis] as i64);
        }
        let covered =
            size.div_ceil(self.strides[axis]).saturating_sub(1) * self.strides[axis] + self.span(axis);
        let pad = covered.saturating_sub(size);
        -((if self.is_odd_before { pad.div_ceil(2) } else { pad / 2 }) as i64)
    }
}
