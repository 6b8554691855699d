//! The files of all versions, each content stored once.
//!
//! ```text
//! artifacts/objects/ab/abcdef…   one content under its SHA-256, read-only
//! artifacts/trees/<digest>/…     a folder that was registered, as hard links to its objects
//! artifacts/tmp/…                what is being copied; cleared when the store is opened
//! ```

pub(crate) mod copy;
pub(crate) mod export;
pub(crate) mod in_place;
pub(crate) mod ingest;
mod pins;
mod place;
mod source;
mod strays;
mod sweep;
mod verify;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{digest::Digest, model::ModelVersion};
use tokio::sync::Mutex;

use crate::{Store, artifacts::pins::Pins, error::Error, threads::off_thread};

/// The folder `artifacts/` of a workspace.
pub(crate) struct Artifacts {
    root: PathBuf,
    /// Content that an unfinished registration needs.
    pins: Arc<Pins>,
    /// Held while content is put in place or swept, so that neither sees the other halfway.
    gate: Mutex<()>,
}

impl Artifacts {
    /// Makes the folders and clears what was being copied when the last process ended.
    pub(crate) async fn open(workspace: &Path) -> Result<Self, Error> {
        let workspace = workspace.to_owned();
        let root = off_thread(move || prepare(&workspace)).await?;
        Ok(Self { root, pins: Arc::default(), gate: Mutex::default() })
    }

    fn object(&self, digest: &Digest) -> PathBuf {
        object_path(&self.root, digest)
    }

    fn tree(&self, digest: &Digest) -> PathBuf {
        tree_path(&self.root, digest)
    }

    fn tmp(&self) -> PathBuf {
        self.root.join("tmp")
    }
}

impl Store {
    /// Where a version's artifact lies: its file, or the folder of its files. Open what [`artifact`](Self::artifact)
    /// gives: it has looked whether files that are kept in place are still what was registered.
    #[must_use]
    pub fn artifact_path(&self, version: &ModelVersion) -> PathBuf {
        if let Some(place) = &version.kept_in_place {
            return PathBuf::from(&place.path);
        }
        match version.files.as_slice() {
            [only] if only.digest == version.digest => self.0.artifacts.object(&version.digest),
            _ => self.0.artifacts.tree(&version.digest),
        }
    }
}

fn object_path(artifacts: &Path, digest: &Digest) -> PathBuf {
    artifacts.join("objects").join(&digest.as_str()[..2]).join(digest.as_str())
}

fn tree_path(artifacts: &Path, digest: &Digest) -> PathBuf {
    artifacts.join("trees").join(digest.as_str())
}

fn prepare(workspace: &Path) -> Result<PathBuf, Error> {
    let unwritable = |source| Error::Unwritable { path: workspace.to_owned(), source };
    let root = workspace.join("artifacts");
    let tmp = root.join("tmp");
    if tmp.exists() {
        fs::remove_dir_all(&tmp).map_err(unwritable)?;
    }
    for folder in ["objects", "trees", "tmp"] {
        fs::create_dir_all(root.join(folder)).map_err(unwritable)?;
    }
    // Folders that are there already say nothing of whether they can be written.
    tempfile::tempfile_in(workspace).map_err(unwritable)?;
    tempfile::tempfile_in(&tmp).map_err(unwritable)?;
    Ok(root)
}

/// An error about one file.
fn at(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { action, path, source }
}

/// An error about reading a file that was there a moment before.
fn reading(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::StaleNetworkFileHandle => {
            Error::Vanished(path)
        }
        _ => Error::File { action: "read", path, source },
    }
}

/// Makes a folder's entries as durable as the files in it. Only Unix has, and needs, a call for this.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        fs::File::open(folder).and_then(|opened| opened.sync_all()).map_err(at("write", folder))?;
    }
    Ok(())
}
