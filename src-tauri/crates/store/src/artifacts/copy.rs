//! Copying a file and hashing it in one pass.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    ops::ControlFlow,
    path::Path,
};

use domain::{artifact::ArtifactFile, digest::Digest};
use sha2::{Digest as _, Sha256};

use super::at;
use crate::error::Error;

/// Bytes read at a time, and so between two chances to cancel.
const CHUNK: usize = 1 << 20;

/// Copies `from` to the new read-only file `to`, durably. `read` is told the bytes of each chunk and may break.
pub(super) fn copy(
    from: &Path,
    to: &Path,
    read: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(Digest, u64), Error> {
    let mut source = File::open(from).map_err(at("read", from))?;
    let mut target = File::create_new(to).map_err(at("write", to))?;
    let before = state(&source).map_err(at("read", from))?;
    let (mut hash, mut copied, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let length = source.read(&mut chunk).map_err(at("read", from))?;
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
    let after = state(&source).map_err(at("read", from))?;
    if before != after || copied != before.0 {
        return Err(Error::Changed(from.to_owned()));
    }
    let mut permissions = target.metadata().map_err(at("write", to))?.permissions();
    permissions.set_readonly(true);
    target.set_permissions(permissions).and_then(|()| target.sync_all()).map_err(at("write", to))?;
    Ok((Digest::from_bytes(hash.finalize().into()), copied))
}

/// Hashes a file; `read` is told the bytes of each chunk and may break.
pub(super) fn hash(
    path: &Path,
    read: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(Digest, u64), Error> {
    let mut file = File::open(path).map_err(at("read", path))?;
    let (mut hash, mut size_bytes, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let length = file.read(&mut chunk).map_err(at("read", path))?;
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
