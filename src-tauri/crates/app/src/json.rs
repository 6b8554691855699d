//! JSON whose shape belongs to somebody else, such as a scoring request.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// Any JSON value; `unknown` in TypeScript.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Json(#[ts(type = "unknown")] pub Value);

/// No arguments.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
pub struct NoArgs {}
