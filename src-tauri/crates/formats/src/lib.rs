//! Reads model formats that no engine here scores, by their content and without running anything: what wrote a file,
//! what it holds, what it takes and gives where it says so, and what to do to have it scored.
//!
//! [`recognise`] is asked about everything that is not ONNX. A pickle is never loaded: its operations are walked with
//! stand-ins for the objects, so that what it would import and call is known ([`pickle`]).
//!
//! Invariant: whatever a file holds, reading it ends, in memory bounded by [`bounds`] and not by what the file claims.

mod archive;
mod boosters;
mod bounds;
mod coreml;
mod file;
mod folder;
mod found;
mod gguf;
mod hdf5;
mod hugging_face;
mod input;
mod joblib;
pub mod mlflow;
pub mod mlmodel;
mod pickle;
mod pmml;
mod protobuf;
mod safetensors;
mod saved_model;
mod tensors;
mod tflite;
mod torch;
pub mod triton;

use std::{fs, io, path::Path};

pub use folder::model_root;
pub use found::Found;

/// What stands at `path`, a file or a folder, told by its content; none where it is no model that is known here.
///
/// # Errors
/// What the disk says. Damage is no error: what could be read is told, and where it broke off.
pub fn recognise(path: &Path) -> io::Result<Option<Found>> {
    if fs::metadata(path)?.is_dir() { folder::recognise(path) } else { file::recognise(path) }
}
