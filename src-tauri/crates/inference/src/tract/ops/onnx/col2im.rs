//! `Col2Im`: images from the blocks that they were cut into; where blocks overlap, their values add up.

use tract_ndarray::{ArrayD, Dimension as _, IxDyn, indices};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{array, elements};
use crate::tract::ops::glue::{Built, Operator, built};

#[derive(Debug)]
struct Col2Im {
    strides: Option<Vec<usize>>,
    dilations: Option<Vec<usize>>,
    pads: Option<Vec<usize>>,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let operator = Col2Im {
        strides: node.get_attr_opt_vec("strides")?,
        dilations: node.get_attr_opt_vec("dilations")?,
        pads: node.get_attr_opt_vec("pads")?,
    };
    built(node, operator)
}

/// One axis of the image.
struct AxisOf {
    size: usize,
    block: usize,
    stride: usize,
    dilation: usize,
    pad: usize,
    /// How many blocks lie along it.
    count: usize,
}

impl Col2Im {
    fn axes(&self, image: &[usize], blocks: &[usize]) -> TractResult<Vec<AxisOf>> {
        let rank = image.len();
        let list = |list: &Option<Vec<usize>>, default: usize, len: usize| {
            list.clone().unwrap_or_else(|| vec![default; len])
        };
        let (strides, dilations) = (list(&self.strides, 1, rank), list(&self.dilations, 1, rank));
        let pads = list(&self.pads, 0, 2 * rank);
        ensure!(
            blocks.len() == rank
                && strides.len() == rank
                && dilations.len() == rank
                && pads.len() == 2 * rank,
            "blocks, strides, dilations or pads do not fit an image of {rank} dimensions"
        );
        let axis = |at: usize| {
            let (size, block, stride, dilation) = (image[at], blocks[at], strides[at], dilations[at]);
            ensure!(block > 0 && stride > 0, "a block's size and step are at least 1");
            let room = (size + pads[at] + pads[at + rank]).checked_sub((block - 1) * dilation + 1);
            let count = room.context("a block is larger than the image")? / stride + 1;
            Ok(AxisOf { size, block, stride, dilation, pad: pads[at], count })
        };
        (0..rank).map(axis).collect()
    }
}

impl AxisOf {
    /// Where an element of a block lies; none where it lies on padding.
    fn position(&self, block: usize, element: usize) -> Option<usize> {
        let position = (block * self.stride + element * self.dilation).checked_sub(self.pad)?;
        Some(position).filter(|position| *position < self.size)
    }
}

impl Operator for Col2Im {
    fn name(&self) -> &'static str {
        "Col2Im"
    }

    fn depends_on_values(&self) -> bool {
        true
    }

    fn facts(&self, _: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        bail!("the image's size is a value")
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let [input, image, blocks] = inputs else { bail!("expected three inputs, got {}", inputs.len()) };
        let [batch, rows, columns] = *input.shape() else {
            bail!("expected three dimensions, got {}", input.rank())
        };
        let sizes = |tensor: &TValue| {
            elements::<i64>(tensor)?
                .into_iter()
                .map(|size| Ok(usize::try_from(size)?))
                .collect::<TractResult<Vec<_>>>()
        };
        let axes = self.axes(&sizes(image)?, &sizes(blocks)?)?;
        let (blocks, counts): (Vec<usize>, Vec<usize>) =
            axes.iter().map(|axis| (axis.block, axis.count)).unzip();
        let block = blocks.iter().product::<usize>();
        ensure!(
            rows % block == 0 && columns == counts.iter().product::<usize>(),
            "blocks of {blocks:?} at {counts:?} places do not fit an input of shape {:?}",
            input.shape()
        );
        let whole = [&[batch, rows / block], blocks.as_slice(), &counts].concat();
        let values = array::<f64>(input)?.into_shape_with_order(whole.as_slice())?;
        let shape: Vec<usize> =
            [batch, rows / block].into_iter().chain(axes.iter().map(|axis| axis.size)).collect();
        let mut output = ArrayD::<f64>::zeros(IxDyn(&shape));
        for at in indices(whole) {
            let (front, places) = at.slice().split_at(2);
            let (element, block) = places.split_at(axes.len());
            let positions = axes.iter().zip(element.iter().zip(block));
            let positions = positions.map(|(axis, (element, block))| axis.position(*block, *element));
            if let Some(positions) = positions.collect::<Option<Vec<usize>>>() {
                output[[front, &positions].concat().as_slice()] += values[&at];
            }
        }
        Ok(tvec!(output.into_tensor().cast_to_dt(input.datum_type())?.into_owned()))
    }
}
