//! Tree ensembles of every operator version, checked once and then walked without further thought.
//!
//! Invariant: a [`Forest`] exists only if every child, leaf and target of it is in bounds and no walk can come
//! back to where it was.

mod attributes;
mod forest;

pub(crate) use attributes::{Contributions, forest_of};
pub(crate) use forest::{Aggregate, Branch, Forest, RawNode, Test, Weight};
