//! The room at its boundary: real model files in, answers out.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "inference/adversarial.rs"]
mod adversarial;
#[path = "inference/allocations.rs"]
mod allocations;
#[path = "inference/choice.rs"]
mod choice;
#[path = "inference/conformance.rs"]
mod conformance;
#[path = "inference/graph.rs"]
mod graph;
#[path = "inference/inspection.rs"]
mod inspection;
#[path = "inference/onnx_runtime.rs"]
mod onnx_runtime;
#[path = "inference/requests.rs"]
mod requests;
#[path = "inference/samples.rs"]
mod samples;
#[path = "inference/tasks.rs"]
mod tasks;
#[path = "inference/v2.rs"]
mod v2;
