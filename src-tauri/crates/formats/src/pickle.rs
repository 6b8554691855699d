//! Pickles, walked without being loaded: each operation moves stand-ins where Python would make objects, so that names
//! which are put together from earlier text are seen as Python would see them.
//!
//! The operations are those of protocols 0 to 5, as `pickletools` of Python's library describes them. joblib puts the
//! bytes of arrays between operations; the walk passes them as joblib's reader does.

mod machine;
mod operation;
mod value;
mod words;

use std::collections::BTreeMap;

pub(crate) use machine::Walk;
pub(crate) use words::{describe, framework};

/// A name that a pickle imports: module and attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Import {
    pub(crate) module: String,
    pub(crate) name: String,
}

/// What walking pickles found.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// What would be imported, and whether it would be called too.
    pub(crate) imports: BTreeMap<Import, bool>,
    /// More than [`IMPORTS`](crate::bounds::IMPORTS).
    pub(crate) more_imports: bool,
    /// A name that is known only while it is loaded.
    pub(crate) computed_import: bool,
    /// The class of the object as a whole.
    pub(crate) top: Option<Import>,
    /// `_sklearn_version`, which scikit-learn keeps in every estimator.
    pub(crate) sklearn_version: Option<String>,
    /// How many tensors of torch, and of how many elements.
    pub(crate) tensors: u64,
    pub(crate) parameters: u64,
    /// The bytes of arrays stand between the operations, as joblib writes them.
    pub(crate) joblib: bool,
    /// The highest protocol that was announced.
    pub(crate) protocol: u8,
    /// Whole pickles, one after the other.
    pub(crate) pickles: u64,
    /// Any object that is more than a plain number, text or nothing.
    pub(crate) structured: bool,
    /// Why the walk ended before the end.
    pub(crate) problem: Option<String>,
}
