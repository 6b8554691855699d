//! `cargo xtask package`: a Debian package with the window and the command line.

use crate::{
    node, prerequisites,
    shell::{Result, cargo, command, note, run, target},
    system,
};

/// What bundles the program; only packaging needs it, so it is fetched here and not with the window's own packages.
const TAURI: &str = "@tauri-apps/cli@2.12.5";

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
    run(command("npm").args([
        "exec",
        "--yes",
        "--package",
        TAURI,
        "--",
        "tauri",
        "bundle",
        "--bundles",
        "deb",
    ]))?;
    note(&format!("The package lies in {}", target().join("release/bundle/deb").display()));
    Ok(())
}
