//! Collects the values of one input, straight from JSON into a vector of the input's type.

use domain::{signature::TensorSpec, tensor::Elements};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    fit,
    scalar::{self, Scalar},
};
use crate::error::Error;

/// The values of one input, and how the arrays around them were nested.
#[derive(Debug)]
pub(crate) struct Fill<'s> {
    pub(crate) spec: &'s TensorSpec,
    pub(crate) elements: Elements,
    /// The length of the arrays at each depth, outermost first.
    dims: Vec<Option<usize>>,
    /// The depth at which the values stand.
    leaf: Option<usize>,
    problem: Option<Error>,
}

impl<'s> Fill<'s> {
    pub(crate) fn new(spec: &'s TensorSpec, capacity: usize) -> Self {
        let elements = scalar::empty(spec.datatype, capacity);
        Self { spec, elements, dims: Vec::new(), leaf: None, problem: None }
    }

    /// Appends a value, or the values of nested arrays.
    ///
    /// # Errors
    /// [`Error::Value`] and [`Error::Form`] for what the input cannot hold; [`Error::NotJson`] from the parser.
    pub(crate) fn read<'de, D: Deserializer<'de>>(&mut self, values: D) -> Result<(), Error> {
        Nested { fill: self, depth: 0 }.deserialize(values).map_err(|error| {
            self.problem.take().unwrap_or_else(|| Error::NotJson { reason: error.to_string() })
        })
    }

    /// Appends one value.
    ///
    /// # Errors
    /// [`Error::Value`] with its place.
    pub(crate) fn push(&mut self, value: Scalar<'_>) -> Result<(), Error> {
        if scalar::push(&mut self.elements, value) {
            return Ok(());
        }
        Err(Error::Value {
            place: self.place(self.elements.len()),
            expected: self.spec.datatype,
            found: value.to_string(),
        })
    }

    /// The nesting as a shape; empty for a lone value.
    pub(crate) fn shape(&self) -> Vec<usize> {
        self.dims.iter().map(|dim| dim.unwrap_or(0)).collect()
    }

    /// Where the value of this index stands. Where the model takes rows of any width, the first row says how wide.
    fn place(&self, index: usize) -> String {
        let inner = self.dims.get(1..).filter(|inner| !inner.is_empty());
        let nested = || inner?.iter().try_fold(1_usize, |width, dim| Some(width * (*dim)?));
        let first_row = || (self.leaf == Some(2)).then_some(usize::MAX);
        fit::place_in(self.spec, index, fit::width(self.spec).or_else(nested).or_else(first_row))
    }

    fn close(&mut self, depth: usize, length: usize) -> Result<(), Error> {
        if self.dims.len() <= depth {
            self.dims.resize(depth + 1, None);
        }
        match self.dims[depth].replace(length) {
            Some(first) if first != length => Err(Error::Width {
                place: format!("{} (the arrays are ragged)", self.place(self.elements.len().max(1) - 1)),
                expected: first,
                found: length,
            }),
            _ => Ok(()),
        }
    }

    fn value(&mut self, depth: usize, value: Scalar<'_>) -> Result<(), Error> {
        if *self.leaf.get_or_insert(depth) != depth {
            let place = self.place(self.elements.len());
            return Err(Error::Form(format!("{place}: expected an array, got {value}")));
        }
        self.push(value)
    }
}

/// One value or array at its depth.
struct Nested<'f, 's> {
    fill: &'f mut Fill<'s>,
    depth: usize,
}

impl Nested<'_, '_> {
    /// Serde's errors are text only, so the true one is left in the fill.
    fn check<E: serde::de::Error>(self, done: Result<(), Error>) -> Result<(), E> {
        done.map_err(|problem| {
            self.fill.problem = Some(problem);
            E::custom("refused")
        })
    }

    fn scalar<E: serde::de::Error>(self, value: Scalar<'_>) -> Result<(), E> {
        let done = self.fill.value(self.depth, value);
        self.check(done)
    }
}

impl<'de> DeserializeSeed<'de> for Nested<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Nested<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("values or nested arrays of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let mut length = 0;
        while array.next_element_seed(Nested { fill: self.fill, depth: self.depth + 1 })?.is_some() {
            length += 1;
        }
        let done = self.fill.close(self.depth, length);
        self.check(done)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        let place = self.fill.place(self.fill.elements.len());
        self.fill.problem = Some(Error::Form(format!("{place}: expected values, got an object")));
        Err(A::Error::custom("refused"))
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.scalar(Scalar::Signed(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.scalar(Scalar::Unsigned(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.scalar(Scalar::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(value))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.scalar(Scalar::Missing)
    }
}
