//! safetensors: eight bytes of length, a JSON header, raw tensors. <https://github.com/huggingface/safetensors#format>

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use domain::artifact::ArtifactKind;
use serde_json::{Map, Value};

use crate::{bounds::TEXT_BYTES, found::Found, input::Slice, tensors::Tensors};

/// What a file's header says; none where it has none.
pub(crate) fn read(path: &Path, head: &[u8]) -> io::Result<Option<Found>> {
    let mut found = Found::new(
        ArtifactKind::Safetensors,
        "a safetensors file holds weights without the computation; export the model that they belong to to ONNX (for \
        Transformers: `optimum-cli export onnx`) and register that file to deploy it",
    );
    let mut tensors = Tensors::default();
    let Some(own) = header(path, head)?.map(|header| list(&header, &mut tensors)) else { return Ok(None) };
    for (key, value) in &own {
        found.say(key, value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    found.framework = match own.get("format").and_then(Value::as_str) {
        Some("pt") => Some("torch".to_owned()),
        Some("tf") => Some("tensorflow".to_owned()),
        Some("flax" | "np" | "mlx") | Some(_) | None => None,
    };
    tensors.tell(&mut found);
    Ok(Some(found))
}

/// Adds the tensors of one file among several of a model. Gives whether it is one.
pub(crate) fn count(path: &Path, tensors: &mut Tensors) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut head)?;
    Ok(header(path, &head)?.map(|header| list(&header, tensors)).is_some())
}

fn header(path: &Path, head: &[u8]) -> io::Result<Option<Map<String, Value>>> {
    let Some(length) = Slice(head).u64(0) else { return Ok(None) };
    if head.get(8) != Some(&b'{') || length as u64 > TEXT_BYTES * 4 {
        return Ok(None);
    }
    let mut text = Vec::new();
    File::open(path)?.take(8 + length as u64).read_to_end(&mut text)?;
    if text.len() < 8 + length {
        return Ok(None);
    }
    Ok(serde_json::from_slice(&text[8..]).ok().filter(is_header))
}

fn is_header(header: &Map<String, Value>) -> bool {
    header.iter().all(|(key, value)| {
        key == "__metadata__" || (value.get("dtype").is_some() && value.get("data_offsets").is_some())
    })
}

/// Adds all tensors; gives what the file says of itself.
fn list(header: &Map<String, Value>, tensors: &mut Tensors) -> Map<String, Value> {
    for (name, entry) in header.iter().filter(|(name, _)| *name != "__metadata__") {
        let datatype = entry.get("dtype").and_then(Value::as_str).unwrap_or("?");
        let shape = entry.get("shape").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let shape: Vec<u64> = shape.iter().filter_map(Value::as_u64).collect();
        tensors.add(name, datatype, &shape);
    }
    header.get("__metadata__").and_then(Value::as_object).cloned().unwrap_or_default()
}
