//! `Attention` with what the engine's own lacks: a soft cap, the scores as an output, and lengths of unpadded keys.

use tract_ndarray::{Array2, Array4, ArrayView2, ArrayViewD, Axis, IxDyn, concatenate, s};
use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::places::{Places, array, elements};
use crate::tract::{
    ops::glue::{Built, Operator, built},
    stock,
};

/// What the fourth output shows of the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scores {
    Raw,
    Biased,
    Capped,
    Softmax,
}

#[derive(Debug)]
struct Attention {
    places: Places,
    outputs: usize,
    /// Query and key heads, where the inputs hold all heads side by side.
    heads: Option<(usize, usize)>,
    is_causal: bool,
    scale: Option<f32>,
    softcap: f32,
    scores: Scores,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let softcap = node.get_attr_opt::<f32>("softcap")?.unwrap_or(0.0);
    let scores = match node.get_attr_opt::<i64>("qk_matmul_output_mode")?.unwrap_or(0) {
        0 => Scores::Raw,
        1 => Scores::Biased,
        2 => Scores::Capped,
        3 => Scores::Softmax,
        other => bail!("Attention has no mode {other} of its scores"),
    };
    let has = |names: &[String], place: usize| names.get(place).is_some_and(|name| !name.is_empty());
    if softcap == 0.0 && !has(&node.output, 3) && !has(&node.input, 6) {
        return stock("Attention")?(ctx, node);
    }
    let heads = (node.get_attr_opt::<usize>("q_num_heads")?, node.get_attr_opt::<usize>("kv_num_heads")?);
    let attention = Attention {
        places: Places::of(node),
        outputs: node.output.len(),
        heads: heads.0.zip(heads.1),
        is_causal: node.get_attr_opt::<i64>("is_causal")?.unwrap_or(0) != 0,
        scale: node.get_attr_opt("scale")?,
        softcap,
        scores,
    };
    built(node, attention)
}

impl Attention {
    /// `[batch, heads, length, size]`, from that or from `[batch, length, heads · size]`.
    fn split<D: DimLike>(&self, shape: &[D], is_query: bool) -> TractResult<[D; 4]> {
        match shape {
            [batch, heads, length, size] => Ok([batch.clone(), heads.clone(), length.clone(), size.clone()]),
            [batch, length, hidden] => {
                let (query, key) = self.heads.context("Attention needs its number of heads")?;
                let heads = if is_query { query } else { key };
                Ok([batch.clone(), heads.into(), length.clone(), hidden.clone() / heads])
            }
            _ => bail!("Attention takes three or four dimensions, got {}", shape.len()),
        }
    }

    fn heads_of(&self, tensor: &Tensor, is_query: bool) -> TractResult<Array4<f32>> {
        let values = array::<f32>(tensor)?;
        let [batch, heads, length, size] = self.split(tensor.shape(), is_query)?;
        if tensor.rank() == 4 {
            return Ok(values.into_shape_with_order((batch, heads, length, size))?);
        }
        let apart = values.into_shape_with_order((batch, length, heads, size))?;
        Ok(apart.permuted_axes([0, 2, 1, 3]).as_standard_layout().into_owned())
    }

    /// Earlier keys or values, then those of this call.
    fn with_past(&self, inputs: &[TValue], now: usize, past: usize) -> TractResult<Array4<f32>> {
        let now = self.heads_of(self.places.get(inputs, now)?, false)?;
        let Some(past) = self.places.optional(inputs, past) else { return Ok(now) };
        let past = self.heads_of(past, false)?;
        Ok(concatenate(Axis(2), &[past.view(), now.view()])?)
    }

    /// What is added to the scores: minus infinity where a query may not look.
    fn bias(&self, inputs: &[TValue], shape: [usize; 4], past: usize) -> TractResult<Array4<f32>> {
        let mut bias = Array4::<f32>::zeros(shape);
        if let Some(mask) = self.places.optional(inputs, 3) {
            add_mask(&mut bias, mask)?;
        }
        if self.is_causal {
            for ((_, _, query, key), value) in bias.indexed_iter_mut() {
                if key > past + query {
                    *value = f32::NEG_INFINITY;
                }
            }
        }
        if let Some(lengths) = self.places.optional(inputs, 6) {
            let lengths = elements::<i64>(lengths)?;
            ensure!(lengths.len() == shape[0], "expected {} lengths, got {}", shape[0], lengths.len());
            for ((batch, _, _, key), value) in bias.indexed_iter_mut() {
                if key as i64 >= lengths[batch] {
                    *value = f32::NEG_INFINITY;
                }
            }
        }
        Ok(bias)
    }

    /// One head of one batch: its part of the output, and the scores that are to be shown.
    fn head(
        &self,
        query: ArrayView2<f32>,
        key: ArrayView2<f32>,
        value: ArrayView2<f32>,
        bias: ArrayView2<f32>,
    ) -> (Array2<f32>, Array2<f32>) {
        let scale = self.scale.unwrap_or_else(|| (query.ncols() as f32).sqrt().recip());
        let raw = query.dot(&key.t()) * scale;
        let biased = &raw + &bias;
        let mut capped = biased.clone();
        if self.softcap > 0.0 {
            capped.mapv_inplace(|score| (score / self.softcap).tanh() * self.softcap);
        }
        let mut softmax = capped.clone();
        for mut row in softmax.rows_mut() {
            let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            row.mapv_inplace(|score| (score - largest).exp());
            let sum = row.sum();
            row.mapv_inplace(|weight| weight / sum);
        }
        let output = softmax.dot(&value);
        let shown = match self.scores {
            Scores::Raw => raw,
            Scores::Biased => biased,
            Scores::Capped => capped,
            Scores::Softmax => softmax,
        };
        (output, shown)
    }
}

