//! Copying a file and hashing it in one pass.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    ops::ControlFlow,
    path::Path,
};

use domain::{artifact::ArtifactFile, digest::Digest};
use sha2::{Digest as _, Sha256};

use super::{at, reading};
use crate::error::Error;

/// Bytes read at a time, and so between two chances to cancel.
const CHUNK: usize = 1 << 20;

/// Whether a copy is durable when it returns, or its caller sees to that for many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durable {
    Now,
    Later,
}

/// Copies `from` to the new read-only file `to`. `read` is told the bytes of each chunk and may break.
pub(super) fn copy(
    from: &Path,
    to: &Path,
    durable: Durable,
    read: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(Digest, u64), Error> {
    let mut source = File::open(from).map_err(reading(from))?;
    let mut target = File::create_new(to).map_err(at("write", to))?;
    let before = state(&source).map_err(reading(from))?;
    let (mut hash, mut copied, mut chunk) = (Sha256::new(), 0, chunk(before.0));
    loop {
        let length = source.read(&mut chunk).map_err(reading(from))?;
        if length == 0 {
            break;
        }
        hash.update(&chunk[..length]);
        target.write_all(&chunk[..length]).map_err(at("write", to))?;
        copied += length as u64;
        if read(length as u64).is_break() {
            return Err(Error::Cancelled);
        }
        if copied > before.0 {
            return Err(Error::Changed(from.to_owned()));
        }
    }
    let after = state(&source).map_err(reading(from))?;
    if before != after || copied != before.0 {
        return Err(Error::Changed(from.to_owned()));
    }
    let mut permissions = target.metadata().map_err(at("write", to))?.permissions();
    permissions.set_readonly(true);
    target.set_permissions(permissions).map_err(at("write", to))?;
    if durable == Durable::Now {
        target.sync_all().map_err(at("write", to))?;
    }
    Ok((Digest::from_bytes(hash.finalize().into()), copied))
}

/// Hashes a file; `read` is told the bytes of each chunk and may break.
pub(super) fn hash(
    path: &Path,
    read: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(Digest, u64), Error> {
    let mut file = File::open(path).map_err(reading(path))?;
    let length = file.metadata().map_err(reading(path))?.len();
    let (mut hash, mut size_bytes, mut chunk) = (Sha256::new(), 0, chunk(length));
    loop {
        let length = file.read(&mut chunk).map_err(reading(path))?;
        if length == 0 {
            return Ok((Digest::from_bytes(hash.finalize().into()), size_bytes));
        }
        hash.update(&chunk[..length]);
        size_bytes += length as u64;
        if read(length as u64).is_break() {
            return Err(Error::Cancelled);
        }
    }
}

/// Room for what is read at a time of a file of this length: one byte more than a small file has, so that its end is
/// found, and a change of it.
fn chunk(size_bytes: u64) -> Vec<u8> {
    vec![0; usize::try_from(size_bytes).unwrap_or(CHUNK).clamp(1, CHUNK - 1) + 1]
}

/// The length and the time of the last change.
fn state(file: &File) -> std::io::Result<(u64, std::time::SystemTime)> {
    let metadata = file.metadata()?;
    Ok((metadata.len(), metadata.modified()?))
}

/// Of a single file its own hash; of a folder the hash of its sorted `digest  path` lines.
pub(super) fn artifact_digest(files: &[ArtifactFile], single_file: bool) -> Digest {
    match files {
        [only] if single_file => only.digest.clone(),
        _ => {
            let mut hash = Sha256::new();
            for file in files {
                hash.update(format!("{}  {}\n", file.digest, file.path));
            }
            Digest::from_bytes(hash.finalize().into())
        }
    }
}
