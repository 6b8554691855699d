//! One logged call.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    name::{EndpointName, ModelName},
    reference::VersionNumber,
    time::Timestamp,
};

/// What a call predicted, small enough to keep for every call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// The classes of the rows with how many rows each, most frequent first.
    Classes(Vec<(String, u32)>),
    /// The mean predicted number over the rows.
    Value(f64),
}

/// One call to an endpoint, answered or refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InferenceRecord {
    /// When the call arrived.
    pub at: Timestamp,
    /// The endpoint that was called.
    pub endpoint: EndpointName,
    /// The model behind it.
    pub model: ModelName,
    /// The version that scored.
    pub version: VersionNumber,
    /// The HTTP status that the caller got.
    pub status: u16,
    /// How many rows were sent.
    pub rows: u32,
    /// Time spent waiting for a replica, in microseconds.
    pub queue_us: u32,
    /// Time spent scoring, in microseconds.
    pub scoring_us: u32,
    /// Time from the request's arrival to the answer, in microseconds.
    pub total_us: u32,
    /// What was predicted; none for a refused call.
    pub prediction: Option<Prediction>,
    /// The class's probability or nothing, for a call of one row.
    pub probability: Option<f32>,
    /// What the caller was told, for a refused call.
    pub error: Option<String>,
}
