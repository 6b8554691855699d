//! One folder: the file that only a model of its kind has chooses who reads on.

use std::{fs, io, path::Path};

use crate::{coreml, found::Found, hugging_face, mlmodel, saved_model, triton};

/// What a folder is; none where it is nothing known.
pub(crate) fn recognise(folder: &Path) -> io::Result<Option<Found>> {
    match model_root(folder) {
        Some("MLmodel") => mlmodel::read(folder).map(Some),
        Some("saved_model.pb") => saved_model::read(folder).map(Some),
        Some("Manifest.json") => coreml::package(folder),
        Some("config.pbtxt") => triton::read(folder).map(Some),
        Some("config.json") => hugging_face::read(folder),
        _ => Ok(None),
    }
}

/// The file that makes a folder one model; none where a folder is only a place for models.
#[must_use]
pub fn model_root(folder: &Path) -> Option<&'static str> {
    let has = |name: &str| folder.join(name).is_file();
    ["MLmodel", "saved_model.pb", "config.pbtxt"]
        .into_iter()
        .find(|name| has(name))
        .or_else(|| {
            (has("Manifest.json") && folder.join("Data/com.apple.CoreML").is_dir()).then_some("Manifest.json")
        })
        .or_else(|| (has("config.json") && hugging_face::is_model(folder)).then_some("config.json"))
}

/// A file's text, when it is there and not too long.
pub(crate) fn text(path: &Path) -> Option<String> {
    let length = fs::metadata(path).ok()?.len();
    if length > crate::bounds::TEXT_BYTES {
        return None;
    }
    fs::read_to_string(path).ok()
}
