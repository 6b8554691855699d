//! The engines on this machine.

use domain::engine::{EngineName, EngineStatus};

use crate::{onnx_runtime, tract};

/// Each engine with its version, or why it cannot be used. The first call opens ONNX Runtime's library.
#[must_use]
pub fn engines() -> Vec<EngineStatus> {
    let version = Some(tract::VERSION.to_owned());
    let embedded = EngineStatus { engine: EngineName::Tract, version, path: None, reason: None };
    vec![embedded, onnx_runtime::status()]
}
