//! Lists of versions and of models: filtered, sorted, counted, a page at a time.
//!
//! A filter becomes a [`plan`]: sets of rows, joined. Each [`set`] is one bound query. There are two ways to carry a plan
//! out. [`condition`] writes all of it as SQL, for whoever changes what a filter finds. [`found`] joins sets as bitmaps,
//! for whoever looks: the sets that were asked for stay in memory ([`kept`]) and every commit puts them right, so that a
//! page, a count or a chip's number costs the joining alone, however many versions there are.

mod columns;
mod complete;
pub(crate) mod condition;
mod facets;
mod found;
pub(crate) mod kept;
mod models;
mod names;
mod order;
pub(crate) mod plan;
mod seek;
mod series;
mod set;
pub(crate) mod sort;
mod values;
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
    /// How many rows stand before the page; instead of `after`.
    pub at: Option<u64>,
    /// In which order.
    pub sort: Sort,
}
