//! `cargo xtask package`: a Debian package with the window and the command line.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    node, onnx_runtime, prerequisites,
    shell::{Failure, Result, cargo, command, note, run, target},
    system,
};

/// What bundles the program; only packaging needs it, so it is fetched here and not with the window's own packages.
const TAURI: &str = "@tauri-apps/cli@2.12.5";

/// Where the package puts the library: beside the programs, as they know it.
const LIBRARIES: &str = "/usr/lib/vitrine";
/// Where the package puts the licences of the library.
const DOCUMENTS: &str = "/usr/share/doc/vitrine/onnxruntime";

/// Builds `target/release/bundle/deb/*.deb`.
///
/// # Errors
/// When something is missing on this machine, or a build fails.
pub fn package() -> Result {
    prerequisites::rust()?;
    prerequisites::node()?;
    system::require(&[system::CLI, system::WINDOW])?;
    node::build()?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "desktop", "--package", "cli"]))?;
    let mut bundle = command("npm");
    bundle.args(["exec", "--yes", "--package", TAURI, "--", "tauri", "bundle", "--bundles", "deb"]);
    if let Some(folder) = onnx_runtime::bring_if_possible() {
        bundle.args(["--config", &second_engine(&folder)?.to_string()]);
    }
    run(&mut bundle)?;
    note(&format!("The package lies in {}", target().join("release/bundle/deb").display()));
    Ok(())
}

/// What the bundler is told besides its own settings: the library of the second engine stands where the programs look
/// for it, its licences where a package's documents are.
fn second_engine(folder: &Path) -> Result<Value> {
    let unreadable = |error| Failure::new(format!("cannot read {}: {error}", folder.display()));
    let mut files = serde_json::Map::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let place = if onnx_runtime::NOTICES.contains(&&*name) { DOCUMENTS } else { LIBRARIES };
        files.insert(format!("{place}/{name}"), json!(entry.path()));
    }
    Ok(json!({ "bundle": { "linux": { "deb": { "files": files } } } }))
}
