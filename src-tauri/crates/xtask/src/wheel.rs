//! Python packages as data: unpacked, neither installed nor run, whatever Python is here.

use std::path::Path;

use crate::shell::{Failure, Result, command, run, target};

/// Wheels depend on a version of Python; what is taken out of them does not. The pinned contents are those for this one.
const PYTHON: &str = "3.12";

/// Unpacks the wheel that a requirements file pins by its content, made for a platform as wheels name it, into a folder.
///
/// # Errors
/// When Python 3 with venv is missing, or the wheel cannot be fetched.
pub fn unpack(requirements: &Path, platform: &str, folder: &Path) -> Result {
    let python = target().join("xtask/pip");
    run(command("python3").args(["-m", "venv", "--clear"]).arg(&python))
        .map_err(|failure| Failure::new(format!("Python 3 with venv is needed: {failure}")))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "--no-deps"];
    let exactly =
        ["--require-hashes", "--only-binary=:all:", "--implementation", "cp", "--python-version", PYTHON];
    let mut install = command(python.join(if cfg!(windows) { "Scripts/python" } else { "bin/python" }));
    install.args(pip).args(exactly).args(["--platform", platform]);
    run(install.arg("--target").arg(folder).arg("-r").arg(requirements))
}
