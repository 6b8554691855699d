//! A Hugging Face style folder: `config.json`, weights, and a model card. <https://huggingface.co/docs/hub/model-cards>

use std::{fs, io, path::Path};

use domain::{artifact::ArtifactKind, task::Task};
use serde_json::Value;
use serde_norway::Value as Yaml;

use crate::{
    bounds::FILES, folder::text, found::Found, joblib::export, mlmodel::plain, recognise, safetensors,
    tensors::Tensors,
};

/// What a `config.json` must say, or stand beside, to be that of a model.
const WEIGHTS: &[&str] = &["safetensors", "bin", "h5", "msgpack", "gguf", "onnx", "pt", "pth", "ckpt"];

/// Whether the `config.json` of a folder is that of a model.
pub(crate) fn is_model(folder: &Path) -> bool {
    let config = config(folder).unwrap_or_default();
    let says = ["model_type", "architectures", "_name_or_path", "transformers_version", "_class_name"]
        .iter()
        .any(|key| config.get(*key).is_some());
    says || (config.is_object() && card(folder).is_some_and(|(header, _)| header.is_mapping()))
}

/// What the configuration, the card and the weights say.
pub(crate) fn read(folder: &Path) -> io::Result<Option<Found>> {
    let config = config(folder).unwrap_or_default();
    let mut found = Found::new(
        ArtifactKind::HuggingFace,
        "the folder holds no ONNX file; export the model with `optimum-cli export onnx --model FOLDER OUT` and register \
        the result to deploy it",
    )
    .framework("transformers");
    for key in [
        "model_type",
        "_name_or_path",
        "torch_dtype",
        "dtype",
        "vocab_size",
        "hidden_size",
        "num_hidden_layers",
    ] {
        if let Some(value) = config.get(key).filter(|value| !value.is_null()) {
            found.say(
                key.trim_start_matches('_'),
                value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            );
        }
    }
    let list = |value: &Value| {
        Some(value.as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
    };
    found.say("architectures", config.get("architectures").and_then(list).unwrap_or_default());
    found.framework_version = config.get("transformers_version").and_then(Value::as_str).map(str::to_owned);
    if let Some((header, body)) = card(folder) {
        tell_card(&header, &mut found);
        found.notes = Some(body).filter(|body| !body.trim().is_empty());
    }
    weights(folder, &mut found)?;
    Ok(Some(found))
}

fn config(folder: &Path) -> Option<Value> {
    serde_json::from_str(&text(&folder.join("config.json"))?).ok()
}

/// The YAML header of the model card and the Markdown after it.
fn card(folder: &Path) -> Option<(Yaml, String)> {
    let card = text(&folder.join("README.md"))?;
    let card = card.trim_start_matches('\u{feff}');
    let Some(rest) =
        card.strip_prefix("---").and_then(|rest| rest.trim_start_matches('\r').strip_prefix('\n'))
    else {
        return Some((Yaml::Null, card.to_owned()));
    };
    let end = rest.find("\n---")?;
    let header = serde_norway::from_str(&rest[..end]).unwrap_or(Yaml::Null);
    let body = rest[end + 4..].trim_start_matches('-').trim_start();
    Some((header, body.to_owned()))
}

fn tell_card(header: &Yaml, found: &mut Found) {
    for key in
        ["license", "language", "tags", "datasets", "base_model", "metrics", "pipeline_tag", "library_name"]
    {
        if let Some(value) = header.get(key) {
            let several =
                value.as_sequence().map(|list| list.iter().map(plain).collect::<Vec<_>>().join(", "));
            found.say(key, several.unwrap_or_else(|| plain(value)));
        }
    }
    if let Some(library) = header.get("library_name").and_then(Yaml::as_str) {
        found.framework = Some(library.to_owned());
        found.reason = match library {
            "sklearn" | "keras" | "tf-keras" => export(Some(library.trim_start_matches("tf-"))).to_owned(),
            _ => found.reason.clone(),
        };
    }
    found.task = header.get("pipeline_tag").and_then(Yaml::as_str).and_then(task);
}

/// What the weights are: their tensors counted, their pickles walked.
fn weights(folder: &Path, found: &mut Found) -> io::Result<()> {
    let mut tensors = Tensors::default();
    let mut any = false;
    let mut entries = fs::read_dir(folder)?.take(FILES).collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for path in entries.iter().map(fs::DirEntry::path).filter(|path| path.is_file()) {
        let end = path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        if end == "safetensors" {
            any |= safetensors::count(&path, &mut tensors)?;
        } else if WEIGHTS.contains(&end.as_str())
            && end != "onnx"
            && let Some(inner) = recognise(&path)?
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.remarks.extend(inner.remarks.into_iter().map(|remark| format!("{name}: {remark}")));
        }
    }
    if any {
        tensors.tell(found);
    }
    Ok(())
}

/// What a pipeline of the hub is for.
fn task(pipeline: &str) -> Option<Task> {
    Some(match pipeline {
        "tabular-classification" => Task::MulticlassClassification,
        "tabular-regression" => Task::Regression,
        "time-series-forecasting" => Task::Forecasting,
        "feature-extraction" | "sentence-similarity" => Task::Embedding,
        name if name.contains("image") || name.contains("object-detection") || name.contains("depth") => {
            Task::Image
        }
        name if name.contains("text")
            || name.contains("token")
            || name.contains("question")
            || name.contains("fill") =>
        {
            Task::Text
        }
        "translation" | "summarization" | "conversational" | "zero-shot-classification" => Task::Text,
        _ => return None,
    })
}
