//! The filter language: which versions a list shows.
//!
//! [`parse`](Filter::parse) reads it (the grammar stands there), [`Display`](std::fmt::Display) writes it so that it is
//! read back the same, and [`cursor`] says what can be typed at a place.

mod ast;
pub mod cursor;
mod fault;
mod parse;
mod print;
mod quantity;
#[cfg(test)]
mod tests;

use unicode_normalization::UnicodeNormalization as _;

pub use ast::{Compare, Expression, Field, Filter, Moment, Number, Term, Test};
pub use fault::FilterError;
pub use print::{bare_or_quoted, quoted_key};

/// A text as names are compared without regard to case: lower case, and one form for each accented letter.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase().nfc().collect()
}
