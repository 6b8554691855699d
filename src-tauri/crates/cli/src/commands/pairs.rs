//! `KEY=VALUE` arguments.

use std::{collections::BTreeMap, path::Path};

use app::register::DatasetFile;
use domain::{
    error::Failure,
    tags::{self, Tags},
};

use super::{model::absolute, parse};
use crate::exit::invalid;

/// Reads all pairs.
pub fn tags(pairs: &[String]) -> Result<Tags, Failure> {
    pairs.iter().map(|pair| tags::parse(pair).map_err(|error| invalid(error.to_string()))).collect()
}

/// Reads `ROLE=FILE` pairs; the files' paths are made whole.
pub fn datasets(pairs: &[String]) -> Result<Vec<DatasetFile>, Failure> {
    let read = |pair: &String| {
        let (role, path) = pair
            .split_once('=')
            .ok_or_else(|| invalid(format!("'{pair}' is not a data set; write training=data.csv")))?;
        Ok(DatasetFile { role: parse(role.trim())?, path: absolute(Path::new(path)) })
    };
    pairs.iter().map(read).collect()
}

/// Reads pairs whose values are numbers.
pub fn numbers(pairs: &[String]) -> Result<BTreeMap<String, f64>, Failure> {
    let number = |(key, value): (String, String)| match value.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((key, number)),
        _ => Err(invalid(format!("the metric '{key}' needs a number, got '{value}'"))),
    };
    tags(pairs)?.into_iter().map(number).collect()
}
