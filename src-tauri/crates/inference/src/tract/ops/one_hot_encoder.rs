//! `OneHotEncoder`: one column a category, 1 in that of the value.

use std::collections::HashMap;

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice},
};

#[derive(Debug)]
struct OneHotEncoder {
    categories: Categories,
    columns: usize,
    /// Whether an unknown value gives zeros; otherwise it is refused.
    zeros: bool,
}

/// The column of each category. One that is listed twice has the last of its columns.
#[derive(Debug)]
enum Categories {
    Ints(HashMap<i64, usize>),
    Strings(HashMap<String, usize>),
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let ints = attributes::ints(node, "cats_int64s")?;
    let strings = attributes::strings(node, "cats_strings")?;
    ensure!(ints.is_empty() != strings.is_empty(), "OneHotEncoder needs 'cats_int64s' or 'cats_strings'");
    let columns = ints.len() + strings.len();
    let categories = match ints.is_empty() {
        true => Categories::Strings(strings.into_iter().zip(0..).collect()),
        false => Categories::Ints(ints.into_iter().zip(0..).collect()),
    };
    let zeros: Option<i64> = node.get_attr_opt("zeros")?;
    built(node, OneHotEncoder { categories, columns, zeros: zeros != Some(0) })
}

impl OneHotEncoder {
    fn encode<'a, T: std::fmt::Display + 'a>(
        &self,
        values: impl ExactSizeIterator<Item = T>,
        column: impl Fn(&T) -> Option<&'a usize>,
    ) -> TractResult<Vec<f32>> {
        let columns = self.columns;
        let mut encoded = vec![0.0; values.len() * columns];
        for (row, value) in values.enumerate() {
            match column(&value) {
                Some(column) => encoded[row * columns + column] = 1.0,
                None => ensure!(self.zeros, "'{value}' is not one of the categories that the model knows"),
            }
        }
        Ok(encoded)
    }
}

impl Operator for OneHotEncoder {
    fn name(&self) -> &'static str {
        "OneHotEncoder"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let mut shape = only(inputs)?.shape.to_tvec();
        shape.push(self.columns.to_dim());
        Ok(tvec!(f32::fact(shape)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let encoded = match &self.categories {
            Categories::Strings(known) => {
                ensure!(
                    input.datum_type() == String::datum_type(),
                    "expected strings, got {:?}",
                    input.datum_type()
                );
                self.encode(slice::<String>(input)?.iter(), |value| known.get(value.as_str()))?
            }
            Categories::Ints(known) => {
                let values = numbers::<f64>(input)?;
                // As the specification says, other numbers are cut to whole ones first.
                self.encode(slice::<f64>(&values)?.iter(), |value| known.get(&(**value as i64)))?
            }
        };
        let mut shape: TVec<usize> = input.shape().into();
        shape.push(self.columns);
        Ok(tvec!(rows::tensor(&shape, encoded)?))
    }
}
