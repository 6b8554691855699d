//! Pythons in target: one with the real clients that the protocol tests call, one that trains pipelines.

use std::path::PathBuf;

use crate::shell::{Failure, Result, command, once_for, read, root, run, target};

/// The Python that has the packages of `tests/requirements.txt`; made and filled when it is not there yet.
///
/// # Errors
/// When Python 3 with venv is missing, or the packages cannot be installed.
pub fn python() -> Result<PathBuf> {
    with("python", &["tests/requirements.txt"])
}

/// A Python in a folder of target that has the packages of these files.
///
/// # Errors
/// As [`python`].
pub fn with(name: &str, requirements: &[&str]) -> Result<PathBuf> {
    let folder = target().join(name);
    let python = folder.join("bin/python");
    let wanted = requirements.iter().map(|file| read(&root().join(file))).collect::<Result<String>>()?;
    once_for(&wanted, &folder, || {
        run(command("python3").args(["-m", "venv", "--clear"]).arg(&folder))
            .map_err(|failure| Failure::new(format!("Python 3 with venv is needed: {failure}")))?;
        let mut pip = command(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]);
        run(requirements.iter().fold(&mut pip, |pip, file| pip.args(["-r", file])))
    })?;
    Ok(python)
}
