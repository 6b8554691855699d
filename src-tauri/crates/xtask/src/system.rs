//! What the operating system must bring: present, installed here, or named so that it can be.

use crate::shell::{Failure, Result, command, note, output, run, succeeds};

/// Debian packages that compile the command line: a linker and the C library, for SQLite.
pub const CLI: &[&str] = &["gcc", "libc6-dev"];
/// Debian packages that compile the window.
pub const WINDOW: &[&str] = &["libwebkit2gtk-4.1-dev"];
/// Debian packages that open and drive the window without a screen.
pub const WINDOW_TEST: &[&str] = &["webkit2gtk-driver", "xauth", "xvfb"];
/// Debian packages for the tests that run real clients.
pub const CLIENTS: &[&str] = &["python3", "python3-venv"];
/// Debian packages that measure.
pub const BENCH: &[&str] = &["wrk"];

/// Sees that these Debian packages are there, and installs what is missing where that is allowed.
///
/// # Errors
/// When something is missing and cannot be installed from here; the sentence holds the exact command.
pub fn require(groups: &[&[&str]]) -> Result {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !succeeds(command("dpkg-query").arg("--version")) || !succeeds(command("apt-get").arg("--version")) {
        note(
            "This is not Debian or Ubuntu, so packages are not checked. The window needs the development \
             files of WebKitGTK 4.1, the window test also WebKitWebDriver and Xvfb.",
        );
        return Ok(());
    }
    let wanted: Vec<&str> = groups.iter().flat_map(|group| group.iter().copied()).collect();
    let missing = missing(&wanted)?;
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

fn missing<'a>(wanted: &[&'a str]) -> Result<Vec<&'a str>> {
    // Fails when any of the names is unknown to dpkg, and still prints the ones that it knows.
    let query = command("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Status} ${Package}\n", "--"])
        .args(wanted)
        .output()
        .map_err(|error| Failure::new(format!("cannot start dpkg-query: {error}")))?;
    Ok(absent(wanted, &String::from_utf8_lossy(&query.stdout)))
}

fn absent<'a>(wanted: &[&'a str], installed: &str) -> Vec<&'a str> {
    let there = |name: &str| installed.lines().any(|line| line.strip_prefix("installed ") == Some(name));
    wanted.iter().copied().filter(|name| !there(name)).collect()
}

fn install(missing: &[&str]) -> Result {
    let names = missing.join(" ");
    let sudo = match privilege() {
        Some(sudo) => sudo,
        None => {
            return Err(Failure::new(format!(
                "this machine lacks {names}. Install with:\n\n    sudo apt-get update && sudo apt-get install \
                 --no-install-recommends {names}\n"
            )));
        }
    };
    note(&format!("Installing what this machine lacks: {names}"));
    run(&mut apt(sudo, &["update", "-q"]))?;
    run(apt(sudo, &["install", "-q", "-y", "--no-install-recommends"]).args(missing))
}

/// How packages may be installed from here: as root, through a sudo that asks nothing, or not at all.
fn privilege() -> Option<&'static [&'static str]> {
    let root = output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if root {
        return Some(&["env"]);
    }
    succeeds(command("sudo").args(["-n", "true"])).then_some(&["sudo", "-n", "env"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> std::process::Command {
    let mut apt = command(prefix[0]);
    apt.args(&prefix[1..]).args([
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=120",
    ]);
    apt.args(arguments);
    apt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_package_and_an_unknown_one_are_absent() {
        let installed = "installed xvfb\nnot-installed xauth\nconfig-files wrk\n";
        assert_eq!(absent(&["xvfb", "xauth", "wrk", "gcc"], installed), ["xauth", "wrk", "gcc"]);
    }
}
