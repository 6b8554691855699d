//! One value as it is sent, and the checked casts into what an input holds.

use std::fmt;

use domain::{for_elements, signature::Datatype, tensor::Elements};
use serde_json::Value;

/// One value of a JSON body or of a CSV cell.
///
/// What goes where: a number into any type that holds its value, an integer into a float as the nearest one; a boolean
/// into numbers as 0 and 1; nothing into floats as NaN; a text into texts only, so that a JSON string of digits is
/// refused where a number belongs. A CSV cell is a text by nature and is read by the type that it goes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scalar<'a> {
    Missing,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(&'a str),
}

/// What spreadsheets, R and pandas write where a value is missing.
const MISSING: [&str; 9] = ["", "NA", "N/A", "n/a", "#N/A", "null", "NULL", "None", "-"];

impl<'a> Scalar<'a> {
    /// A CSV cell on its way into an input of this type: empty is missing, and only strings keep digits as text.
    pub(crate) fn cell(text: &'a str, datatype: Datatype) -> Self {
        if datatype == Datatype::Bytes {
            return Self::Text(text);
        }
        let word = text.trim();
        match word {
            word if MISSING.contains(&word) => return Self::Missing,
            "true" | "True" | "TRUE" => return Self::Bool(true),
            "false" | "False" | "FALSE" => return Self::Bool(false),
            _ => {}
        }
        let number = word.parse().map(Self::Unsigned).or_else(|_| word.parse().map(Self::Signed));
        number.ok().or_else(|| word.parse().map(Self::Float).ok()).unwrap_or(Self::Text(text))
    }
}

impl fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("nothing"),
            Self::Bool(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
            Self::Signed(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => write!(f, "{:?}", shortened(value)),
        }
    }
}

fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A JSON value in the words of a message: short, and a container by its kind only.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => Scalar::Text(text).to_string(),
        other => other.to_string(),
    }
}

/// A type that one element can have.
pub(crate) trait Element: Sized {
    /// The value, or none where it cannot be held without loss.
    fn from_scalar(scalar: Scalar<'_>) -> Option<Self>;
}

macro_rules! integer {
    ($($type:ty),*) => {$(
        impl Element for $type {
            fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
                match scalar {
                    Scalar::Unsigned(value) => value.try_into().ok(),
                    Scalar::Signed(value) => value.try_into().ok(),
                    Scalar::Float(value) => whole(value)?.try_into().ok(),
                    Scalar::Bool(value) => Some(value.into()),
                    Scalar::Missing | Scalar::Text(_) => None,
                }
            }
        }
    )*};
}
integer!(u8, u16, u32, u64, i8, i16, i32, i64);

/// The integer that a float stands for, below the size from which several integers share a float.
fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    (value.fract() == 0.0 && value.abs() < EXACT).then_some(value as i64)
}

/// Python's words for what JSON cannot say.
fn not_finite(word: &str) -> Option<f64> {
    match word {
        "NaN" | "nan" => Some(f64::NAN),
        "Infinity" | "inf" => Some(f64::INFINITY),
        "-Infinity" | "-inf" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

impl Element for f64 {
    #[expect(clippy::cast_precision_loss, reason = "an integer sent for a float means the nearest float")]
    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Float(value) => Some(value),
            Scalar::Unsigned(value) => Some(value as Self),
            Scalar::Signed(value) => Some(value as Self),
            Scalar::Missing => Some(Self::NAN),
            Scalar::Text(word) => not_finite(word),
            Scalar::Bool(value) => Some(f64::from(u8::from(value))),
        }
    }
}

impl Element for f32 {
    #[expect(clippy::cast_possible_truncation, reason = "rounding is meant; what overflows is refused")]
    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        let wide = f64::from_scalar(scalar)?;
        let value = wide as Self;
        (value.is_finite() || !wide.is_finite()).then_some(value)
    }
}

impl Element for bool {
    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Bool(value) => Some(value),
            Scalar::Unsigned(0) => Some(false),
            Scalar::Unsigned(1) => Some(true),
            Scalar::Float(0.0) => Some(false),
            Scalar::Float(1.0) => Some(true),
            _ => None,
        }
    }
}

impl Element for String {
    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        if let Scalar::Text(text) = scalar { Some(text.to_owned()) } else { None }
    }
}

