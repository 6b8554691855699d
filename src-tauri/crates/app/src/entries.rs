//! What there is to register in a folder: files, and folders that are one model each.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// How deep folders are gone through.
const DEPTH: u32 = 16;

/// A file, or a folder that is one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    pub(crate) state: State,
}

/// What changes when something is written: it is the same as long as nothing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct State {
    /// How many files; 1 for a file.
    pub(crate) files: u64,
    pub(crate) size_bytes: u64,
    /// Of the latest change, in nanoseconds since the epoch.
    pub(crate) modified_ns: i64,
}

/// Everything below `root` in the order of paths. What cannot be read at the moment is left out: it may be there the
/// next time.
///
/// # Errors
/// What the disk says of `root` itself.
pub(crate) fn list(root: &Path) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(root)?;
    walk(entries, DEPTH, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(entries: fs::ReadDir, depth: u32, found: &mut Vec<Entry>) {
    for entry in entries.flatten() {
        let path = entry.path();
        if is_passing(&path) {
            continue;
        }
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if formats::model_root(&path).is_some() {
                found.push(Entry { state: folder_state(&path, DEPTH), path });
            } else if depth > 0
                && let Ok(inner) = fs::read_dir(&path)
            {
                walk(inner, depth - 1, found);
            }
        } else if let Some(state) = file_state(&path) {
            found.push(Entry { path, state });
        }
    }
}

/// Hidden files, and names that programs give to what they have not written to its end.
fn is_passing(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let ends =
        [".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".lock", ".filepart", "~"];
    name.starts_with(['.', '~', '#']) || ends.iter().any(|end| name.ends_with(end))
}

fn file_state(path: &Path) -> Option<State> {
    let metadata = path.metadata().ok().filter(fs::Metadata::is_file)?;
    let modified = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let modified_ns = i64::try_from(modified.as_nanos()).unwrap_or(i64::MAX);
    Some(State { files: 1, size_bytes: metadata.len(), modified_ns })
}

fn folder_state(folder: &Path, depth: u32) -> State {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let states = entries.map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() && depth > 0 => folder_state(&entry.path(), depth - 1),
        _ => file_state(&entry.path()).unwrap_or_default(),
    });
    states.fold(State::default(), |all, one| State {
        files: all.files + one.files,
        size_bytes: all.size_bytes + one.size_bytes,
        modified_ns: all.modified_ns.max(one.modified_ns),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_model_folders_are_listed_and_passing_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        for name in
            ["a.onnx", "deep/er/b.pkl", "flow/MLmodel", "flow/data/c.pkl", ".hidden", "d.onnx.part", "e~"]
        {
            write(name);
        }
        let found = list(folder.path()).unwrap();
        let names: Vec<String> = found
            .iter()
            .map(|entry| entry.path.strip_prefix(folder.path()).unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["a.onnx", "deep/er/b.pkl", "flow"]);
        assert_eq!(found[2].state.files, 2);
        let before = found[2].state;
        write("flow/data/d.pkl");
        assert_ne!(list(folder.path()).unwrap()[2].state, before);
    }
}
