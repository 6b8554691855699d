//! The library of the second engine, out of its Python package, in target.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::{
    shell::{Failure, Result, note, once_for, read, root, target},
    wheel,
};

/// The package of the library and the contents that it may have.
const REQUIREMENTS: &str = "src-tauri/crates/xtask/onnxruntime.txt";
/// What is taken out of the package: the library, whatever the system calls it.
const LIBRARIES: [&str; 2] = ["libonnxruntime.", "onnxruntime.dll"];
/// Its licence, and those of what it is made from.
pub const NOTICES: [&str; 2] = ["LICENSE", "ThirdPartyNotices.txt"];

/// `cargo xtask onnxruntime`: brings the library to where programs and tests of this checkout find it.
///
/// # Errors
/// As [`bring`].
pub fn onnx_runtime() -> Result {
    let folder = bring()?;
    note(&format!("ONNX Runtime lies in {}", folder.display()));
    Ok(())
}

/// As [`bring`]. Without the library the program works with the engine inside it; so a failure is told and no more.
pub fn bring_if_possible() -> Option<PathBuf> {
    let told = |failure| note(&format!("Going on without ONNX Runtime, the second engine: {failure}"));
    bring().map_err(told).ok()
}

/// The folder with the library and its notices; made when it is not there yet.
///
/// # Errors
/// When Python 3 with venv is missing, this platform has no pinned package, or it cannot be fetched.
pub fn bring() -> Result<PathBuf> {
    let folder = target().join("onnxruntime");
    let requirements = root().join(REQUIREMENTS);
    once_for(&read(&requirements)?, &folder, || {
        let package = target().join("xtask/onnxruntime");
        wheel::unpack(&requirements, platform()?, &package)?;
        keep(&package.join("onnxruntime"), &folder)
            .map_err(|error| Failure::new(format!("cannot keep ONNX Runtime: {error}")))?;
        fs::remove_dir_all(&package)
            .map_err(|error| Failure::new(format!("cannot remove {}: {error}", package.display())))
    })?;
    Ok(folder)
}

/// This machine as wheels name it.
fn platform() -> Result<&'static str> {
    match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => Ok("manylinux_2_28_x86_64"),
        ("linux", "aarch64") => Ok("manylinux_2_28_aarch64"),
        ("macos", "aarch64") => Ok("macosx_14_0_arm64"),
        ("windows", "x86_64") => Ok("win_amd64"),
        (system, processor) => {
            Err(Failure::new(format!("no package of ONNX Runtime is pinned for {system} on {processor}")))
        }
    }
}

fn keep(package: &Path, folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(package.join("capi"))? {
        let entry = entry?;
        let name = entry.file_name();
        if LIBRARIES.iter().any(|library| name.to_string_lossy().starts_with(library)) {
            fs::copy(entry.path(), folder.join(name))?;
        }
    }
    for notice in NOTICES {
        fs::copy(package.join(notice), folder.join(notice))?;
    }
    Ok(())
}
