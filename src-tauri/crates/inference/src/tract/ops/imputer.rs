//! `Imputer`: puts a value, or one by column, in place of another, usually NaN.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice, stride},
};

#[derive(Debug)]
struct Imputer {
    replaced: f32,
    imputed: Vec<f32>,
    replaced_int: i64,
    imputed_ints: Vec<i64>,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let replaced: Option<f32> = node.get_attr_opt("replaced_value_float")?;
    let replaced_int: Option<i64> = node.get_attr_opt("replaced_value_int64")?;
    built(
        node,
        Imputer {
            replaced: replaced.unwrap_or(0.0),
            imputed: attributes::floats(node, "imputed_value_floats")?,
            replaced_int: replaced_int.unwrap_or(0),
            imputed_ints: attributes::ints(node, "imputed_value_int64s")?,
        },
    )
}

/// Replaces in rows of `columns` values; `imputed` has one value by column. Of any other number only the first
/// one counts, as in ONNX Runtime.
fn impute<T: Copy>(
    values: &[T],
    columns: usize,
    imputed: &[T],
    is_replaced: impl Fn(T) -> bool,
) -> TractResult<Vec<T>> {
    let first = imputed.first().copied().context("no imputed values of the input's type")?;
    let imputed_at =
        |position: usize| if imputed.len() == columns { imputed[position % columns] } else { first };
    Ok(values
        .iter()
        .enumerate()
        .map(|(position, value)| if is_replaced(*value) { imputed_at(position) } else { *value })
        .collect())
}

impl Operator for Imputer {
    fn name(&self) -> &'static str {
        "Imputer"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let input = only(inputs)?;
        Ok(tvec!(input.datum_type.fact(input.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let columns = stride(input.shape())?;
        let filled = if input.datum_type().is_integer() {
            let values = numbers::<i64>(input)?;
            let filled = impute(slice(&values)?, columns, &self.imputed_ints, |x| x == self.replaced_int)?;
            rows::tensor(input.shape(), filled)?
        } else {
            let (replaced, imputed): (f64, Vec<f64>) =
                (self.replaced.into(), self.imputed.iter().copied().map(f64::from).collect());
            let values = numbers::<f64>(input)?;
            let filled = impute(slice(&values)?, columns, &imputed, |x: f64| {
                x == replaced || (x.is_nan() && replaced.is_nan())
            })?;
            rows::tensor(input.shape(), filled)?
        };
        Ok(tvec!(filled.cast_to_dt(input.datum_type())?.into_owned()))
    }
}
