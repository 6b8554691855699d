//! The layers that a program begins with, over rows as callers send them: no number changes its place until the last
//! layer's few are left.

use super::{
    column::Column,
    packed::Packed,
    program::{Activation, Step},
};

/// Layers of fewer outputs are quicker with one row a lane.
const OUTPUTS_MIN: usize = 8;

/// Layers over all columns of one input.
#[derive(Debug)]
pub(super) struct Layers {
    input: usize,
    /// Offset and scale of each column, where the input is scaled first.
    scaled: Option<(Vec<f32>, Vec<f32>)>,
    layers: Vec<Packed>,
    /// The numbers a row that come out.
    pub width: usize,
}

/// Memory for the rows that are worked on.
#[derive(Debug, Default)]
pub(super) struct Rows {
    from: Vec<f32>,
    to: Vec<f32>,
}

impl Layers {
    /// The layers at a program's beginning, and how many of its steps they are; none where it begins otherwise.
    pub(super) fn of(steps: &[Step]) -> Option<(Self, usize)> {
        let [Step::Load { input, picked, at: 0 }, rest @ ..] = steps else { return None };
        picked.iter().enumerate().all(|(at, from)| at == *from).then_some(())?;
        let (scaled, rest) = match rest {
            [Step::Scale { at: 0, offset, scale }, rest @ ..] if scale.len() == picked.len() => {
                (Some((offset.clone(), scale.clone())), rest)
            }
            _ => (None, rest),
        };
        let (mut layers, mut width, mut left) = (vec![], 0, rest);
        while let [Step::Dense { weights, bias }, after @ ..] = left {
            if layers.is_empty() && bias.len() < OUTPUTS_MIN {
                return None;
            }
            let is_rectified = matches!(after, [Step::Activate(Activation::Relu), ..]);
            layers.push(Packed::new(weights, bias, is_rectified));
            width = bias.len();
            left = &after[usize::from(is_rectified)..];
        }
        let taken = steps.len() - left.len();
        (!layers.is_empty()).then_some((Self { input: *input, scaled, layers, width }, taken))
    }

    /// Takes some rows through all layers; gives the numbers of the last, and how far apart rows are there.
    pub(super) fn run<'a>(
        &self,
        memory: &'a mut Rows,
        inputs: &[Column],
        first: usize,
        rows: usize,
    ) -> (&'a [f32], usize) {
        let Rows { from, to } = memory;
        let mut layers = self.layers.iter();
        let mut stride = 0;
        if let Some(layer) = layers.next() {
            match inputs[self.input] {
                Column::Floats(values, width) if self.scaled.is_none() => {
                    let x = &values[first * width..][..rows * width];
                    layer.sums(x, width, room(to, rows * layer.stride()));
                }
                Column::Floats(values, width) => {
                    let x = &values[first * width..][..rows * width];
                    self.stage(x.iter().copied(), room(from, x.len()));
                    layer.sums(&from[..x.len()], width, room(to, rows * layer.stride()));
                }
                Column::Ints(values, width) => {
                    let x = &values[first * width..][..rows * width];
                    self.stage(x.iter().map(|x| *x as f32), room(from, x.len()));
                    layer.sums(&from[..x.len()], width, room(to, rows * layer.stride()));
                }
                Column::Texts(_) => unreachable!("texts are never loaded as numbers"),
            }
            stride = layer.stride();
        }
        for layer in layers {
            std::mem::swap(from, to);
            layer.sums(&from[..rows * stride], stride, room(to, rows * layer.stride()));
            stride = layer.stride();
        }
        (&to[..rows * stride], stride)
    }

    /// Copies numbers, scaled where the input is.
    fn stage(&self, x: impl Iterator<Item = f32>, staged: &mut [f32]) {
        staged.iter_mut().zip(x).for_each(|(staged, x)| *staged = x);
        if let Some((offset, scale)) = &self.scaled {
            for row in staged.chunks_exact_mut(scale.len()) {
                let columns = offset.iter().zip(scale);
                row.iter_mut().zip(columns).for_each(|(x, (offset, scale))| *x = (*x - offset) * scale);
            }
        }
    }
}

/// The first `size` numbers of a list that grows to hold them.
fn room(list: &mut Vec<f32>, size: usize) -> &mut [f32] {
    if list.len() < size {
        list.resize(size, 0.0);
    }
    &mut list[..size]
}