/// No elements yet, of this type. Half floats are held as FP32: the engine narrows them.
pub(crate) fn empty(datatype: Datatype, capacity: usize) -> Elements {
    match datatype {
        Datatype::Bool => Elements::Bool(Vec::with_capacity(capacity)),
        Datatype::Uint8 => Elements::Uint8(Vec::with_capacity(capacity)),
        Datatype::Uint16 => Elements::Uint16(Vec::with_capacity(capacity)),
        Datatype::Uint32 => Elements::Uint32(Vec::with_capacity(capacity)),
        Datatype::Uint64 => Elements::Uint64(Vec::with_capacity(capacity)),
        Datatype::Int8 => Elements::Int8(Vec::with_capacity(capacity)),
        Datatype::Int16 => Elements::Int16(Vec::with_capacity(capacity)),
        Datatype::Int32 => Elements::Int32(Vec::with_capacity(capacity)),
        Datatype::Int64 => Elements::Int64(Vec::with_capacity(capacity)),
        Datatype::Fp16 | Datatype::Bf16 | Datatype::Fp32 => Elements::Fp32(Vec::with_capacity(capacity)),
        Datatype::Fp64 => Elements::Fp64(Vec::with_capacity(capacity)),
        Datatype::Bytes => Elements::Bytes(Vec::with_capacity(capacity)),
    }
}

/// Appends a value; false where the type cannot hold it.
pub(crate) fn push(elements: &mut Elements, scalar: Scalar<'_>) -> bool {
    for_elements!(elements, values => match Element::from_scalar(scalar) {
        Some(value) => { values.push(value); true }
        None => false,
    })
}

/// The same numbers as another type of number; or the place and the words of the first that it cannot hold.
///
/// # Errors
/// The value's index, and the value as it would be shown.
pub(crate) fn cast(from: &Elements, datatype: Datatype) -> Result<Elements, (usize, String)> {
    let mut into = empty(datatype, from.len());
    let mut put = |at: usize, value: Scalar<'_>| {
        if push(&mut into, value) { Ok(()) } else { Err((at, value.to_string())) }
    };
    macro_rules! each {
        ($values:expr, $kind:ident) => {
            $values.iter().enumerate().try_for_each(|(at, value)| put(at, Scalar::$kind((*value).into())))
        };
    }
    match from {
        Elements::Bool(values) => each!(values, Bool),
        Elements::Uint8(values) => each!(values, Unsigned),
        Elements::Uint16(values) => each!(values, Unsigned),
        Elements::Uint32(values) => each!(values, Unsigned),
        Elements::Uint64(values) => each!(values, Unsigned),
        Elements::Int8(values) => each!(values, Signed),
        Elements::Int16(values) => each!(values, Signed),
        Elements::Int32(values) => each!(values, Signed),
        Elements::Int64(values) => each!(values, Signed),
        Elements::Fp32(values) => each!(values, Float),
        Elements::Fp64(values) => each!(values, Float),
        Elements::Bytes(values) => {
            values.iter().enumerate().try_for_each(|(at, text)| put(at, Scalar::Text(text)))
        }
    }?;
    Ok(into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casts_keep_the_value_or_refuse_it() {
        assert_eq!(u8::from_scalar(Scalar::Unsigned(255)), Some(255));
        assert_eq!(u8::from_scalar(Scalar::Unsigned(256)), None);
        assert_eq!(u8::from_scalar(Scalar::Signed(-1)), None);
        assert_eq!(i64::from_scalar(Scalar::Float(3.0)), Some(3));
        assert_eq!(i64::from_scalar(Scalar::Float(3.5)), None);
        assert_eq!(i64::from_scalar(Scalar::Unsigned(9_007_199_254_740_993)), Some(9_007_199_254_740_993));
        assert_eq!(i64::from_scalar(Scalar::Float(9_007_199_254_740_992.0)), None, "or the integer after it");
        assert_eq!(i64::from_scalar(Scalar::Float(f64::NAN)), None);
        assert_eq!(f32::from_scalar(Scalar::Float(1e39)), None);
        assert!(f32::from_scalar(Scalar::Missing).unwrap().is_nan());
        assert_eq!(f32::from_scalar(Scalar::Text("5.1")), None);
        assert_eq!(String::from_scalar(Scalar::Unsigned(1)), None);
    }

    #[test]
    fn a_csv_cell_is_read_by_the_type_that_it_goes_to() {
        assert_eq!(Scalar::cell("8004", Datatype::Bytes), Scalar::Text("8004"));
        assert_eq!(Scalar::cell(" 8004", Datatype::Int64), Scalar::Unsigned(8004));
        assert_eq!(Scalar::cell("-2", Datatype::Fp32), Scalar::Signed(-2));
        assert_eq!(Scalar::cell("", Datatype::Fp32), Scalar::Missing);
        assert_eq!(Scalar::cell("NA", Datatype::Fp32), Scalar::Missing);
        assert_eq!(Scalar::cell("NA", Datatype::Bytes), Scalar::Text("NA"));
        assert_eq!(Scalar::cell("old", Datatype::Fp32), Scalar::Text("old"));
    }
}
