//! The ONNX backend suite, unpacked in target.

use std::path::PathBuf;

use crate::{
    shell::{Result, once_for, read, root, target},
    wheel,
};

/// The suite inside is the same for every machine.
const PLATFORM: &str = "manylinux_2_28_x86_64";

/// The folder that holds `onnx/backend/test`; fetched when it is not there yet.
///
/// # Errors
/// When Python 3 with venv is missing, or the wheel cannot be fetched.
pub fn suite() -> Result<PathBuf> {
    let folder = target().join("onnx");
    let requirements = root().join("tests/onnx.txt");
    once_for(&read(&requirements)?, &folder, || wheel::unpack(&requirements, PLATFORM, &folder))?;
    Ok(folder)
}
