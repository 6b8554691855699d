//! PyTorch: archives with a pickle inside, TorchScript among them, and the older form of several pickles in a row.
//! <https://github.com/pytorch/pytorch/blob/main/docs/source/notes/serialization.rst>

use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read},
    path::Path,
};

use domain::artifact::ArtifactKind;
use zip::ZipArchive;

use crate::{
    archive::{self, Archive},
    bounds::TEXT_BYTES,
    found::Found,
    input::Input,
    joblib::export,
    pickle::{self, Walk},
};

/// How the older form begins: a pickle of one certain number.
pub(crate) const LEGACY: &[u8] = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.";

/// An archive with a `data.pkl`.
pub(crate) fn archive(archive: &mut Archive, names: &[String], data: &str, path: &Path) -> Found {
    let folder = data.strip_suffix("data.pkl").unwrap_or_default();
    let script = names.iter().any(|name| *name == format!("{folder}constants.pkl"))
        || names.iter().any(|name| name.starts_with(&format!("{folder}code/")));
    let mut found = new(script);
    if let Some(version) = archive::text(archive, &format!("{folder}version")) {
        found.say("archive_version", version.trim());
    }
    let mut walk = Walk::new();
    for name in names.iter().filter(|name| name.starts_with(folder) && name.ends_with(".pkl")) {
        if let Some(bytes) = entry(path, name) {
            walk.one(&mut bytes_of(bytes));
        }
    }
    pickle::describe(&walk.contents, &mut found);
    found.framework = Some("torch".to_owned());
    found
}

/// The older form.
pub(crate) fn legacy(path: &Path) -> io::Result<Found> {
    let mut found = new(false);
    let mut walk = Walk::new();
    let mut input = Input::file(File::open(path)?)?;
    // A number, a version, facts of the system, the object itself, and the keys of what follows.
    for _ in 0..5 {
        if !walk.one(&mut input) {
            break;
        }
    }
    pickle::describe(&walk.contents, &mut found);
    found.say("archive_version", "before 1.6");
    found.framework = Some("torch".to_owned());
    Ok(found)
}

fn new(script: bool) -> Found {
    let (what, kind) = match script {
        true => ("a TorchScript model runs code of its own", ArtifactKind::Torchscript),
        false => ("loading a PyTorch file runs code", ArtifactKind::Pytorch),
    };
    Found::new(kind, format!("{what}, so it is kept without being loaded; {}", export(Some("torch"))))
}

fn entry(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.take(TEXT_BYTES * 4).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn bytes_of(bytes: Vec<u8>) -> Input {
    let length = bytes.len() as u64;
    Input::stream(Cursor::new(bytes), length)
}
