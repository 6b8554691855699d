//! The ONNX backend suite, unpacked in target: a wheel that is read as data and never installed.

use std::{fs, path::PathBuf};

use crate::shell::{Failure, Result, command, once_for, read, root, run, target};

/// What the wheel of `tests/onnx.txt` was made for. The suite inside is the same for every machine.
const WHEEL: [&str; 8] = [
    "--platform",
    "manylinux_2_28_x86_64",
    "--python-version",
    "3.12",
    "--implementation",
    "cp",
    "--abi",
    "abi3",
];

/// The folder that holds `onnx/backend/test`; fetched when it is not there yet.
///
/// # Errors
/// When Python 3 with pip is missing, or the wheel cannot be fetched or unpacked.
pub fn suite() -> Result<PathBuf> {
    let folder = target().join("onnx");
    let requirements = root().join("tests/onnx.txt");
    let wanted = read(&requirements)?;
    once_for(&wanted, &folder, || {
        let wheels = target().join("xtask/wheels");
        let pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
        let mut download = command("python3");
        download.args(pip).args(["--only-binary=:all:", "--require-hashes"]).args(WHEEL);
        run(download.arg("-r").arg(&requirements).arg("-d").arg(&wheels))
            .map_err(|failure| Failure::new(format!("Python 3 with pip is needed: {failure}")))?;
        let wheel = fs::read_dir(&wheels)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
            .ok_or_else(|| Failure::new("pip has downloaded no wheel"))?;
        run(command("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(&folder))?;
        fs::remove_dir_all(&wheels).map_err(|error| Failure::new(format!("cannot clean up: {error}")))
    })?;
    Ok(folder)
}
