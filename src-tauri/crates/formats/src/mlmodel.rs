//! MLflow's model folder: what its `MLmodel` file says. <https://mlflow.org/docs/latest/ml/model/>

mod signature;

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use domain::{artifact::ArtifactKind, signature::Signature};
use serde::Deserialize;
use serde_json::Value;
use serde_norway::Value as Yaml;

use crate::{bounds::TEXT_BYTES, folder, found::Found, joblib::export, recognise};

/// An `MLmodel` file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MlModel {
    flavors: serde_norway::Mapping,
    mlflow_version: Option<String>,
    /// The run that logged it.
    pub run_id: Option<String>,
    model_id: Option<String>,
    utc_time_created: Option<String>,
    signature: Option<Written>,
    saved_input_example_info: Option<Example>,
    metadata: Option<Yaml>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Written {
    inputs: Option<String>,
    outputs: Option<String>,
    params: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Example {
    artifact_path: Option<String>,
    serving_input_path: Option<String>,
}

impl MlModel {
    /// The file in this folder; none where there is none that can be read.
    #[must_use]
    pub fn of(folder: &Path) -> Option<Self> {
        serde_norway::from_str(&folder::text(&folder.join("MLmodel"))?).ok()
    }

    /// The input example that was logged with the model, in a form that MLflow's own server takes.
    #[must_use]
    pub fn input_example(&self, folder: &Path) -> Option<Value> {
        let example = self.saved_input_example_info.as_ref()?;
        [&example.serving_input_path, &example.artifact_path].into_iter().flatten().find_map(|name| {
            let text = folder::text(&inside(folder, name)?)?;
            serde_json::from_str(&text).ok()
        })
    }

    /// Inputs and outputs as the model was logged with them.
    #[must_use]
    pub fn signature(&self) -> Signature {
        let Some(written) = &self.signature else { return Signature::default() };
        let specs = |text: &Option<String>| text.as_deref().map(signature::specs).unwrap_or_default();
        Signature { inputs: specs(&written.inputs), outputs: specs(&written.outputs) }
    }

    /// The flavour that trained it, and what MLflow says of it.
    fn flavour(&self) -> Option<(&str, &Yaml)> {
        let named: Vec<(&str, &Yaml)> =
            self.flavors.iter().filter_map(|(name, facts)| Some((name.as_str()?, facts))).collect();
        named.iter().find(|(name, _)| *name != "python_function").or(named.first()).copied()
    }
}

/// What a model folder says.
pub(crate) fn read(folder: &Path) -> io::Result<Found> {
    if fs::metadata(folder.join("MLmodel"))?.len() > TEXT_BYTES {
        return Ok(unreadable("it is too large"));
    }
    let text = fs::read_to_string(folder.join("MLmodel"));
    let model: MlModel = match text.map(|text| serde_norway::from_str(&text)) {
        Ok(Ok(model)) => model,
        Ok(Err(error)) => return Ok(unreadable(&error.to_string())),
        Err(error) => return Ok(unreadable(&error.to_string())),
    };
    let flavours: Vec<&str> = model.flavors.keys().filter_map(Yaml::as_str).collect();
    let (name, facts) = model.flavour().unwrap_or(("unknown", &Yaml::Null));
    let mut found = Found::new(
        ArtifactKind::Mlflow,
        format!(
            "its flavour '{name}' needs Python; {}",
            export(library(name)).replace("register that file", "log it with mlflow.onnx")
        ),
    );
    found.framework = library(name).map(str::to_owned);
    found.framework_version = version(facts, name);
    found.producer = model.mlflow_version.as_ref().map(|version| format!("MLflow {version}"));
    found.signature = model.signature();
    found.say("flavors", flavours.join(", "));
    for (key, value) in
        [("run_id", &model.run_id), ("model_id", &model.model_id), ("logged_at", &model.utc_time_created)]
    {
        found.say(key, value.clone().unwrap_or_default());
    }
    if let Some(metadata) = model.metadata.as_ref().and_then(Yaml::as_mapping) {
        for (key, value) in metadata.iter().filter_map(|(key, value)| Some((key.as_str()?, value))) {
            found.say(key, plain(value));
        }
    }
    columns(&model, &mut found);
    params(&model, &mut found);
    pickles(folder, facts, &mut found)?;
    Ok(found)
}

/// A model whose columns have names hands them on to the one matrix that a converted model takes.
fn columns(model: &MlModel, found: &mut Found) {
    let names: Vec<String> = model.signature().inputs.into_iter().map(|spec| spec.name).collect();
    let is_table = names.len() > 1 && names.iter().all(|name| !name.is_empty());
    if is_table {
        found.say("columns", Value::from(names).to_string());
    }
}

fn params(model: &MlModel, found: &mut Found) {
    if let Some(text) = model.signature.as_ref().and_then(|written| written.params.as_ref()) {
        found.say("inference_params", text.clone());
    }
}

/// What loading the flavour's pickle would import.
fn pickles(folder: &Path, facts: &Yaml, found: &mut Found) -> io::Result<()> {
    let named = ["pickled_model", "model_data", "data"].iter().find_map(|key| facts.get(*key)?.as_str());
    let Some(file) = named.and_then(|name| inside(folder, name)).filter(|file| file.is_file()) else {
        return Ok(());
    };
    if let Some(inner) = recognise(&file)? {
        found.say("format", inner.kind.name());
        found.remarks.extend(inner.remarks);
        found.framework = found.framework.take().or(inner.framework);
        found.framework_version = found.framework_version.take().or(inner.framework_version);
    }
    Ok(())
}

fn unreadable(problem: &str) -> Found {
    Found::new(ArtifactKind::Mlflow, format!("its MLmodel file cannot be read: {problem}"))
}

/// The library behind a flavour. ONNX tells itself what trained it.
fn library(flavour: &str) -> Option<&str> {
    match flavour {
        "onnx" | "python_function" | "unknown" => None,
        "pytorch" => Some("torch"),
        other => Some(other),
    }
}

fn version(facts: &Yaml, flavour: &str) -> Option<String> {
    let keys: &[&str] = match flavour {
        "sklearn" => &["sklearn_version"],
        "xgboost" => &["xgb_version"],
        "lightgbm" => &["lgb_version"],
        "catboost" => &["catboost_version"],
        "pytorch" => &["pytorch_version"],
        "tensorflow" => &["tensorflow_version"],
        "keras" => &["keras_version"],
        "transformers" => &["transformers_version"],
        _ => return None,
    };
    keys.iter().find_map(|key| facts.get(*key).map(plain))
}

/// A scalar as text, anything else as JSON.
pub(crate) fn plain(value: &Yaml) -> String {
    match value {
        Yaml::Null => String::new(),
        Yaml::Bool(value) => value.to_string(),
        Yaml::Number(value) => value.to_string(),
        Yaml::String(value) => value.clone(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// A file below `folder` that something in it names; none where it leads out.
pub(crate) fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    let below = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let file = folder.join(path);
    let stays = || Some(file.canonicalize().ok()?.starts_with(folder.canonicalize().ok()?));
    (below && stays()?).then_some(file)
}
