//! `LabelEncoder`: maps keys to values. Version 1 counts strings, later ones have lists of both.

use std::collections::HashMap;

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice},
};

#[derive(Debug)]
struct LabelEncoder {
    keys: Keys,
    values: Values,
}

/// Where each key's value stands.
#[derive(Debug)]
enum Keys {
    Strings(HashMap<String, usize>),
    Ints(HashMap<i64, usize>),
    Floats(HashMap<u64, usize>),
}

/// The values, and last the one for unknown keys.
#[derive(Debug)]
enum Values {
    Strings(Vec<String>),
    Ints(Vec<i64>),
    Floats(Vec<f32>),
    Doubles(Vec<f64>),
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let classes = attributes::strings(node, "classes_strings")?;
    if !classes.is_empty() {
        return build_counting(node, classes);
    }
    let keys = keys(ctx, node)?;
    let values = values(ctx, node)?;
    ensure!(keys.1 + 1 == values.len(), "LabelEncoder has {} keys and {} values", keys.1, values.len() - 1);
    built(node, LabelEncoder { keys: keys.0, values })
}

/// Version 1 maps strings to their positions, or positions to strings, by the type of its input, which is known
/// only later; the output that the graph declares is not. So both tables are kept.
fn build_counting(node: &NodeProto, classes: Vec<String>) -> Built {
    let default_string: Option<String> = node.get_attr_opt("default_string")?;
    let default_int: Option<i64> = node.get_attr_opt("default_int64")?;
    let positions = (0..classes.len() as i64).chain([default_int.unwrap_or(-1)]).collect();
    let to_position = LabelEncoder {
        keys: Keys::Strings(classes.iter().cloned().zip(0..).collect()),
        values: Values::Ints(positions),
    };
    let to_string = LabelEncoder {
        keys: Keys::Ints((0..classes.len() as i64).zip(0..).collect()),
        values: Values::Strings(classes.into_iter().chain([default_string.unwrap_or_else(unused)]).collect()),
    };
    built(node, Counting { to_position, to_string })
}

/// The specification's string for a key without a value.
fn unused() -> String {
    "_Unused".to_owned()
}

/// The keys with their number.
fn keys(ctx: &ParsingContext, node: &NodeProto) -> TractResult<(Keys, usize)> {
    let strings = attributes::strings(node, "keys_strings")?;
    let ints = attributes::ints(node, "keys_int64s")?;
    let floats = attributes::floats(node, "keys_floats")?;
    if let Some(tensor) = attributes::tensor(ctx, node, "keys_tensor")? {
        return Ok((Keys::of_tensor(&tensor)?, tensor.len()));
    }
    let given = strings.len() + ints.len() + floats.len();
    Ok(match (strings.is_empty(), ints.is_empty()) {
        (false, _) => (Keys::Strings(first_wins(strings)), given),
        (_, false) => (Keys::Ints(first_wins(ints)), given),
        _ => (Keys::Floats(first_wins(floats.into_iter().map(|x| bits(x.into())))), given),
    })
}

/// The values with the default one at the end.
fn values(ctx: &ParsingContext, node: &NodeProto) -> TractResult<Values> {
    if let Some(tensor) = attributes::tensor(ctx, node, "values_tensor")? {
        return Values::of_tensors(&tensor, attributes::tensor(ctx, node, "default_tensor")?);
    }
    let strings = attributes::strings(node, "values_strings")?;
    let ints = attributes::ints(node, "values_int64s")?;
    let floats = attributes::floats(node, "values_floats")?;
    let (string, int, float): (Option<String>, Option<i64>, Option<f32>) = (
        node.get_attr_opt("default_string")?,
        node.get_attr_opt("default_int64")?,
        node.get_attr_opt("default_float")?,
    );
    Ok(match (strings.is_empty(), ints.is_empty()) {
        (false, _) => Values::Strings(strings.into_iter().chain([string.unwrap_or_else(unused)]).collect()),
        (_, false) => Values::Ints(ints.into_iter().chain([int.unwrap_or(-1)]).collect()),
        _ => Values::Floats(floats.into_iter().chain([float.unwrap_or(-0.0)]).collect()),
    })
}

/// A key that occurs twice means its first value.
fn first_wins<K: Hash + Eq>(keys: impl IntoIterator<Item = K>) -> HashMap<K, usize> {
    let mut positions = HashMap::new();
    for (position, key) in keys.into_iter().enumerate() {
        positions.entry(key).or_insert(position);
    }
    positions
}

