//! Known vulnerabilities, from a copy of the RustSec advisory database where this machine keeps one.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{
    Package,
    semver::{Version, VersionReq},
};
use serde::Deserialize;

use crate::shell::{Failure, Result, note, read};

/// One advisory, as its file's front matter states it (the format of rustsec/advisory-db).
#[derive(Deserialize)]
struct Advisory {
    advisory: About,
    versions: Versions,
}

#[derive(Deserialize)]
struct About {
    id: String,
    package: String,
    withdrawn: Option<String>,
    /// `unmaintained`, `unsound` or `notice`: worth knowing, not a vulnerability.
    informational: Option<String>,
}

#[derive(Deserialize)]
struct Versions {
    #[serde(default)]
    patched: Vec<VersionReq>,
    #[serde(default)]
    unaffected: Vec<VersionReq>,
}

/// Names every package with a known vulnerability; says so where no database is kept.
///
/// # Errors
/// When a file of the database cannot be read.
pub fn faults(packages: &[Package]) -> Result<Vec<String>> {
    let Some(database) = database() else {
        note(
            "Advisories were NOT checked: this machine keeps no copy of the RustSec database. To get one:\n\
             git clone https://github.com/rustsec/advisory-db ~/.cargo/advisory-db",
        );
        return Ok(Vec::new());
    };
    note(&format!("Advisories from {}", database.display()));
    let mut faults = Vec::new();
    for package in packages {
        let folder = database.join("crates").join(package.name.as_str());
        for advisory in advisories(&folder)? {
            faults.extend(advisory.fault(&package.name, &package.version));
        }
    }
    Ok(faults)
}

/// Where cargo-audit keeps its copy, else where cargo-deny keeps its own.
fn database() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
    let kept = fs::read_dir(home.join("advisory-dbs")).into_iter().flatten().flatten();
    let mut copies = vec![home.join("advisory-db")];
    copies.extend(kept.map(|entry| entry.path()));
    copies.into_iter().find(|copy| copy.join("crates").is_dir())
}

fn advisories(folder: &Path) -> Result<Vec<Advisory>> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "md"));
    texts.map(|path| Advisory::parse(&read(&path)?)).collect()
}

impl Advisory {
    /// Reads the TOML between "```toml" and "```" at the head of an advisory's file.
    fn parse(text: &str) -> Result<Self> {
        let front = text.split_once("```toml").and_then(|(_, rest)| rest.split_once("```"));
        let (front, _) = front.ok_or_else(|| Failure::new("an advisory has no TOML at its head"))?;
        toml::from_str(front).map_err(|error| Failure::new(format!("an advisory cannot be read: {error}")))
    }

    fn fault(&self, name: &str, version: &Version) -> Option<String> {
        let About { id, package, withdrawn, informational } = &self.advisory;
        let safe = self.versions.patched.iter().chain(&self.versions.unaffected);
        let concerns = package == name && withdrawn.is_none() && informational.is_none();
        let hit = concerns && !safe.clone().any(|range| range.matches(version));
        hit.then(|| {
            let patched: Vec<String> = self.versions.patched.iter().map(VersionReq::to_string).collect();
            format!(
                "{name} {version}: {id}, fixed in {}",
                if patched.is_empty() { "no version".into() } else { patched.join(" or ") }
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "```toml\n[advisory]\nid = \"RUSTSEC-2024-0001\"\npackage = \"thing\"\ndate = \"2024-01-02\"\n\n\
        [versions]\npatched = [\">= 1.2.3\"]\nunaffected = [\"< 1.0.0\"]\n```\n# A hole\n";

    fn fault(text: &str, name: &str, version: &str) -> Option<String> {
        Advisory::parse(text).unwrap().fault(name, &version.parse().unwrap())
    }

    #[test]
    fn a_version_before_the_fix_is_named() {
        let expected = "thing 1.1.0: RUSTSEC-2024-0001, fixed in >=1.2.3";
        assert_eq!(fault(TEXT, "thing", "1.1.0").as_deref(), Some(expected));
    }

    #[test]
    fn fixed_unaffected_and_other_packages_are_fine() {
        for (name, version) in [("thing", "1.2.3"), ("thing", "0.9.0"), ("other", "1.1.0")] {
            assert_eq!(fault(TEXT, name, version), None, "{name} {version}");
        }
    }

    #[test]
    fn withdrawn_and_informational_advisories_do_not_count() {
        for line in ["withdrawn = \"2024-02-01\"", "informational = \"unmaintained\""] {
            let text = TEXT.replace("date =", &format!("{line}\ndate ="));
            assert_eq!(fault(&text, "thing", "1.1.0"), None, "{line}");
        }
    }
}
