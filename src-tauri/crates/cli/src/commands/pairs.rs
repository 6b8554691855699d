//! `KEY=VALUE` arguments.

use std::collections::BTreeMap;

use domain::{
    error::Failure,
    tags::{self, Tags},
};

use crate::exit::invalid;

/// Reads all pairs.
pub fn tags(pairs: &[String]) -> Result<Tags, Failure> {
    pairs.iter().map(|pair| tags::parse(pair).map_err(|error| invalid(error.to_string()))).collect()
}

/// Reads pairs whose values are numbers.
pub fn numbers(pairs: &[String]) -> Result<BTreeMap<String, f64>, Failure> {
    let number = |(key, value): (String, String)| match value.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((key, number)),
        _ => Err(invalid(format!("the metric '{key}' needs a number, got '{value}'"))),
    };
    tags(pairs)?.into_iter().map(number).collect()
}
