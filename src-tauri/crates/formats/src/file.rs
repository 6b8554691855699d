//! One file: its first bytes choose who reads on.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use crate::{
    archive, boosters, bounds::HEAD_BYTES, coreml, found::Found, gguf, hdf5, joblib, pmml, safetensors,
    tflite, torch,
};

/// What a file is; none where it is nothing known.
pub(crate) fn recognise(path: &Path) -> io::Result<Option<Found>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    match head.as_slice() {
        [] => Ok(None),
        [b'G', b'G', b'U', b'F', ..] => gguf::read(path).map(Some),
        [b'P', b'K', 3, 4, ..] => archive::read(path),
        _ if head.starts_with(boosters::CATBOOST) => Ok(Some(boosters::catboost())),
        _ if head.starts_with(hdf5::MAGIC) => hdf5::read(path),
        _ if head.starts_with(torch::LEGACY) => torch::legacy(path).map(Some),
        _ if tflite::is(&head) => tflite::read(path).map(Some),
        _ if joblib::is_marked(&head) => joblib::plain(path, &head),
        _ => by_structure(path, &head),
    }
}

/// Formats without a mark of their own.
fn by_structure(path: &Path, head: &[u8]) -> io::Result<Option<Found>> {
    let text = head.trim_ascii_start();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    if text.starts_with(b"<") {
        return pmml::read(path);
    }
    if text.starts_with(b"{")
        && let Some(found) = boosters::xgboost_json(path, head)?
    {
        return Ok(Some(found));
    }
    let readers = [
        safetensors::read,
        boosters::xgboost_ubj,
        boosters::lightgbm,
        joblib::packed,
        coreml::read,
        joblib::plain,
    ];
    for read in readers {
        if let Some(found) = read(path, head)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
