//! Endpoints: the stable name, address and keys behind which a version is served.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    name::{EndpointName, ModelName},
    reference::VersionNumber,
    time::Timestamp,
};

/// The state of an endpoint or of one deployment, under its Azure ML name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum EndpointState {
    /// Loading, checking, or changing.
    Transitioning,
    /// A real score succeeded and calls are answered.
    Healthy,
    /// Deployed, but calls fail or cannot arrive.
    Unhealthy,
    /// The machine cannot give it what it asks for.
    Unschedulable,
    /// It could not be loaded, or its first score failed.
    Failed,
}

/// How an endpoint serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct EndpointConfig {
    /// Loaded copies that score at the same time.
    pub replicas: u32,
    /// Calls that one replica scores at the same time.
    pub concurrency: u32,
    /// Calls that may wait for one replica; the next is refused with 503.
    pub queue: u32,
    /// How long a call may wait, in ms.
    pub max_queue_wait_ms: u32,
    /// How long a call may score, in ms.
    pub scoring_timeout_ms: u32,
    /// Whether calls need a key.
    pub auth: bool,
    /// Whether calls are recorded.
    pub collect: bool,
}

impl Default for EndpointConfig {
    fn default() -> Self {
        Self {
            replicas: 1,
            concurrency: 1,
            queue: 10,
            max_queue_wait_ms: 500,
            scoring_timeout_ms: 60_000,
            auth: true,
            collect: true,
        }
    }
}

/// The two keys of an endpoint: either opens it, each can be regenerated alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Keys {
    /// The key to hand out.
    pub primary_key: String,
    /// The key to use while the first is being changed.
    pub secondary_key: String,
}

/// Keys never reach a log.
impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// Which of the two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// The first.
    Primary,
    /// The second.
    Secondary,
}

/// Where an endpoint answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Routes {
    /// Open Inference Protocol V2 scoring.
    pub v2: String,
    /// Azure ML scoring.
    pub score: String,
    /// MLflow scoring.
    pub invocations: String,
    /// The Swagger document.
    pub swagger: String,
}

impl Routes {
    /// The addresses of an endpoint behind a host's base address such as `http://127.0.0.1:8390`.
    #[must_use]
    pub fn of(base: &str, endpoint: &EndpointName) -> Self {
        Self {
            v2: format!("{base}/v2/models/{endpoint}/infer"),
            score: format!("{base}/api/v1/service/{endpoint}/score"),
            invocations: format!("{base}/endpoints/{endpoint}/invocations"),
            swagger: format!("{base}/api/v1/service/{endpoint}/swagger.json"),
        }
    }
}

/// One version behind an endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Deployment {
    /// The model.
    pub model: ModelName,
    /// Its version.
    pub version: VersionNumber,
    /// Its share of the calls, in percent.
    pub traffic: u8,
    /// How many replicas it has.
    pub replicas: u32,
    /// Its own state.
    pub state: EndpointState,
}

/// One stay of a version behind an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Served {
    /// The endpoint, which may be gone.
    pub endpoint: EndpointName,
    /// The version.
    pub version: VersionNumber,
    /// Since when.
    pub at: Timestamp,
    /// Until when; none while it is served.
    pub until: Option<Timestamp>,
}

/// An endpoint as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Endpoint {
    /// Its name.
    pub name: EndpointName,
    /// Its state.
    pub state: EndpointState,
    /// Why it is in this state, and what to do, unless it is Healthy.
    pub reason: Option<String>,
    /// The address that clients call (the V2 route).
    pub url: String,
    /// All addresses.
    pub routes: Routes,
    /// Whether calls need a key.
    pub auth: bool,
    /// How it serves.
    pub config: EndpointConfig,
    /// What it serves.
    pub deployments: Vec<Deployment>,
    /// How long the checking score took, in ms, once it is Healthy.
    pub check_ms: Option<f64>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its configuration or version last changed.
    pub updated_at: Timestamp,
}
