//! `RoiAlign`: regions of images, sampled to one size.

use tract_ndarray::{Array4, ArrayView2, Ix4, s};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{array, elements};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct RoiAlign {
    height: usize,
    width: usize,
    /// Samples along each axis of a cell; as many as it has pixels where this is 0.
    sampling: usize,
    scale: f32,
    offset: f32,
    takes_largest: bool,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let default = if ctx.onnx_operator_set_version < 16 { "output_half_pixel" } else { "half_pixel" };
    let coordinates = node.get_attr_opt::<String>("coordinate_transformation_mode")?;
    let takes_largest = match node.get_attr_opt::<String>("mode")?.as_deref() {
        None | Some("avg") => false,
        Some("max") => true,
        Some(other) => bail!("RoiAlign has no mode {other}"),
    };
    let operator = RoiAlign {
        height: node.get_attr_opt("output_height")?.unwrap_or(1),
        width: node.get_attr_opt("output_width")?.unwrap_or(1),
        sampling: node.get_attr_opt("sampling_ratio")?.unwrap_or(0),
        scale: node.get_attr_opt("spatial_scale")?.unwrap_or(1.0),
        offset: if coordinates.as_deref().unwrap_or(default) == "half_pixel" { 0.5 } else { 0.0 },
        takes_largest,
    };
    built(node, operator)
}

/// The four pixels around a point with their weights; none far outside of the image.
fn corners(image: (usize, usize), y: f32, x: f32) -> Option<[(usize, usize, f32); 4]> {
    let (height, width) = image;
    if height == 0
        || width == 0
        || !(-1.0..=height as f32).contains(&y)
        || !(-1.0..=width as f32).contains(&x)
    {
        return None;
    }
    let between = |at: f32, size: usize| {
        let at = at.max(0.0);
        let low = (at as usize).min(size - 1);
        let high = (low + 1).min(size - 1);
        (low, high, if low == high { 0.0 } else { at - low as f32 })
    };
    let (top, bottom, down) = between(y, height);
    let (left, right, across) = between(x, width);
    Some([
        (top, left, (1.0 - down) * (1.0 - across)),
        (top, right, (1.0 - down) * across),
        (bottom, left, down * (1.0 - across)),
        (bottom, right, down * across),
    ])
}

impl RoiAlign {
    /// One cell of a region: the mean of its samples, or the largest weighted pixel.
    fn cell(&self, image: ArrayView2<f32>, (y, height): (f32, f32), (x, width): (f32, f32)) -> f32 {
        let samples =
            |size: f32| if self.sampling > 0 { self.sampling } else { size.ceil().max(0.0) as usize };
        let (rows, columns) = (samples(height), samples(width));
        let mut sum = 0.0;
        let mut largest: Option<f32> = None;
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            let y = y + (row as f32 + 0.5) * height / rows as f32;
            let x = x + (column as f32 + 0.5) * width / columns as f32;
            let corners = corners(image.dim(), y, x);
            let weighted = corners.map(|corners| corners.map(|(y, x, weight)| image[[y, x]] * weight));
            let weighted = weighted.unwrap_or_default();
            sum += weighted.iter().sum::<f32>();
            largest = weighted.into_iter().chain(largest).reduce(f32::max);
        }
        if self.takes_largest { largest.unwrap_or(0.0) } else { sum / (rows * columns).max(1) as f32 }
    }

    /// Where a region begins and how large its cells are, along one axis.
    fn cells(&self, start: f32, end: f32, count: usize) -> (f32, f32) {
        let (start, end) = (start * self.scale - self.offset, end * self.scale - self.offset);
        let size = if self.offset == 0.0 { (end - start).max(1.0) } else { end - start };
        (start, size / count as f32)
    }
}

impl Operator for RoiAlign {
    fn name(&self) -> &'static str {
        "RoiAlign"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let [images, regions, _] = inputs else { bail!("expected three inputs, got {}", inputs.len()) };
        ensure!(images.rank() == 4 && regions.rank() == 2, "expected images and a list of regions");
        let (regions, channels) = (regions.shape[0].clone(), images.shape[1].clone());
        Ok(tvec!(images.datum_type.fact(&[regions, channels, self.height.to_dim(), self.width.to_dim()])))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let [input, regions, entries] = inputs else { bail!("expected three inputs, got {}", inputs.len()) };
        let images = array::<f32>(input)?.into_dimensionality::<Ix4>()?;
        let entries = elements::<i64>(entries)?;
        let (regions, columns) = (elements::<f32>(regions)?, regions.shape()[1]);
        ensure!(columns == 4 && regions.len() == entries.len() * 4, "expected four numbers for each region");
        let channels = images.dim().1;
        let mut output = Array4::<f32>::zeros((entries.len(), channels, self.height, self.width));
        for ((region, entry), mut cells) in regions.chunks_exact(4).zip(entries).zip(output.outer_iter_mut())
        {
            let entry = usize::try_from(entry).ok().filter(|entry| *entry < images.dim().0);
            let entry = entry.context("a region is of an image that is not there")?;
            let (x, width) = self.cells(region[0], region[2], self.width);
            let (y, height) = self.cells(region[1], region[3], self.height);
            for ((channel, row, column), cell) in cells.indexed_iter_mut() {
                let image = images.slice(s![entry, channel, .., ..]);
                *cell =
                    self.cell(image, (y + row as f32 * height, height), (x + column as f32 * width, width));
            }
        }
        Ok(tvec!(output.into_tensor().cast_to_dt(input.datum_type())?.into_owned()))
    }
}
