//! Files that are kept where they lie: hashed once, and looked at ever after.

use std::{
    fs, io,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{artifact::ArtifactFile, digest::Digest, verification::FileState};

use super::{
    copy::{artifact_digest, hash},
    ingest::Ingested,
    reading, source,
};
use crate::{Store, error::Error, threads::off_thread};

/// A file as it was when its bytes were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Its length.
    pub(crate) size_bytes: u64,
    /// When it was last written, in nanoseconds since the epoch.
    pub(crate) modified_ns: i64,
    /// Its content's hash.
    pub(crate) digest: Digest,
}

/// Where referred files lie, and how each was found, in the order of the artifact's files.
#[derive(Debug, Clone)]
pub(crate) struct InPlace {
    pub(crate) path: String,
    pub(crate) seen: Arc<[Seen]>,
}

impl Store {
    /// Hashes the file, or all files of the folder, at `source`, and copies nothing. `progress` is as for
    /// [`ingest`](Self::ingest).
    ///
    /// # Errors
    /// As for [`ingest`](Self::ingest).
    pub async fn refer(
        &self,
        source: &Path,
        progress: impl Fn(u64, u64) -> ControlFlow<()> + Send + 'static,
    ) -> Result<Ingested, Error> {
        let (source, pins) = (source.to_owned(), self.0.artifacts.pins.clone());
        let (root, single_file, seen, files) = off_thread(move || look_at(&source, &progress)).await?;
        let path = root.to_str().ok_or_else(|| Error::FileName(root.clone()))?.to_owned();
        Ok(Ingested {
            size_bytes: files.iter().map(|file| file.size_bytes).sum(),
            digest: artifact_digest(&files, single_file),
            files,
            single_file,
            root,
            pin: Arc::new(pins.pin(Vec::new())),
            in_place: Some(InPlace { path, seen: seen.into() }),
        })
    }
}

type Found = (PathBuf, bool, Vec<Seen>, Vec<ArtifactFile>);

fn look_at(path: &Path, progress: &dyn Fn(u64, u64) -> ControlFlow<()>) -> Result<Found, Error> {
    let source = source::list(path)?;
    let root = path.canonicalize().map_err(reading(path))?;
    let (mut done, total) = (0, source.size_bytes());
    let (mut seen, mut files) = (Vec::new(), Vec::new());
    for file in source.files {
        let before = stat(&file.from).map_err(reading(&file.from))?;
        let (digest, size_bytes) = hash(&file.from, &mut |bytes| {
            done += bytes;
            progress(done, total)
        })?;
        let after = stat(&file.from).map_err(reading(&file.from))?;
        if before != after || before.0 != size_bytes {
            return Err(Error::Changed(file.from));
        }
        seen.push(Seen { path: file.from, size_bytes, modified_ns: before.1, digest: digest.clone() });
        files.push(ArtifactFile { path: file.path, size_bytes, digest });
    }
    Ok((root, source.single_file, seen, files))
}

/// A file's length, and when it was last written in nanoseconds since the epoch.
fn stat(path: &Path) -> io::Result<(u64, i64)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.len(), nanoseconds(metadata.modified()?)))
}

fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
    }
}

/// How a file compares to what was seen, by its length and time alone.
pub(crate) fn glance(seen: &Seen) -> FileState {
    match stat(&seen.path) {
        Err(_) => FileState::Missing,
        Ok((size_bytes, _)) if size_bytes != seen.size_bytes => FileState::Changed,
        Ok((_, modified_ns)) if modified_ns == seen.modified_ns => FileState::Unchanged,
        Ok(_) => FileState::Touched,
    }
}

/// How a file compares to what was seen, by its bytes where its time has changed; and its time now when only that has.
pub(crate) fn look(seen: &Seen) -> (FileState, Option<i64>) {
    match glance(seen) {
        FileState::Touched => {
            let time = stat(&seen.path).ok().map(|(_, modified_ns)| modified_ns);
            match hash(&seen.path, &mut |_| ControlFlow::Continue(())) {
                Ok((digest, _)) if digest == seen.digest => (FileState::Unchanged, time),
                Ok(_) => (FileState::Changed, None),
                Err(_) => (FileState::Missing, None),
            }
        }
        state => (state, None),
    }
}

/// The worst of several: what is missing goes before what has changed, and that before what was touched.
pub(crate) fn worst(states: impl Iterator<Item = FileState>) -> FileState {
    let rank = |state: &FileState| match state {
        FileState::Unchanged => 0,
        FileState::Touched => 1,
        FileState::Changed => 2,
        FileState::Missing => 3,
    };
    states.max_by_key(rank).unwrap_or(FileState::Missing)
}