/// A number as a key: NaN equals NaN, and -0 equals 0.
fn bits(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { (x + 0.0).to_bits() }
}

impl Keys {
    fn of_tensor(tensor: &Tensor) -> TractResult<Self> {
        Ok(if tensor.datum_type() == String::datum_type() {
            Self::Strings(first_wins(slice::<String>(tensor)?.iter().cloned()))
        } else if tensor.datum_type().is_integer() {
            Self::Ints(first_wins(slice::<i64>(&*numbers::<i64>(tensor)?)?.iter().copied()))
        } else {
            Self::Floats(first_wins(attributes::doubles(tensor)?.into_iter().map(bits)))
        })
    }

    /// The position of each element's value; `unknown` where there is none.
    fn positions(&self, input: &Tensor, unknown: usize) -> TractResult<Vec<usize>> {
        let is_text = input.datum_type() == String::datum_type();
        Ok(match self {
            Self::Strings(keys) => {
                ensure!(is_text, "expected strings, got {:?}", input.datum_type());
                let positions = slice::<String>(input)?.iter().map(|key| keys.get(key));
                positions.map(|position| *position.unwrap_or(&unknown)).collect()
            }
            Self::Ints(keys) => {
                let input = numbers::<i64>(input)?;
                slice::<i64>(&input)?.iter().map(|key| *keys.get(key).unwrap_or(&unknown)).collect()
            }
            Self::Floats(keys) => {
                let input = numbers::<f64>(input)?;
                slice::<f64>(&input)?.iter().map(|key| *keys.get(&bits(*key)).unwrap_or(&unknown)).collect()
            }
        })
    }
}

impl Values {
    fn of_tensors(values: &Tensor, default: Option<Tensor>) -> TractResult<Self> {
        fn all<T: Datum>(values: &Tensor, default: Option<&Tensor>, otherwise: T) -> TractResult<Vec<T>> {
            let default =
                default.map(|tensor| slice::<T>(tensor)).transpose()?.and_then(|d| d.first().cloned());
            Ok(slice::<T>(values)?.iter().cloned().chain([default.unwrap_or(otherwise)]).collect())
        }
        let default = default.as_ref();
        Ok(match values.datum_type() {
            DatumType::String => Self::Strings(all(values, default, unused())?),
            DatumType::I64 => Self::Ints(all(values, default, -1)?),
            DatumType::F32 => Self::Floats(all(values, default, -0.0)?),
            DatumType::F64 => Self::Doubles(all(values, default, -0.0)?),
            other => bail!("LabelEncoder has values of type {other:?}"),
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Strings(values) => values.len(),
            Self::Ints(values) => values.len(),
            Self::Floats(values) => values.len(),
            Self::Doubles(values) => values.len(),
        }
    }

    fn datum_type(&self) -> DatumType {
        match self {
            Self::Strings(_) => DatumType::String,
            Self::Ints(_) => DatumType::I64,
            Self::Floats(_) => DatumType::F32,
            Self::Doubles(_) => DatumType::F64,
        }
    }

    fn at(&self, positions: &[usize], shape: &[usize]) -> TractResult<Tensor> {
        fn pick<T: Datum>(values: &[T], positions: &[usize], shape: &[usize]) -> TractResult<Tensor> {
            rows::tensor(shape, positions.iter().map(|position| values[*position].clone()).collect())
        }
        match self {
            Self::Strings(values) => pick(values, positions, shape),
            Self::Ints(values) => pick(values, positions, shape),
            Self::Floats(values) => pick(values, positions, shape),
            Self::Doubles(values) => pick(values, positions, shape),
        }
    }
}

impl Operator for LabelEncoder {
    fn name(&self) -> &'static str {
        "LabelEncoder"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(self.values.datum_type().fact(only(inputs)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let positions = self.keys.positions(input, self.values.len() - 1)?;
        Ok(tvec!(self.values.at(&positions, input.shape())?))
    }
}

/// Version 1, which goes either way.
#[derive(Debug)]
struct Counting {
    to_position: LabelEncoder,
    to_string: LabelEncoder,
}

impl Counting {
    fn of(&self, input: DatumType) -> &LabelEncoder {
        if input == DatumType::String { &self.to_position } else { &self.to_string }
    }
}

impl Operator for Counting {
    fn name(&self) -> &'static str {
        "LabelEncoder"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        self.of(only(inputs)?.datum_type).facts(inputs)
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        self.of(only(inputs)?.datum_type()).eval(inputs)
    }
}
