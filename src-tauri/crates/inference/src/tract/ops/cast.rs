//! `Cast`: the engine's own between numbers, and from and to texts as ONNX Runtime does it.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_core::ops::cast::cast, tract_hir::internal::*};

use super::{
    composed::{Composed, composed},
    glue::{Built, Operator, typed},
    rows::{self, only, slice},
};

/// Digits of a number in a text, those of C's `%.8g`.
const DIGITS: usize = 8;

#[derive(Debug, Clone)]
struct Cast {
    to: DatumType,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    composed(Cast { to: node.get_attr("to")? })
}

impl Cast {
    fn is_of_text(&self, from: DatumType) -> bool {
        from == DatumType::String || self.to == DatumType::String
    }
}

impl Composed for Cast {
    fn name(&self) -> StaticName {
        "Cast".into()
    }

    /// Among numbers, the engine keeps whole ones as possible dimensions.
    fn datum_type(&self, from: DatumType) -> DatumType {
        if self.to == DatumType::I64 && !self.is_of_text(from) { DatumType::TDim } else { self.to }
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        let from = model.outlet_fact(inputs[0])?.datum_type;
        match self.is_of_text(from) {
            true => model.wire_node(prefix, typed(CastText { to: self.to }), inputs),
            false => model.wire_node(prefix, cast(self.datum_type(from)), inputs),
        }
    }
}

/// From texts, or to them.
#[derive(Debug)]
struct CastText {
    to: DatumType,
}

impl Operator for CastText {
    fn name(&self) -> &'static str {
        "Cast"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(self.to.fact(only(inputs)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        Ok(tvec!(match (input.datum_type(), self.to) {
            (DatumType::String, DatumType::String) => input.clone().into_tensor(),
            (DatumType::String, to) if to.is_float() => parsed::<f64>(input, to)?,
            (DatumType::String, to) if to.is_integer() => parsed::<i64>(input, to)?,
            (DatumType::String, to) => bail!("texts cannot be cast to {to:?}"),
            (from, _) if from.is_float() => texts(input, |number: &f64| shortened(*number))?,
            (DatumType::Bool, _) => texts(input, |flag: &bool| u8::from(*flag).to_string())?,
            (DatumType::U64, _) => texts(input, u64::to_string)?,
            _ => texts(input, i64::to_string)?,
        }))
    }
}

/// Unlike ONNX Runtime, which reads `12 kg` as 12, this refuses what follows a number.
fn parsed<T: Datum + std::str::FromStr>(input: &Tensor, to: DatumType) -> TractResult<Tensor> {
    let numbers = slice::<String>(input)?.iter().map(|text| {
        text.trim().parse::<T>().ok().with_context(|| format!("'{text}' is no number of type {to:?}"))
    });
    let numbers = rows::tensor(input.shape(), numbers.collect::<TractResult<Vec<T>>>()?)?;
    Ok(numbers.cast_to_dt(to)?.into_owned())
}

fn texts<T: Datum>(input: &Tensor, text: impl Fn(&T) -> String) -> TractResult<Tensor> {
    let numbers = input.cast_to::<T>()?;
    rows::tensor(input.shape(), slice::<T>(&numbers)?.iter().map(text).collect())
}

/// C's `%.8g`, but for what is not finite.
fn shortened(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "INF" } else { "-INF" }.to_owned();
    }
    let scientific = format!("{number:.*e}", DIGITS - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |digits: &str| match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => digits.to_owned(),
    };
    if (-4..DIGITS as i32).contains(&exponent) {
        return trimmed(&format!("{number:.*}", (DIGITS as i32 - 1 - exponent) as usize));
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs())
}
