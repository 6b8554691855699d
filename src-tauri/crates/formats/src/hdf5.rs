//! Keras models in HDF5. Of the format itself only the global heap is read, where all texts of variable length stand:
//! the model's configuration and the versions that wrote it.
//! <https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html>

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use domain::artifact::ArtifactKind;
use serde_json::Value;

use crate::{bounds::TEXT_BYTES, found::Found, input::Slice, joblib::export};

/// The first bytes of every HDF5 file.
pub(crate) const MAGIC: &[u8] = b"\x89HDF\r\n\x1a\n";

/// What a file tells; none where it is HDF5 but nothing of Keras is in it.
pub(crate) fn read(path: &Path) -> io::Result<Option<Found>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(TEXT_BYTES).read_to_end(&mut bytes)?;
    let texts = heap(&bytes);
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    let is_model = holds(b"model_config");
    if !is_model && !holds(b"keras_version") && !holds(b"layer_names") {
        return Ok(None);
    }
    let mut found = Found::new(
        ArtifactKind::Keras,
        match is_model {
            true => format!("a Keras model needs Keras to run; {}", export(Some("keras"))),
            false => {
                format!("it holds weights without the model that they belong to; {}", export(Some("keras")))
            }
        },
    )
    .framework("keras");
    for text in &texts {
        tell(text, &mut found);
    }
    Ok(Some(found))
}

fn tell(text: &str, found: &mut Found) {
    let is_version = text.split('.').count() >= 2
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.len() < 24
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'));
    if is_version && found.framework_version.is_none() {
        found.framework_version = Some(text.to_owned());
    } else if matches!(text, "tensorflow" | "jax" | "torch" | "theano" | "cntk") {
        found.say("backend", text);
    } else if let Ok(config) = serde_json::from_str::<Value>(text) {
        configuration(&config, found);
    }
}

/// What Keras' own description of a model says.
pub(crate) fn configuration(config: &Value, found: &mut Found) {
    if let Some(class) = config.get("class_name").and_then(Value::as_str) {
        found.say("class", class);
    }
    let inner = config.get("config");
    if let Some(name) = inner.and_then(|inner| inner.get("name")).and_then(Value::as_str) {
        found.say("name", name);
    }
    if let Some(layers) = inner.and_then(|inner| inner.get("layers")).and_then(Value::as_array) {
        let classes: Vec<&str> =
            layers.iter().filter_map(|layer| layer.get("class_name")?.as_str()).take(64).collect();
        found.say("layers", layers.len().to_string());
        found.say("layer_classes", classes.join(", "));
    }
}

/// The texts of all global heaps within these bytes.
fn heap(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    for start in (0..bytes.len()).step_by(8) {
        if !bytes[start..].starts_with(b"GCOL\x01") {
            continue;
        }
        let size = Slice(bytes).u64(start + 8).unwrap_or(0);
        let end = start.saturating_add(size).min(bytes.len());
        let mut at = start + 16;
        while at + 16 <= end {
            let (Some(index), Some(length)) = (Slice(bytes).u16(at), Slice(bytes).u64(at + 8)) else { break };
            let Some(object) = Slice(bytes).bytes(at + 16, length).filter(|_| index != 0) else { break };
            let text = String::from_utf8_lossy(object);
            texts.push(text.trim_end_matches('\0').to_owned());
            at += 16 + length.next_multiple_of(8);
        }
    }
    texts
}
