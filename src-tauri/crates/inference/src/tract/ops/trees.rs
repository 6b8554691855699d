//! Tree ensembles of every operator version, checked once and then walked without further thought.
//!
//! `raw` is an ensemble as a file tells it, and `attributes` reads the older versions' lists. `check` finds what is
//! malformed, `normal` says every test with `<=`, `layout` lays the nodes out flat with the `leaves` at hand, `walk`
//! takes rows through them; an `ensemble` makes outputs of the sums.
//!
//! Invariant: a [`Forest`] exists only if every child, leaf and target of it is in bounds and no walk can come
//! back to where it was.

mod attributes;
mod check;
mod ensemble;
mod forest;
mod layout;
mod leaves;
mod normal;
mod raw;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use attributes::{Contributions, forest_of, takes_singles};
pub(crate) use ensemble::{Ensemble, Trees};
pub(crate) use forest::{Forest, Scores};
pub(crate) use raw::{Aggregate, Branch, RawForest, RawNode, Test, Weight};
