//! The only room that knows an engine: reads ONNX files, says what they take and give, and scores them.
//!
//! [`inspect`] tells what a file or folder is and whether it can be deployed; [`Predictor`] loads one and
//! scores rows. The embedded engine is tract with this crate's own operators where it lacks them or answers wrongly
//! (`tract::ops`). The second one is ONNX Runtime, where its library is found ([`onnx_runtime`]); [`assess`] tries a
//! model with both and says which one to take.
//!
//! Invariant: no type of the engine appears in this crate's public interface.
//! Invariant: whatever a file holds, the caller gets a value or an [`Error`], never a panic.

#[cfg(test)]
mod backend;
mod bounds;
mod choice;
mod classes;
mod declared;
mod engine;
mod error;
mod example;
mod external;
mod framework;
pub mod graph;
mod guard;
mod hints;
mod inspect;
mod limits;
mod missing;
mod model;
pub mod onnx_runtime;
mod prediction;
mod predictor;
mod signature;
mod source;
mod status;
mod stop;
mod task;
mod tract;
mod wire;

pub use choice::{assess, recall, settle};
pub use error::Error;
pub use example::example;
pub use inspect::{describe, inspect};
pub use limits::Limits;
pub use prediction::{predictions, probability};
pub use predictor::Predictor;
pub use status::engines;
pub use stop::{AskWhenDropped, Stop};
