//! The inference log of a workspace: every call recorded, counted in rollups, kept for as long as asked, and drawn
//! as charts.
//!
//! Recording never blocks and never fails: [`Log::record`] puts the call on a bounded queue, and one task writes
//! what gathered there to a SQLite database of its own, beside the registry's. Everything that is shown of a window
//! of time is read from rollups; single calls are read only to list them.
//!
//! Invariant: only the writer task writes to the database.
//!
//! Invariant: text that comes from a model (class names, error messages) is cleaned and cut before it is kept, and
//! escaped where it is drawn.

mod bounds;
mod chart;
mod database;
mod error;
mod log;
mod rollup;
mod runs;
mod segment;
mod summary;
mod window;
mod writer;

pub use bounds::{MAX_CLASSES, OTHER};
pub use chart::{
    ChartRequest,
    standalone::{Theme, standalone},
};
pub use error::{Error, Result};
pub use log::{Log, Recorded, Retention, Settings};
pub use segment::{RecordPage, StoredRecord};
