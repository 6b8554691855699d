//! The only room that knows an engine: reads ONNX files, says what they take and give, and scores them.
//!
//! [`inspect`] tells what a file or folder is and whether it can be deployed; [`Predictor`] loads one and
//! scores rows. The engine is tract with this crate's own `ai.onnx.ml` operators (`ops`), which it lacks or
//! answers wrongly.
//!
//! Invariant: no type of the engine appears in this crate's public interface.
//! Invariant: whatever a file holds, the caller gets a value or an [`Error`], never a panic.

mod bounds;
mod classes;
mod convert;
mod engine;
mod error;
mod example;
mod framework;
mod guard;
mod inspect;
mod limits;
mod missing;
mod model;
mod ops;
mod plan;
mod prediction;
mod predictor;
mod rewrite;
mod signature;
mod source;
mod wire;

pub use engine::ENGINE;
pub use error::Error;
pub use example::example;
pub use inspect::inspect;
pub use limits::Limits;
pub use prediction::{predictions, probability};
pub use predictor::Predictor;
