//! The window's pages: npm in `ui/`.

use std::process::Command;

use crate::shell::{Result, command, once_for, read, root, run};

/// Installs the packages of the lock file, unless that was done for this very file before.
///
/// # Errors
/// When npm fails.
pub fn install() -> Result {
    let ui = root().join("ui");
    let lock = read(&ui.join("package-lock.json"))?;
    once_for(&lock, &ui.join("node_modules"), || run(&mut npm(&["ci", "--no-audit", "--no-fund"])))
}

/// Builds `ui/dist`, which the window carries.
///
/// # Errors
/// When the packages cannot be installed or the build fails.
pub fn build() -> Result {
    install()?;
    run(&mut npm(&["run", "build"]))
}

/// Type check.
///
/// # Errors
/// When a type is wrong.
pub fn types() -> Result {
    install()?;
    run(&mut npm(&["run", "check"]))
}

/// Unit tests.
///
/// # Errors
/// When one fails.
pub fn test() -> Result {
    install()?;
    run(&mut npm(&["test"]))
}

/// npm in `ui/`.
pub fn npm(arguments: &[&str]) -> Command {
    let mut npm = command("npm");
    npm.args(arguments).current_dir(root().join("ui"));
    npm
}
