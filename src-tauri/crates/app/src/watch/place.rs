//! Finding a folder again that was renamed, unmounted or mounted anew.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What the file system calls a folder, whatever its name; none where the system tells nothing of the kind.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = path.metadata().ok()?;
    Some(format!("{}:{}", metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
pub(super) fn identity(_: &Path) -> Option<String> {
    None
}

/// Where the folder is: under its path, else under another name beside it.
pub(super) fn find(path: &Path, known: Option<&str>) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.to_owned());
    }
    let known = known?;
    let beside = fs::read_dir(path.parent()?).ok()?.flatten().map(|entry| entry.path());
    beside.filter(|path| path.is_dir()).find(|path| identity(path).as_deref() == Some(known))
}
