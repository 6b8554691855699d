//! `cargo xtask run`: the window, or without a display the same story headless.

mod headless;

use std::{env, fs};

use crate::{
    node, onnx_runtime, prerequisites,
    shell::{Result, cargo, command, note, run as run_program, target},
    system,
};

/// Builds the program and opens it.
///
/// # Errors
/// When something is missing on this machine, a build fails, or the program ends with a failure.
pub fn run() -> Result {
    prerequisites::rust()?;
    onnx_runtime::bring_if_possible();
    if has_display() { open_window() } else { headless::host() }
}

fn open_window() -> Result {
    prerequisites::node()?;
    system::require(&[system::CLI, system::WINDOW])?;
    node::build()?;
    run_program(&mut cargo(["build", "--release", "--locked", "--package", "desktop", "--package", "cli"]))?;
    note("Opening Vitrine");
    let mut window = command(target().join("release/vitrine-desktop"));
    if !has_graphics_card() {
        // Sharing frames with a card that is not there makes the first frame come 0.6 s later.
        window.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    }
    run_program(&mut window)
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn has_graphics_card() -> bool {
    !cfg!(target_os = "linux")
        || fs::read_dir("/dev/dri")
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}
