//! Lists of versions and of models: filtered, sorted, counted, a page at a time.

pub(crate) mod condition;
mod facets;
mod models;
mod names;
pub(crate) mod sort;
mod versions;

use domain::filter::Filter;

use sort::Sort;

/// Which versions, in which order, and which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionQuery {
    /// Which.
    pub filter: Filter,
    /// At most how many; 0 gives only the total.
    pub limit: u32,
    /// The `next` of the page before; none for the first.
    pub after: Option<String>,
    /// In which order.
    pub sort: Sort,
}
