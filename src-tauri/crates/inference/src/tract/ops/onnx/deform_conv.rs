//! `DeformConv`: a convolution of images whose kernel looks at points that are moved for each output.

use tract_ndarray::{Array4, ArrayView2, ArrayView4, Ix4, s};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{Places, array, elements};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct DeformConv {
    places: Places,
    strides: Vec<usize>,
    dilations: Vec<usize>,
    pads: Vec<usize>,
    groups: usize,
    offset_groups: usize,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let list = |name: &str, default: usize, len: usize| {
        let list: Vec<usize> = node.get_attr_opt_vec(name)?.unwrap_or_else(|| vec![default; len]);
        ensure!(list.len() == len, "DeformConv is of images: expected {len} {name}, got {}", list.len());
        Ok(list)
    };
    let operator = DeformConv {
        places: Places::of(node),
        strides: list("strides", 1, 2)?,
        dilations: list("dilations", 1, 2)?,
        pads: list("pads", 0, 4)?,
        groups: node.get_attr_opt("group")?.unwrap_or(1),
        offset_groups: node.get_attr_opt("offset_group")?.unwrap_or(1),
    };
    built(node, operator)
}

/// A point between four pixels; what lies outside of the image counts as 0.
fn sample(image: ArrayView2<f32>, y: f32, x: f32) -> f32 {
    let (top, left) = (y.floor(), x.floor());
    let (down, across) = (y - top, x - left);
    let pixel = |dy: f32, dx: f32| {
        let (y, x) = (top + dy, left + dx);
        let inside = y >= 0.0 && x >= 0.0;
        if inside { image.get([y as usize, x as usize]).copied().unwrap_or(0.0) } else { 0.0 }
    };
    (1.0 - down) * ((1.0 - across) * pixel(0.0, 0.0) + across * pixel(0.0, 1.0))
        + down * ((1.0 - across) * pixel(1.0, 0.0) + across * pixel(1.0, 1.0))
}

/// What one output is made from, beside its place.
struct Parts<'a> {
    images: ArrayView4<'a, f32>,
    weights: ArrayView4<'a, f32>,
    offsets: ArrayView4<'a, f32>,
    mask: Option<ArrayView4<'a, f32>>,
}

impl DeformConv {
    fn output(&self, parts: &Parts, (entry, channel, row, column): (usize, usize, usize, usize)) -> f32 {
        let (channels, kernel_channels) = (parts.images.dim().1, parts.weights.dim().1);
        let (height, width) = (parts.weights.dim().2, parts.weights.dim().3);
        let first = channel / (parts.weights.dim().0 / self.groups) * kernel_channels;
        let mut sum = 0.0;
        for inner in 0..kernel_channels {
            let image = parts.images.slice(s![entry, first + inner, .., ..]);
            let group = (first + inner) / (channels / self.offset_groups);
            for (ky, kx) in (0..height).flat_map(|ky| (0..width).map(move |kx| (ky, kx))) {
                let point = (group * height + ky) * width + kx;
                let place = |axis: usize, at: usize, k: usize| {
                    let fixed = at * self.strides[axis] + k * self.dilations[axis];
                    fixed as f32 - self.pads[axis] as f32
                        + parts.offsets[[entry, 2 * point + axis, row, column]]
                };
                let weight = parts.weights[[channel, inner, ky, kx]];
                let mask = parts.mask.map_or(1.0, |mask| mask[[entry, point, row, column]]);
                sum += sample(image, place(0, row, ky), place(1, column, kx)) * weight * mask;
            }
        }
        sum
    }
}

impl Operator for DeformConv {
    fn name(&self) -> &'static str {
        "DeformConv"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let [images, weights, offsets] = [0, 1, 2].map(|place| self.places.get(inputs, place));
        let (images, weights, offsets) = (images?, weights?, offsets?);
        ensure!(
            [images, weights, offsets].iter().all(|fact| fact.rank() == 4),
            "DeformConv is of images only"
        );
        let fixed = |fact: &TypedFact, axis: usize| fact.shape[axis].to_usize();
        let (channels, outputs) = (fixed(images, 1)?, fixed(weights, 0)?);
        let (groups, offset_groups) = (self.groups, self.offset_groups);
        let points = offset_groups * fixed(weights, 2)? * fixed(weights, 3)?;
        ensure!(
            groups > 0
                && offset_groups > 0
                && outputs % groups == 0
                && channels % offset_groups == 0
                && channels == fixed(weights, 1)? * groups
                && fixed(offsets, 1)? == 2 * points,
            "the channels of images, weights and offsets do not fit"
        );
        if let Some(mask) = self.places.optional(inputs, 4) {
            ensure!(mask.rank() == 4 && fixed(mask, 1)? == points, "the mask does not fit the kernel");
        }
        let shape =
            [images.shape[0].clone(), outputs.to_dim(), offsets.shape[2].clone(), offsets.shape[3].clone()];
        Ok(tvec!(images.datum_type.fact(&shape)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let four = |tensor: &TValue| Ok::<_, TractError>(array::<f32>(tensor)?.into_dimensionality::<Ix4>()?);
        let [images, weights, offsets] =
            [0, 1, 2].map(|place| self.places.get(inputs, place).and_then(&four));
        let (images, weights, offsets) = (images?, weights?, offsets?);
        let mask = self.places.optional(inputs, 4).map(four).transpose()?;
        let bias = self.places.optional(inputs, 3).map(|bias| elements::<f32>(bias)).transpose()?;
        let parts = Parts {
            images: images.view(),
            weights: weights.view(),
            offsets: offsets.view(),
            mask: mask.as_ref().map(|mask| mask.view()),
        };
        let (_, _, height, width) = offsets.dim();
        let mut output = Array4::<f32>::zeros((images.dim().0, weights.dim().0, height, width));
        for (at, value) in output.indexed_iter_mut() {
            let bias = bias.as_ref().and_then(|bias| bias.get(at.1)).copied().unwrap_or(0.0);
            *value = bias + self.output(&parts, at);
        }
        let dt = self.places.get(inputs, 0)?.datum_type();
        Ok(tvec!(output.into_tensor().cast_to_dt(dt)?.into_owned()))
    }
}