/// Adds a mask that is shorter than the keys or has fewer dimensions; what it does not reach stays hidden.
fn add_mask(bias: &mut Array4<f32>, mask: &Tensor) -> TractResult<()> {
    let is_bool = mask.datum_type() == bool::datum_type();
    let mask = array::<f32>(mask)?;
    let mask =
        if is_bool { mask.mapv(|seen| if seen == 0.0 { f32::NEG_INFINITY } else { 0.0 }) } else { mask };
    let (rank, keys) = (mask.ndim(), bias.len_of(Axis(3)));
    let length = *mask.shape().last().context("a mask has at least one dimension")?;
    ensure!(length <= keys && rank <= 4, "a mask of shape {:?} does not fit {keys} keys", mask.shape());
    bias.slice_mut(s![.., .., .., length..]).fill(f32::NEG_INFINITY);
    let mut reached = bias.slice_mut(s![.., .., .., ..length]);
    let mask: ArrayViewD<f32> = mask.view();
    let mask = mask.broadcast(IxDyn(reached.shape())).context("the mask does not fit the scores")?.to_owned();
    reached += &mask.into_dimensionality::<tract_ndarray::Ix4>()?;
    Ok(())
}

impl Operator for Attention {
    fn name(&self) -> &'static str {
        "Attention"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let fact = |place| self.places.get(inputs, place);
        let shape = |place, is_query| self.split(&fact(place)?.shape.to_tvec(), is_query);
        let [batch, heads, length, _] = shape(0, true)?;
        let (mut key, mut value) = (shape(1, false)?, shape(2, false)?);
        for (now, past) in [(&mut key, 4), (&mut value, 5)] {
            if let Some(past) = self.places.optional(inputs, past) {
                now[2] =
                    now[2].clone() + past.shape.get(2).context("earlier keys have four dimensions")?.clone();
            }
        }
        let output: TVec<TDim> = match fact(0)?.rank() {
            4 => tvec![batch.clone(), heads.clone(), length.clone(), value[3].clone()],
            _ => tvec![batch.clone(), length.clone(), heads.clone() * &value[3]],
        };
        let scores: TVec<TDim> = tvec![batch, heads, length, key[2].clone()];
        let types = [fact(0)?, fact(1)?, fact(2)?, fact(0)?].map(|fact| fact.datum_type);
        let shapes = [output, key.into_iter().collect(), value.into_iter().collect(), scores];
        Ok(types.iter().zip(shapes).take(self.outputs).map(|(dt, shape)| dt.fact(shape)).collect())
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let first = self.places.get(inputs, 0)?;
        let query = self.heads_of(first, true)?;
        let (key, value) = (self.with_past(inputs, 1, 4)?, self.with_past(inputs, 2, 5)?);
        let past =
            self.places.optional(inputs, 4).map_or(0, |past| past.shape().get(2).copied().unwrap_or(0));
        let (batch, heads, length, _) = query.dim();
        let (_, key_heads, keys, _) = key.dim();
        ensure!(
            key_heads > 0 && heads % key_heads == 0 && value.dim().1 == key_heads && value.dim().2 == keys,
            "{heads} heads of queries do not fit {key_heads} of keys"
        );
        let bias = self.bias(inputs, [batch, heads, length, keys], past)?;
        let mut output = Array4::<f32>::zeros((batch, heads, length, value.dim().3));
        let mut scores = Array4::<f32>::zeros((batch, heads, length, keys));
        for (row, head) in (0..batch).flat_map(|row| (0..heads).map(move |head| (row, head))) {
            let shared = head / (heads / key_heads);
            let (made, shown) = self.head(
                query.slice(s![row, head, .., ..]),
                key.slice(s![row, shared, .., ..]),
                value.slice(s![row, shared, .., ..]),
                bias.slice(s![row, head, .., ..]),
            );
            output.slice_mut(s![row, head, .., ..]).assign(&made);
            scores.slice_mut(s![row, head, .., ..]).assign(&shown);
        }
        let output: Tensor = match first.rank() {
            4 => output.into(),
            _ => {
                let together = output.permuted_axes([0, 2, 1, 3]).as_standard_layout().into_owned();
                let hidden = heads * value.dim().3;
                together.into_shape_with_order((batch, length, hidden))?.into()
            }
        };
        let types = [0, 1, 2, 0].map(|place| self.places.get(inputs, place).map(|input| input.datum_type()));
        let outputs = types.into_iter().zip([output, key.into(), value.into(), scores.into()]);
        outputs.take(self.outputs).map(|(dt, tensor)| Ok(tensor.cast_to_dt(dt?)?.into_owned())).collect()
    }
}
