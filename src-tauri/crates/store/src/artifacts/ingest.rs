//! Taking files in: copied and hashed first, then put in their place.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{artifact::ArtifactFile, digest::Digest};
use tempfile::TempDir;

use super::{
    copy::{artifact_digest, copy},
    in_place::InPlace,
    pins::Pin,
    place, source,
};
use crate::{
    Store,
    error::Error,
    threads::{off_thread, to_the_end},
};

/// Stored files that no version names yet. They stay until the last clone is dropped; a version made of them before
/// then keeps them.
#[derive(Debug, Clone)]
pub struct Ingested {
    /// The files, sorted by path.
    pub files: Vec<ArtifactFile>,
    /// Of a single file its hash; of a folder the hash of its sorted `digest  path` lines.
    pub digest: Digest,
    /// All files' bytes.
    pub size_bytes: u64,
    /// Whether a file was taken in, and not a folder.
    pub single_file: bool,
    /// Where an engine can open it: the file, or the folder of the files.
    pub root: PathBuf,
    pub(crate) pin: Arc<Pin>,
    /// Where the files lie when they were not copied.
    pub(crate) in_place: Option<InPlace>,
}

/// Files that are copied but not yet in their place.
pub(super) struct Staged {
    /// The files by number, `0`, `1`…; removed when dropped.
    pub(super) folder: TempDir,
    pub(super) files: Vec<ArtifactFile>,
    pub(super) digest: Digest,
    pub(super) single_file: bool,
}

impl Store {
    /// Stores the file, or all files of the folder, at `source`. `progress` is told the bytes done and all bytes, about
    /// once a megabyte, on another thread; when it breaks, nothing is kept.
    ///
    /// # Errors
    /// What is wrong with the source ([`Error::EmptyPath`], [`Error::NoSource`], [`Error::EmptyFolder`],
    /// [`Error::OddFile`], [`Error::LinkLeavesFolder`], [`Error::FileName`], [`Error::Changed`]),
    /// [`Error::Cancelled`], or what the disk says.
    pub async fn ingest(
        &self,
        source: &Path,
        progress: impl Fn(u64, u64) -> ControlFlow<()> + Send + 'static,
    ) -> Result<Ingested, Error> {
        let (source, tmp) = (source.to_owned(), self.0.artifacts.tmp());
        let staged = off_thread(move || stage(&source, &tmp, &progress)).await?;
        let store = self.clone();
        to_the_end(async move { place::place(&store, staged).await }).await
    }

    /// Gives up files that no version was made of, and removes those that nothing else needs. Dropping [`Ingested`]
    /// gives them up too, but leaves the removal to the next deletion or opening.
    ///
    /// # Errors
    /// The database's or the disk's.
    pub async fn release(&self, ingested: &Ingested) -> Result<(), Error> {
        ingested.pin.release();
        self.sweep(|_| ControlFlow::Continue(())).await.map(|_| ())
    }
}

fn stage(source: &Path, tmp: &Path, progress: &dyn Fn(u64, u64) -> ControlFlow<()>) -> Result<Staged, Error> {
    let source = source::list(source)?;
    let folder = TempDir::new_in(tmp).map_err(super::at("write", tmp))?;
    let (mut done, total) = (0, source.size_bytes());
    let mut read = |bytes| {
        done += bytes;
        progress(done, total)
    };
    let mut files = Vec::with_capacity(source.files.len());
    for (number, file) in source.files.into_iter().enumerate() {
        let (digest, size_bytes) = copy(&file.from, &folder.path().join(number.to_string()), &mut read)?;
        files.push(ArtifactFile { path: file.path, size_bytes, digest });
    }
    let digest = artifact_digest(&files, source.single_file);
    Ok(Staged { folder, files, digest, single_file: source.single_file })
}
