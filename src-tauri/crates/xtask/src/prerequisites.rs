//! Rust and Node: present and new enough, said before anything else.

use cargo_metadata::{MetadataCommand, semver::Version};

use crate::shell::{Failure, Result, command, output, root};

/// The oldest Node that builds the window's pages.
const NODE: Version = Version::new(20, 0, 0);

/// Sees that Rust is as new as the rooms ask for.
///
/// # Errors
/// When it is older, or does not answer.
pub fn rust() -> Result {
    let said = output(command("rustc").arg("--version"))
        .map_err(|_| Failure::new("Rust is missing. Install it from https://rustup.rs"))?;
    let wanted = wanted_rust()?;
    match version_in(&said) {
        Some(found) if found >= wanted => Ok(()),
        _ => Err(Failure::new(format!(
            "Rust {wanted} or newer is needed, found {}. With rustup: `rustup update stable`",
            said.trim()
        ))),
    }
}

/// Sees that Node and npm are there and new enough.
///
/// # Errors
/// When one is missing, or Node is older than 20.
pub fn node() -> Result {
    let advice = "Install it from https://nodejs.org or your system's packages";
    let said = output(command("node").arg("--version"))
        .map_err(|_| Failure::new(format!("Node {} or newer is needed, found none. {advice}", NODE.major)))?;
    if version_in(&said).is_none_or(|found| found < NODE) {
        return Err(Failure::new(format!(
            "Node {} or newer is needed, found {}. {advice}",
            NODE.major,
            said.trim()
        )));
    }
    output(command("npm").arg("--version"))
        .map(drop)
        .map_err(|_| Failure::new(format!("npm is missing beside Node. {advice}")))
}

/// The rooms' `rust-version`, read from the one place that states it.
fn wanted_rust() -> Result<Version> {
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec();
    let metadata = metadata.map_err(|error| Failure::new(format!("cannot read the workspace: {error}")))?;
    let domain = metadata.packages.iter().find(|package| package.name.as_str() == "domain");
    domain
        .and_then(|package| package.rust_version.clone())
        .ok_or_else(|| Failure::new("the package `domain` states no rust-version"))
}

/// The first version number in what a program says of itself: `rustc 1.95.0 (…)`, `v20.20.0`.
fn version_in(said: &str) -> Option<Version> {
    let words = said.split_whitespace().map(|word| word.trim_start_matches('v'));
    words.filter_map(|word| Version::parse(word).ok()).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        assert_eq!(version_in("rustc 1.95.0 (f8297e351 2026-04-14)"), Some(Version::new(1, 95, 0)));
        assert_eq!(version_in("v20.20.0\n"), Some(Version::new(20, 20, 0)));
        assert_eq!(version_in("command not found"), None);
    }
}
