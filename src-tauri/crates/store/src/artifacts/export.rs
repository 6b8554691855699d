//! Giving back the very files that went in.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use domain::{dataset::DatasetRole, digest::Digest, model::ModelVersion, reference::ModelRef};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{at, reading, sync_folder};
use crate::{Store, error::Error, threads::off_thread};

/// Bytes copied at a time, and so between two chances to cancel.
const CHUNK: usize = 1 << 20;

/// What was given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file, or the folder of the files.
    pub path: PathBuf,
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// One file on its way out.
struct Piece {
    from: PathBuf,
    /// Where it stands in the folder that comes of it.
    to: String,
    digest: Digest,
    size_bytes: u64,
}

/// Told the bytes done and all bytes; breaks when it shall stop.
type Progress<'p> = &'p dyn Fn(u64, u64) -> ControlFlow<()>;

impl Store {
    /// Writes a version's files to `to`, hashing them again on the way; nothing is at `to` before all of it is. A
    /// single file becomes `to` itself, or stands in `to` where that is a folder or ends with a slash; several become
    /// the folder `to`. With `datasets` a folder comes out in any case, with the data under `datasets/ROLE/`.
    ///
    /// # Errors
    /// [`Error::Exists`] when something is in the way, [`Error::DamagedFile`] when stored bytes are not those that were
    /// registered, [`Error::Cancelled`] when `progress` breaks, or what the disk says.
    pub async fn export(
        &self,
        version: &ModelVersion,
        to: &Path,
        datasets: bool,
        progress: impl Fn(u64, u64) -> ControlFlow<()> + Send + 'static,
    ) -> Result<Exported, Error> {
        let (reference, to) = (version.reference(), to.to_owned());
        let pieces = self.pieces(version, datasets).await?;
        let single = is_single(version) && pieces.len() == 1;
        off_thread(move || {
            if single {
                let [piece] = pieces.as_slice() else { unreachable!("a single file is one piece") };
                file(piece, &to, &reference, &progress)
            } else {
                folder(&pieces, &to, &reference, &progress)
            }
        })
        .await
    }

    /// The first `most` bytes of a file of a version, or of its data of a role, and its whole length.
    ///
    /// # Errors
    /// [`Error::NoFile`], or what the disk says.
    pub async fn read_file(
        &self,
        version: &ModelVersion,
        role: Option<DatasetRole>,
        path: &str,
        most: u64,
    ) -> Result<(Vec<u8>, u64), Error> {
        let missing = || Error::NoFile { reference: version.reference(), path: path.to_owned() };
        let (from, size_bytes) = match role {
            None => {
                let file = version.files.iter().find(|file| file.path == path).ok_or_else(missing)?;
                (place_of(version, &self.artifact(version).await?, path), file.size_bytes)
            }
            Some(role) => {
                let data = version.datasets.iter().find(|data| data.role == role && data.name == path);
                let data = data.ok_or_else(missing)?;
                (self.0.artifacts.object(&data.digest), data.size_bytes)
            }
        };
        let bytes = off_thread(move || {
            let mut bytes = Vec::new();
            let opened = File::open(&from).map_err(reading(&from))?;
            opened.take(most).read_to_end(&mut bytes).map_err(reading(&from))?;
            Ok::<_, Error>(bytes)
        });
        Ok((bytes.await?, size_bytes))
    }

    async fn pieces(&self, version: &ModelVersion, datasets: bool) -> Result<Vec<Piece>, Error> {
        let root = self.artifact(version).await?;
        let files = version.files.iter().map(|file| Piece {
            from: place_of(version, &root, &file.path),
            to: file.path.clone(),
            digest: file.digest.clone(),
            size_bytes: file.size_bytes,
        });
        let mut pieces: Vec<Piece> = files.collect();
        pieces.extend(version.datasets.iter().filter(|_| datasets).map(|data| Piece {
            from: self.0.artifacts.object(&data.digest),
            to: format!("datasets/{}/{}", data.role, data.name),
            digest: data.digest.clone(),
            size_bytes: data.size_bytes,
        }));
        Ok(pieces)
    }
}

/// Where a file of a version lies, whose artifact lies at `root`.
fn place_of(version: &ModelVersion, root: &Path, path: &str) -> PathBuf {
    if is_single(version) { root.to_owned() } else { root.join(path) }
}

/// Whether a file was registered, and not a folder with a file in it.
fn is_single(version: &ModelVersion) -> bool {
    matches!(version.files.as_slice(), [only] if only.digest == version.digest)
}

fn file(piece: &Piece, to: &Path, reference: &ModelRef, progress: Progress) -> Result<Exported, Error> {
    let into = to.is_dir() || to.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    let path = if into { to.join(&piece.to) } else { to.to_owned() };
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists(path));
    }
    let desk = desk(&path)?;
    let draft = desk.path().join("file");
    give(piece, &draft, reference, &mut |done| progress(done, piece.size_bytes))?;
    // A hard link, unlike a rename, never takes another file's place.
    match fs::hard_link(&draft, &path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(Error::Exists(path)),
        Err(_) => fs::rename(&draft, &path).map_err(at("write", &path))?,
    }
    sync_folder(path.parent().expect("the desk was made in it"))?;
    Ok(Exported { path, files: 1, bytes: piece.size_bytes })
}

fn folder(pieces: &[Piece], to: &Path, reference: &ModelRef, progress: Progress) -> Result<Exported, Error> {
    let empty = to.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    if to.symlink_metadata().is_ok() && !empty {
        return Err(Error::Exists(to.to_owned()));
    }
    let desk = desk(to)?;
    let draft = desk.path().join("folder");
    let total = pieces.iter().map(|piece| piece.size_bytes).sum();
    let mut before = 0;
    for piece in pieces {
        let path = draft.join(&piece.to);
        let parent = path.parent().expect("it stands in the draft");
        fs::create_dir_all(parent).map_err(at("write", parent))?;
        give(piece, &path, reference, &mut |done| progress(before + done, total))?;
        before += piece.size_bytes;
    }
    if empty {
        fs::remove_dir(to).map_err(at("write", to))?;
    }
    fs::rename(&draft, to).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => Error::Exists(to.to_owned()),
        _ => at("write", to)(error),
    })?;
    Ok(Exported { path: to.to_owned(), files: pieces.len() as u64, bytes: total })
}

/// A folder beside `path` to write in, gone when it is dropped.
fn desk(path: &Path) -> Result<TempDir, Error> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(at("write", parent))?;
    tempfile::Builder::new().prefix(".vitrine-export-").tempdir_in(parent).map_err(at("write", parent))
}

fn give(
    piece: &Piece,
    to: &Path,
    reference: &ModelRef,
    done: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(), Error> {
    let mut source = File::open(&piece.from).map_err(reading(&piece.from))?;
    let mut target = File::create_new(to).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists(to.to_owned()),
        _ => at("write", to)(error),
    })?;
    let (mut hash, mut copied, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let length = source.read(&mut chunk).map_err(reading(&piece.from))?;
        if length == 0 {
            break;
        }
        hash.update(&chunk[..length]);
        target.write_all(&chunk[..length]).map_err(at("write", to))?;
        copied += length as u64;
        if done(copied).is_break() {
            return Err(Error::Cancelled);
        }
    }
    if Digest::from_bytes(hash.finalize().into()) != piece.digest {
        return Err(Error::DamagedFile { reference: reference.clone(), path: piece.to.clone() });
    }
    target.sync_all().map_err(at("write", to))
}
