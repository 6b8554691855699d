//! The closed list of ways in which a request can fail, and the words that go with each failure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of failure happened. Every edge (exit code, HTTP status, window) maps it exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The caller's input is wrong: a bad name, shape, type, file or filter.
    InvalidInput,
    /// A key is missing or wrong.
    Unauthorized,
    /// The named thing does not exist.
    NotFound,
    /// The named thing exists already, or is of another kind than asked for.
    Conflict,
    /// The thing is used by something active and may not be removed or changed.
    InUse,
    /// The workspace, or a port, belongs to another process.
    Busy,
    /// The input is larger than the limit.
    TooLarge,
    /// What was sent is understood but not something that this program can run.
    Unsupported,
    /// Not ready, or overloaded: the same request may work later.
    Unavailable,
    /// The time limit passed.
    Timeout,
    /// The caller asked to stop.
    Cancelled,
    /// The disk, the database or the network failed.
    Io,
    /// A defect in this program.
    Internal,
}

/// A failure as every edge shows it: the code, what happened and to what, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Failure {
    /// What kind of failure.
    pub code: ErrorCode,
    /// Names the thing, what was expected and what was found.
    pub message: String,
    /// What to do, where there is something to do.
    pub hint: Option<String>,
}
