//! What a workspace keeps: the registry of models, versions, endpoints and settings in a SQLite database, and the files
//! of the versions, each stored once under its content's hash.
//!
//! Invariant: a version that the registry lists is whole on the disk. Content is in its place before a version names it,
//! and is removed only after the last version that names it is gone; a crash between the two leaves content that no
//! version names, which the next sweep removes.
//!
//! Invariant: nothing here asks the clock; times are arguments.

mod activity;
mod artifacts;
mod changes;
mod database;
mod endpoints;
mod error;
mod filters;
mod lists;
mod reserve;
mod settings;
mod store;
mod threads;
mod versions;

pub use activity::ActivityQuery;
pub use artifacts::{export::Exported, ingest::Ingested};
pub use changes::{Targets, Undone};
pub use endpoints::{DeploymentRecord, StoredEndpoint};
pub use error::Error;
pub use filters::{NewFilter, StoredFilter};
pub use lists::{
    VersionQuery,
    sort::{Sort, SortKey},
};
pub use store::{Counts, Store};
pub use versions::{
    StoredSample,
    add::{NewDataset, NewVersion},
    edit::{DESCRIPTION_MAX, Edit, NOTES_MAX},
    purge::Purged,
    trash::{Restored, Trashed, Trashing},
};
