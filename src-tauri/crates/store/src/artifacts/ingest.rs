//! Taking files in: copied and hashed first, then put in their place.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{artifact::ArtifactFile, digest::Digest};
use tempfile::TempDir;

use super::{
    copy::{Durable, artifact_digest, copy},
    in_place::InPlace,
    pins::Pin,
    place,
    source::{self, Source},
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
    /// Where the copies are, beside those of others; removed when the last is dropped.
    pub(super) folder: Arc<TempDir>,
    /// What the names of this one's copies begin with.
    pub(super) prefix: String,
    pub(super) files: Vec<ArtifactFile>,
    pub(super) digest: Digest,
    pub(super) single_file: bool,
    /// Whether the copies are durable.
    pub(super) durable: Durable,
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
        let staged = off_thread(move || stage(source::list(&source)?, &tmp, &progress)).await?;
        let store = self.clone();
        let placed = to_the_end(async move { place::place(&store, vec![staged]).await }).await?;
        Ok(placed.into_iter().next().expect("what is put in place is given back"))
    }

    /// Stores many artifacts, each as [`ingest`](Self::ingest) does and in the same order, and makes them durable all at
    /// once: much faster for small files. What is wrong with one is its own answer. `progress` is told the bytes done so
    /// far; when it breaks, nothing is kept.
    ///
    /// # Errors
    /// [`Error::Cancelled`], or what the disk or the database says of all.
    pub async fn ingest_many(
        &self,
        sources: Vec<PathBuf>,
        progress: impl Fn(u64) -> ControlFlow<()> + Send + 'static,
    ) -> Result<Vec<Result<Ingested, Error>>, Error> {
        let tmp = self.0.artifacts.tmp();
        let staged = off_thread(move || stage_many(sources, &tmp, &progress)).await?;
        let store = self.clone();
        to_the_end(async move {
            let (mut whole, mut outcomes) = (Vec::new(), Vec::new());
            for each in staged {
                outcomes.push(each.map(|staged| whole.push(staged)));
            }
            let mut placed = place::place(&store, whole).await?.into_iter();
            let mut place = |()| placed.next().expect("what is put in place is given back");
            Ok(outcomes.into_iter().map(|outcome| outcome.map(&mut place)).collect())
        })
        .await
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

/// More files than this are made durable together.
const FEW: usize = 8;

fn stage(
    source: Source,
    tmp: &Path,
    progress: &dyn Fn(u64, u64) -> ControlFlow<()>,
) -> Result<Staged, Error> {
    let folder = TempDir::new_in(tmp).map_err(super::at("write", tmp))?;
    let total = source.size_bytes();
    let durable = if source.files.len() > FEW { Durable::Later } else { Durable::Now };
    let mut staged = Staged::new(folder.into(), durable, source.single_file);
    let mut done = 0;
    let mut read = |bytes| {
        done += bytes;
        progress(done, total)
    };
    staged.take(source, &mut read)?;
    Ok(staged)
}

/// Stages each into one folder; only a break ends it early.
fn stage_many(
    sources: Vec<PathBuf>,
    tmp: &Path,
    progress: &dyn Fn(u64) -> ControlFlow<()>,
) -> Result<Vec<Result<Staged, Error>>, Error> {
    let folder = Arc::new(TempDir::new_in(tmp).map_err(super::at("write", tmp))?);
    let mut done = 0;
    let mut read = |bytes| {
        done += bytes;
        progress(done)
    };
    let mut outcomes = Vec::with_capacity(sources.len());
    for (number, path) in sources.iter().enumerate() {
        let one = source::list(path).and_then(|source| {
            let mut staged = Staged::new(folder.clone(), Durable::Later, source.single_file);
            staged.prefix = format!("{number}-");
            staged.take(source, &mut read)?;
            Ok(staged)
        });
        if matches!(one, Err(Error::Cancelled)) {
            return Err(Error::Cancelled);
        }
        outcomes.push(one);
    }
    Ok(outcomes)
}

impl Staged {
    fn new(folder: Arc<TempDir>, durable: Durable, single_file: bool) -> Self {
        let digest = artifact_digest(&[], false);
        Self { folder, prefix: String::new(), files: Vec::new(), digest, single_file, durable }
    }

    fn take(&mut self, source: Source, read: &mut dyn FnMut(u64) -> ControlFlow<()>) -> Result<(), Error> {
        for (number, file) in source.files.into_iter().enumerate() {
            let (digest, size_bytes) = copy(&file.from, &self.file(number), self.durable, read)?;
            self.files.push(ArtifactFile { path: file.path, size_bytes, digest });
        }
        self.digest = artifact_digest(&self.files, self.single_file);
        Ok(())
    }

    /// Where the copy of a file stands, by its number.
    pub(super) fn file(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("{}{number}", self.prefix))
    }
}
