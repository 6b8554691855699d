//! What a listener is told without asking.

use domain::name::EndpointName;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a command reads or changes; a window refetches what it shows when a topic that it read has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Models, versions, tags.
    Models,
    /// Endpoints, their states and keys.
    Endpoints,
    /// The inference log.
    Records,
    /// The workspace, its host and its sizes.
    Workspace,
    /// Saved filters.
    Filters,
}

/// How a job goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It works.
    Running,
    /// It is done.
    Done,
    /// It failed; the message says why.
    Failed,
    /// Somebody asked it to stop.
    Cancelled,
}

/// The progress of one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobProgress {
    /// The id that its starter chose.
    pub id: String,
    /// What it does, such as `Registering iris`.
    pub title: String,
    /// Bytes done.
    pub done_bytes: u64,
    /// Bytes in all; 0 while unknown.
    pub total_bytes: u64,
    /// How it goes on.
    pub state: JobState,
    /// Why it failed.
    pub message: Option<String>,
}

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// What was read before may be stale.
    Changed {
        /// What changed.
        topics: Vec<Topic>,
    },
    /// A job moved on.
    Job(JobProgress),
    /// Calls were recorded.
    Recorded {
        /// The endpoint that was called.
        endpoint: EndpointName,
        /// How many calls since the last such event.
        requests: u64,
    },
}
