//! A Python with the real clients that the protocol tests call, in target.

use std::path::PathBuf;

use crate::shell::{Failure, Result, command, once_for, read, root, run, target};

/// The Python that has the packages of `tests/requirements.txt`; made and filled when it is not there yet.
///
/// # Errors
/// When Python 3 with venv is missing, or the packages cannot be installed.
pub fn python() -> Result<PathBuf> {
    let folder = target().join("python");
    let python = folder.join("bin/python");
    let requirements = root().join("tests/requirements.txt");
    let wanted = read(&requirements)?;
    once_for(&wanted, &folder, || {
        run(command("python3").args(["-m", "venv", "--clear"]).arg(&folder))
            .map_err(|failure| Failure::new(format!("Python 3 with venv is needed: {failure}")))?;
        let pip =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:", "-r"];
        run(command(&python).args(pip).arg(&requirements))
    })?;
    Ok(python)
}
