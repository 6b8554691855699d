//! Zip archives: PyTorch's, and Keras' own.

use std::{
    fs::File,
    io::{self, BufReader, Read as _},
    path::Path,
};

use domain::artifact::ArtifactKind;
use serde_json::Value;
use zip::ZipArchive;

use crate::{
    bounds::{FILES, TEXT_BYTES},
    found::Found,
    hdf5,
    joblib::export,
    torch,
};

/// An opened archive.
pub(crate) type Archive = ZipArchive<BufReader<File>>;

/// What the archive's entries make it; none where they are those of something else.
pub(crate) fn read(path: &Path) -> io::Result<Option<Found>> {
    let Ok(mut archive) = ZipArchive::new(BufReader::new(File::open(path)?)) else { return Ok(None) };
    if archive.len() > FILES * 10 {
        return Ok(None);
    }
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    if names.iter().any(|name| name == "model.weights.h5") && names.iter().any(|name| name == "config.json") {
        return Ok(Some(keras(&mut archive)));
    }
    match names.iter().find(|name| name.ends_with("/data.pkl") || *name == "data.pkl") {
        Some(data) => Ok(Some(torch::archive(&mut archive, &names, data, path))),
        None => Ok(None),
    }
}

/// Keras 3's own format: a configuration, its versions, and weights.
fn keras(archive: &mut Archive) -> Found {
    let mut found = Found::new(
        ArtifactKind::Keras,
        format!("a Keras model needs Keras to run; {}", export(Some("keras"))),
    )
    .framework("keras");
    if let Some(metadata) = json(archive, "metadata.json") {
        let text = |key: &str| metadata.get(key).and_then(Value::as_str).map(str::to_owned);
        found.framework_version = text("keras_version");
        found.say("saved_at", text("date_saved").unwrap_or_default());
    }
    match json(archive, "config.json") {
        Some(config) => hdf5::configuration(&config, &mut found),
        None => found.remarks.push("Its configuration cannot be read.".to_owned()),
    }
    found
}

fn json(archive: &mut Archive, name: &str) -> Option<Value> {
    serde_json::from_str(&text(archive, name)?).ok()
}

/// A small entry as text.
pub(crate) fn text(archive: &mut Archive, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(TEXT_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}
