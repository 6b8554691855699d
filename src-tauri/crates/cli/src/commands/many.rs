//! Which models and versions are meant: one, several, or all that a filter finds.

use app::many::Targets;
use domain::{error::Failure, finding::Rows, reference::ModelRef};

use super::parse;
use crate::{args::Matching, print::Printer};

/// What is meant.
pub enum Meant {
    /// One, by its name.
    One(ModelRef),
    /// Several, or whatever a filter finds.
    Many(Targets),
}

/// Reads names, or the filter that stands in their place. What is wrong with the filter is marked.
pub fn meant(names: &[String], matching: Matching, printer: &Printer) -> Result<Meant, Failure> {
    match (targets(names, matching, printer)?, names) {
        (_, [name]) => Ok(Meant::One(parse(name)?)),
        (targets, _) => Ok(Meant::Many(targets)),
    }
}

/// As [`meant`], where one is as many.
pub fn targets(names: &[String], matching: Matching, printer: &Printer) -> Result<Targets, Failure> {
    let Matching { filter, models, except } = matching;
    let Some(filter) = filter else {
        return Ok(Targets { references: Some(references(names)?), ..Targets::default() });
    };
    printer.fault_in(&filter);
    Ok(Targets {
        references: None,
        filter: Some(filter),
        rows: if models { Rows::Models } else { Rows::Versions },
        except: references(&except)?,
    })
}

/// Reads names of models and versions.
pub fn references(names: &[String]) -> Result<Vec<ModelRef>, Failure> {
    names.iter().map(|name| parse(name)).collect()
}
