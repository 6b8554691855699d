//! The walls between the rooms: who may know whom, as in `src-tauri/ARCHITECTURE.md`.

pub mod pages;
pub mod rooms;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A source file: its path below the folder that was read, with `/`, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// Such as `lib/ui/Button.svelte`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// Reads every file below `folder` whose name ends in one of `ends`, in the order of their paths.
///
/// # Errors
/// When the folder or a file cannot be read.
pub fn sources(folder: &Path, ends: &[&str]) -> io::Result<Vec<Source>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if ends.iter().any(|end| path.to_string_lossy().ends_with(end)) {
                found.push(Source { path: below(folder, &path), text: fs::read_to_string(&path)? });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn below(folder: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    inner.components().collect::<PathBuf>().to_string_lossy().replace('\\', "/")
}
