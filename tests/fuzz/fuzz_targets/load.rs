//! Model files: whatever the bytes are, there is an error or an inspection, and it says one of two things: what scores
//! the model, or why nothing can.
//!
//! The program gives a model a child process with bounds of its own; here libFuzzer's hold (`-rss_limit_mb`, `-timeout`).

#![no_main]

use std::{env, fs, path::Path, sync::LazyLock};

use inference::Limits;
use libfuzzer_sys::fuzz_target;
use tempfile::TempPath;

/// Written anew for each input; in memory where the system has a folder for it.
static FILE: LazyLock<TempPath> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { env::temp_dir() };
    let file = tempfile::Builder::new().suffix(".onnx").tempfile_in(folder);
    file.expect("the folder can be written to").into_temp_path()
});

fuzz_target!(
    // An engine's panic is caught and answered as an error. libFuzzer's hook would end the process before that; a panic
    // that nobody catches ends it all the same.
    init: {
        let _ = std::panic::take_hook();
    },
    |bytes: &[u8]| {
        fs::write(&*FILE, bytes).expect("the file can be written");
        let Ok(found) = inference::inspect(&FILE, &Limits::default()) else { return };
        assert_eq!(found.deployable, found.engine.is_some());
        assert_eq!(found.deployable, found.undeployable_reason.is_none());
    }
);
