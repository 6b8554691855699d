//! `LabelEncoder`: maps keys to values. Version 1 counts strings, later ones have lists of both.

use std::collections::HashMap;

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice},
};

/// A table from keys to values.
#[derive(Debug)]
pub(crate) struct LabelEncoder {
    keys: Keys,
    values: Tensor,
    /// One value, of a key that is not in the table.
    default: Tensor,
}

/// Where each key's value stands.
#[derive(Debug)]
enum Keys {
    Strings(HashMap<String, usize>),
    Ints(HashMap<i64, usize>),
    Floats(HashMap<u64, usize>),
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let classes = attributes::strings(node, "classes_strings")?;
    if !classes.is_empty() {
        let positions = (0..classes.len() as i64).collect();
        return built(node, EitherWay::of(node, classes, positions)?);
    }
    let keys = list(ctx, node, "keys")?.context("LabelEncoder without keys")?;
    let values = list(ctx, node, "values")?.context("LabelEncoder without values")?;
    ensure!(keys.len() == values.len(), "LabelEncoder has {} keys and {} values", keys.len(), values.len());
    let default = default(ctx, node, values.datum_type())?;
    built(node, LabelEncoder { keys: Keys::of(&keys, attributes::ml_version(ctx))?, values, default })
}

/// The keys or values, whichever attribute holds them.
fn list(ctx: &ParsingContext, node: &NodeProto, name: &str) -> TractResult<Option<Tensor>> {
    let strings = attributes::strings(node, &format!("{name}_strings"))?;
    let ints = attributes::ints(node, &format!("{name}_int64s"))?;
    let floats = attributes::floats(node, &format!("{name}_floats"))?;
    Ok(match (strings.is_empty(), ints.is_empty(), floats.is_empty()) {
        (false, ..) => Some(rows::tensor(&[strings.len()], strings)?),
        (_, false, _) => Some(tensor1(&ints)),
        (.., false) => Some(tensor1(&floats)),
        _ => attributes::tensor(ctx, node, &format!("{name}_tensor"))?,
    })
}

/// The value of an unknown key, of the values' type.
fn default(ctx: &ParsingContext, node: &NodeProto, values: DatumType) -> TractResult<Tensor> {
    if let Some(tensor) = attributes::tensor(ctx, node, "default_tensor")? {
        ensure!(
            tensor.datum_type() == values && tensor.len() == 1,
            "expected one {values:?} in 'default_tensor', got {tensor:?}"
        );
        return Ok(tensor);
    }
    let int = || -> TractResult<_> { Ok(tensor0(node.get_attr_opt::<i64>("default_int64")?.unwrap_or(-1))) };
    let float = || -> TractResult<_> { Ok(tensor0(node.get_attr_opt("default_float")?.unwrap_or(-0.0_f32))) };
    Ok(match values {
        DatumType::String => tensor0(default_string(node)?),
        values if values.is_integer() => int()?.cast_to_dt(values)?.into_owned(),
        values if values.is_float() => float()?.cast_to_dt(values)?.into_owned(),
        other => bail!("LabelEncoder has values of type {other:?}"),
    })
}

fn default_string(node: &NodeProto) -> TractResult<String> {
    Ok(node.get_attr_opt("default_string")?.unwrap_or_else(|| "_Unused".to_owned()))
}

impl Keys {
    /// A key that occurs twice means its first value, as in ONNX Runtime; the specification says its last.
    fn of(tensor: &Tensor, version: i64) -> TractResult<Self> {
        Ok(if tensor.datum_type() == String::datum_type() {
            Self::Strings(first_wins(slice::<String>(tensor)?.iter().cloned().map(Some)))
        } else if tensor.datum_type().is_integer() {
            Self::Ints(first_wins(slice::<i64>(&*numbers::<i64>(tensor)?)?.iter().copied().map(Some)))
        } else {
            // NaN equals NaN since version 4; before, such a key is never found.
            let key = |x: f64| (version >= 4 || !x.is_nan()).then(|| bits(x));
            Self::Floats(first_wins(attributes::doubles(tensor)?.into_iter().map(key)))
        })
    }

    /// The position of each element's value.
    fn positions(&self, input: &Tensor) -> TractResult<Vec<Option<usize>>> {
        let is_text = input.datum_type() == String::datum_type();
        Ok(match self {
            Self::Strings(keys) => {
                ensure!(is_text, "expected strings, got {:?}", input.datum_type());
                slice::<String>(input)?.iter().map(|key| keys.get(key).copied()).collect()
            }
            Self::Ints(keys) => {
                let input = numbers::<i64>(input)?;
                slice::<i64>(&input)?.iter().map(|key| keys.get(key).copied()).collect()
            }
            Self::Floats(keys) => {
                let input = numbers::<f64>(input)?;
                slice::<f64>(&input)?.iter().map(|key| keys.get(&bits(*key)).copied()).collect()
            }
        })
    }
}

fn first_wins<K: Hash + Eq>(keys: impl Iterator<Item = Option<K>>) -> HashMap<K, usize> {
    let mut positions = HashMap::new();
    for (position, key) in keys.enumerate() {
        if let Some(key) = key {
            positions.entry(key).or_insert(position);
        }
    }
    positions
}

/// A number as a key: NaN equals NaN, and -0 equals 0.
fn bits(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { (x + 0.0).to_bits() }
}

impl Operator for LabelEncoder {
    fn name(&self) -> &'static str {
        "LabelEncoder"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(self.values.datum_type().fact(only(inputs)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        fn pick<T: Datum>(
            table: &LabelEncoder,
            positions: &[Option<usize>],
            shape: &[usize],
        ) -> TractResult<Tensor> {
            let (values, default) = (slice::<T>(&table.values)?, &slice::<T>(&table.default)?[0]);
            let value =
                |position: &Option<usize>| position.map_or(default, |position| &values[position]).clone();
            rows::tensor(shape, positions.iter().map(value).collect())
        }
        let input = only(inputs)?;
        let positions = self.keys.positions(input)?;
        Ok(tvec!(dispatch_datum!(pick(self.values.datum_type())(self, &positions, input.shape()))?))
    }
}

/// Texts to numbers or numbers to texts, by the type of the input: that is known only later, and the output
/// that the graph declares is not. So both tables are kept.
#[derive(Debug)]
pub(crate) struct EitherWay {
    to_int: LabelEncoder,
    to_string: LabelEncoder,
}

impl EitherWay {
    /// Both tables of these pairs, with `default_int64` and `default_string`. Of pairs with the same key the last
    /// one counts.
    pub(crate) fn of(node: &NodeProto, strings: Vec<String>, ints: Vec<i64>) -> TractResult<Self> {
        let default_int: Option<i64> = node.get_attr_opt("default_int64")?;
        let to_int = LabelEncoder {
            keys: Keys::Strings(strings.iter().cloned().zip(0..).collect()),
            values: tensor1(&ints),
            default: tensor0(default_int.unwrap_or(-1)),
        };
        let to_string = LabelEncoder {
            keys: Keys::Ints(ints.into_iter().zip(0..).collect()),
            values: rows::tensor(&[strings.len()], strings)?,
            default: tensor0(default_string(node)?),
        };
        Ok(Self { to_int, to_string })
    }

    fn from(&self, input: DatumType) -> &LabelEncoder {
        if input == DatumType::String { &self.to_int } else { &self.to_string }
    }
}

impl Operator for EitherWay {
    fn name(&self) -> &'static str {
        "CategoryMapper"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        self.from(only(inputs)?.datum_type).facts(inputs)
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        self.from(only(inputs)?.datum_type()).eval(inputs)
    }
}
