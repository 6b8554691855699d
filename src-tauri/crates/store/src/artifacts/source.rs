//! What there is to store: the files at a path that somebody named.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use super::{at, reading};
use crate::error::Error;

/// All files of one artifact, sorted by path.
pub(super) struct Source {
    pub(super) files: Vec<SourceFile>,
    /// Whether it is a file and not a folder with a file in it.
    pub(super) single_file: bool,
}

/// One file to store.
pub(super) struct SourceFile {
    /// Where its bytes are.
    pub(super) from: PathBuf,
    /// Where it stands in the artifact, with `/` between folders.
    pub(super) path: String,
    pub(super) size_bytes: u64,
}

impl Source {
    pub(super) fn size_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size_bytes).sum()
    }
}

/// Lists the file, or the files of the folder, at `path`.
pub(super) fn list(path: &Path) -> Result<Source, Error> {
    if path.as_os_str().is_empty() {
        return Err(Error::EmptyPath);
    }
    let root = path.canonicalize().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NoSource(path.to_owned()),
        _ => at("read", path)(source),
    })?;
    let metadata = root.metadata().map_err(reading(&root))?;
    if metadata.is_file() {
        // A link keeps the name that people know it by.
        let name = path.file_name().or(root.file_name()).map(Path::new).unwrap_or(&root);
        let file = SourceFile { path: inner_path(name)?, size_bytes: metadata.len(), from: root };
        return Ok(Source { files: vec![file], single_file: true });
    }
    if !metadata.is_dir() {
        return Err(Error::OddFile { path: root, found: "a device, pipe or socket" });
    }
    let mut files = walk(&root)?;
    if files.is_empty() {
        return Err(Error::EmptyFolder(root));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Source { files, single_file: false })
}

fn walk(root: &Path) -> Result<Vec<SourceFile>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(reading(&folder))? {
            let path = entry.map_err(reading(&folder))?.path();
            match kind(&path, root)? {
                Kind::Folder => folders.push(path),
                Kind::File { from, size_bytes } => {
                    let inner = path.strip_prefix(root).expect("the walk stays under its root");
                    files.push(SourceFile { path: inner_path(inner)?, from, size_bytes });
                }
            }
        }
    }
    Ok(files)
}

enum Kind {
    Folder,
    File { from: PathBuf, size_bytes: u64 },
}

/// What stands at `path`; a link to a file inside `root` counts as the file.
fn kind(path: &Path, root: &Path) -> Result<Kind, Error> {
    let metadata = path.symlink_metadata().map_err(reading(path))?;
    if metadata.is_dir() {
        return Ok(Kind::Folder);
    }
    if metadata.is_file() {
        return Ok(Kind::File { from: path.to_owned(), size_bytes: metadata.len() });
    }
    if !metadata.is_symlink() {
        return Err(Error::OddFile { path: path.to_owned(), found: "a device, pipe or socket" });
    }
    let target = path.canonicalize().map_err(at("follow the link", path))?;
    if !target.starts_with(root) {
        return Err(Error::LinkLeavesFolder { link: path.to_owned(), target });
    }
    let metadata = target.metadata().map_err(reading(&target))?;
    if metadata.is_file() {
        Ok(Kind::File { from: target, size_bytes: metadata.len() })
    } else {
        Err(Error::OddFile { path: path.to_owned(), found: "a link to something other than a file" })
    }
}

/// A relative path as it is kept, refused where another system would read it differently.
fn inner_path(path: &Path) -> Result<String, Error> {
    let bad = || Error::FileName(path.to_owned());
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|component| match component {
            Component::Normal(part) => part.to_str().filter(|part| !part.contains(['\\', '/'])),
            _ => None,
        })
        .collect();
    let joined = parts.ok_or_else(bad)?.join("/");
    if joined.is_empty() || joined.chars().any(char::is_control) { Err(bad()) } else { Ok(joined) }
}
