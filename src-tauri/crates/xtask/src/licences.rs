//! The licence and source of every package that we ship or build with, checked without the network.

use cargo_metadata::{MetadataCommand, Package};
use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::{
    advisories,
    shell::{Failure, Result, note, read, root},
};

/// Licences under which a dependency may come.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Python-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// npm packages that come with a licence text without naming it in their manifest, and which licence that is.
const READ_BY_HAND: &[(&str, &str)] = &[("svelte-toolbelt", "MIT")];

/// Checks all of `Cargo.lock` and `ui/package-lock.json`, and known advisories where a database of them is kept.
///
/// # Errors
/// Names every package that fails, and why.
pub fn check() -> Result {
    let mut metadata = MetadataCommand::new();
    metadata.current_dir(root()).other_options(["--locked".to_owned()]);
    let metadata =
        metadata.exec().map_err(|error| Failure::new(format!("cannot read the packages: {error}")))?;
    let packages = &metadata.packages;
    let mut faults: Vec<String> = packages.iter().filter_map(crate_fault).collect();
    let lock = read(&root().join("ui/package-lock.json"))?;
    let (pages, page_faults) = npm_faults(&lock)?;
    faults.extend(page_faults);
    faults.extend(advisories::faults(packages)?);
    if !faults.is_empty() {
        return Err(Failure::new(format!("these packages may not be used:\n  {}", faults.join("\n  "))));
    }
    note(&format!("{} crates and {pages} npm packages: licences and sources are fine", packages.len()));
    Ok(())
}

fn crate_fault(package: &Package) -> Option<String> {
    let name = format!("{} {}", package.name, package.version);
    if let Some(source) = package.source.as_ref().filter(|source| !source.is_crates_io()) {
        return Some(format!("{name} comes from {source}, not from crates.io"));
    }
    match &package.license {
        None => Some(format!("{name} states no licence")),
        Some(licence) => licence_fault(licence).map(|fault| format!("{name}: {fault}")),
    }
}

/// How many npm packages the lock file holds, and what is wrong with them.
fn npm_faults(lock: &str) -> Result<(usize, Vec<String>)> {
    let lock: Value = serde_json::from_str(lock)
        .map_err(|error| Failure::new(format!("ui/package-lock.json is not JSON: {error}")))?;
    let packages =
        lock["packages"].as_object().ok_or_else(|| Failure::new("ui/package-lock.json has no packages"))?;
    let foreign = || packages.iter().filter(|(path, _)| !path.is_empty());
    Ok((foreign().count(), foreign().filter_map(|(path, package)| npm_fault(path, package)).collect()))
}

fn npm_fault(path: &str, package: &Value) -> Option<String> {
    let name = path.rsplit("node_modules/").next().unwrap_or(path);
    // Without an address it comes from whichever registry npm is told to use, and its content is pinned all the same.
    let foreign =
        package["resolved"].as_str().filter(|source| !source.starts_with("https://registry.npmjs.org/"));
    if let Some(source) = foreign {
        return Some(format!("{name} comes from {source}, not from registry.npmjs.org"));
    }
    if !package["integrity"].is_string() {
        return Some(format!("{name} is not pinned to its content"));
    }
    let read = READ_BY_HAND.iter().find(|(of, _)| *of == name).map(|(_, licence)| *licence);
    match package["license"].as_str().or(read) {
        None => Some(format!("{name} states no licence")),
        Some(licence) => licence_fault(licence).map(|fault| format!("{name}: {fault}")),
    }
}

/// Why this licence expression cannot be met with allowed licences alone.
fn licence_fault(text: &str) -> Option<String> {
    let expression = match Expression::parse_mode(text, ParseMode::LAX) {
        Ok(expression) => expression,
        Err(error) => return Some(format!("'{text}' is not a licence expression: {}", error.reason)),
    };
    let allowed = |name: &str| ALLOWED.contains(&name);
    let met = expression.evaluate(|wanted| wanted.license.id().is_some_and(|id| allowed(id.name)));
    (!met).then(|| format!("'{text}' is not among the licences allowed here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_fine_when_some_allowed_choice_meets_it() {
        for fine in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0-only OR MIT",
            "Apache-2.0 WITH LLVM-exception",
            "(MIT OR X11) AND ISC",
        ] {
            assert_eq!(licence_fault(fine), None, "{fine}");
        }
        for refused in ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "SSPL-1.0", "see the file"] {
            assert!(licence_fault(refused).is_some(), "{refused}");
        }
    }

    #[test]
    fn npm_packages_need_a_licence_a_pin_and_the_registry() {
        let lock = r#"{"packages": {
            "": {"name": "ui"},
            "node_modules/fine": {"license": "MIT", "integrity": "sha512-x", "resolved": "https://registry.npmjs.org/fine/-/fine-1.0.0.tgz"},
            "node_modules/mirrored": {"license": "ISC", "integrity": "sha512-x"},
            "node_modules/a/node_modules/bare": {"integrity": "sha512-x"},
            "node_modules/loose": {"license": "MIT"},
            "node_modules/fork": {"license": "MIT", "resolved": "git+ssh://git@example.org/fork.git"}
        }}"#;
        let (count, mut faults) = npm_faults(lock).unwrap();
        faults.sort();
        assert_eq!(count, 5);
        assert_eq!(
            faults,
            [
                "bare states no licence",
                "fork comes from git+ssh://git@example.org/fork.git, not from registry.npmjs.org",
                "loose is not pinned to its content",
            ]
        );
    }
}
