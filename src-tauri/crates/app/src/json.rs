//! JSON whose shape belongs to somebody else, such as a scoring request.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// Any JSON value; `unknown` in TypeScript.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Json(#[ts(type = "unknown")] pub Value);

impl Json {
    /// The value in a file or on stdin, with Python's bare `NaN` and `Infinity` too.
    ///
    /// # Errors
    /// What the parser met, and where.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        serving::codec::value(bytes).map(Self).map_err(|error| match error {
            serving::Error::NotJson { reason } => reason,
            other => other.to_string(),
        })
    }
}

/// No arguments.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
pub struct NoArgs {}
