//! The library: found and opened once for the process, or the reason why there is none.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use domain::engine::{EngineName, EngineStatus};
use ort::{environment::Environment, logging::LogLevel};

use super::places;
use crate::guard::guarded;

/// The library, ready for sessions.
pub(crate) struct Library {
    pub environment: Environment,
    path: PathBuf,
    version: String,
}

static WANTED: OnceLock<PathBuf> = OnceLock::new();
static LIBRARY: OnceLock<Result<Library, String>> = OnceLock::new();

/// Names the library that this process is to use, and no other. The first word counts; it must come before the first
/// model is loaded.
pub fn use_library(path: PathBuf) {
    // Somebody was first.
    let _ = WANTED.set(path);
}

/// What became of looking for the library: where it is and its version, or why it cannot be used. The first call opens
/// it.
#[must_use]
pub fn status() -> EngineStatus {
    let engine = EngineName::OnnxRuntime;
    match get() {
        Ok(library) => EngineStatus {
            engine,
            version: Some(library.version.clone()),
            path: Some(library.path.display().to_string()),
            reason: None,
        },
        Err(reason) => EngineStatus { engine, version: None, path: None, reason: Some(reason) },
    }
}

/// The library, opened by the first call.
pub(crate) fn get() -> Result<&'static Library, String> {
    LIBRARY.get_or_init(|| open_first(&places::wanted(WANTED.get()))).as_ref().map_err(Clone::clone)
}

/// Opens the first library that can be used.
fn open_first(places: &places::Places) -> Result<Library, String> {
    let mut reasons = Vec::new();
    for path in places.libraries() {
        match open(&path) {
            Ok(library) => return Ok(library),
            Err(reason) => reasons.push(reason),
        }
    }
    if reasons.is_empty() {
        reasons.push(places.nothing_found());
    }
    Err(reasons.join("; "))
}

fn open(path: &Path) -> Result<Library, String> {
    let opened = guarded(|| {
        let environment = ort::init_from(path)?.with_name("vitrine").with_telemetry(false).build()?;
        // What goes wrong is answered as an error; the library's own notes would go to the terminal.
        environment.set_log_level(LogLevel::Fatal);
        Ok(environment)
    });
    match opened {
        Ok(environment) => {
            let version = version(path, ort::info());
            Ok(Library { environment, path: path.to_owned(), version })
        }
        Err(failure) => Err(format!("ONNX Runtime cannot be used: {}", failure.reason())),
    }
}

/// The library's version: in its name on Linux and macOS, else in what it says of its build.
fn version(path: &Path, build: &str) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers: Vec<&str> = name.split('.').filter(is_number).collect();
    if numbers.len() >= 2 {
        return numbers.join(".");
    }
    let branch = build.split_once("git-branch=").and_then(|(_, rest)| rest.split(',').next());
    branch.map_or(String::new(), |branch| branch.trim_start_matches("rel-").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_name_or_from_the_build() {
        let build = "ORT Build Info: git-branch=rel-1.19.0, git-commit-id=26250ae, build type=Release";
        for (name, expected) in [
            ("libonnxruntime.so.1.31.1", "1.31.1"),
            ("libonnxruntime.1.20.1.dylib", "1.20.1"),
            ("onnxruntime.dll", "1.19.0"),
            ("libonnxruntime.so.1", "1.19.0"),
        ] {
            assert_eq!(version(&Path::new("/lib").join(name), build), expected);
        }
    }
}
