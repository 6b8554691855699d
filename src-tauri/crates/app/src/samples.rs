//! The sample models that ship inside the program.

use std::{collections::BTreeMap, path::Path};

use domain::{
    error::ErrorCode, model::ModelVersion, name::ModelName, reference::ModelRef, tags::Tags, task::Task,
};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    App,
    error::Error,
    json::NoArgs,
    register::{Example, RegisterArgs, register_with_example},
};

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../../assets/samples");

/// A sample model as the start view shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SampleModel {
    /// The name that it is registered under.
    pub name: ModelName,
    /// A short title.
    pub title: String,
    /// What it predicts, from what data, how well.
    pub description: String,
    /// What it is for.
    pub task: Task,
    /// All its files' bytes.
    pub size_bytes: u64,
    /// How many versions it has.
    pub versions: u64,
    /// Whether the workspace has a model of this name.
    pub registered: bool,
}

/// Which samples to register.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SamplesArgs {
    /// Their names; none for all.
    pub names: Option<Vec<ModelName>>,
}

/// `sample.json` beside the files of a sample model.
#[derive(Deserialize)]
struct Manifest {
    title: String,
    description: String,
    task: Task,
    #[serde(default)]
    tags: Tags,
    #[serde(default)]
    columns: Option<Vec<String>>,
    #[serde(default)]
    class_names: Option<Vec<String>>,
    versions: Vec<Entry>,
}

/// One version of a sample model.
#[derive(Deserialize)]
struct Entry {
    file: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    framework: Option<String>,
    #[serde(default)]
    metrics: BTreeMap<String, f64>,
    #[serde(default)]
    params: Tags,
    input: Value,
}

/// All sample models.
pub(crate) async fn list(app: &App, _: NoArgs) -> Result<Vec<SampleModel>, Error> {
    let mut samples = Vec::new();
    for folder in SHIPPED.dirs() {
        let (name, manifest) = read(folder)?;
        let size = |entry: &Entry| file(folder, &entry.file).map_or(0, |bytes| bytes.len() as u64);
        samples.push(SampleModel {
            registered: is_registered(app, &name).await?,
            name,
            size_bytes: manifest.versions.iter().map(size).sum(),
            versions: manifest.versions.len() as u64,
            title: manifest.title,
            description: manifest.description,
            task: manifest.task,
        });
    }
    Ok(samples)
}

/// Registers sample models with their samples and metrics. Those that are there already are left alone.
pub(crate) async fn add(app: &App, args: SamplesArgs) -> Result<Vec<ModelVersion>, Error> {
    let mut added = Vec::new();
    for name in wanted(args)? {
        if !is_registered(app, &name).await? {
            added.extend(register(app, &name).await?);
        }
    }
    Ok(added)
}

fn wanted(args: SamplesArgs) -> Result<Vec<ModelName>, Error> {
    let shipped: Vec<ModelName> =
        SHIPPED.dirs().map(|folder| Ok(read(folder)?.0)).collect::<Result<_, Error>>()?;
    let Some(names) = args.names else { return Ok(shipped) };
    match names.iter().find(|name| !shipped.contains(name)) {
        Some(unknown) => Err(Error::NoSample(unknown.to_string())),
        None => Ok(names),
    }
}

async fn register(app: &App, name: &ModelName) -> Result<Vec<ModelVersion>, Error> {
    let folder = SHIPPED.get_dir(name.as_str()).ok_or_else(|| Error::NoSample(name.to_string()))?;
    let (_, manifest) = read(folder)?;
    let root = app.workspace().root();
    let desk = tempfile::tempdir_in(root).map_err(|source| unwritable(root, source))?;
    let mut registered = Vec::new();
    for entry in &manifest.versions {
        let bytes = file(folder, &entry.file).ok_or_else(|| Error::NoSample(entry.file.clone()))?;
        // The registry takes files in from the disk, as it does everybody's.
        let unpacked = desk.path().join(&entry.file);
        tokio::fs::write(&unpacked, bytes).await.map_err(|source| unwritable(&unpacked, source))?;
        let args = arguments(name, &manifest, entry, unpacked.to_string_lossy().into_owned());
        let example = Example { request: entry.input.clone(), must_score: true };
        registered.push(register_with_example(app, args, Some(example)).await?);
    }
    let model = ModelRef::model(name.clone());
    app.store().describe(&model, manifest.description, &app.by()).await?;
    Ok(registered)
}

fn unwritable(path: &Path, source: std::io::Error) -> Error {
    Error::Read { path: path.display().to_string(), source }
}

fn arguments(name: &ModelName, manifest: &Manifest, entry: &Entry, path: String) -> RegisterArgs {
    let list =
        |names: &Option<Vec<String>>| names.as_ref().map(|names| Value::from(names.clone()).to_string());
    let properties = [("columns", list(&manifest.columns)), ("class_names", list(&manifest.class_names))];
    RegisterArgs {
        tags: manifest.tags.clone(),
        properties: properties
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect(),
        description: entry.description.clone(),
        framework: entry.framework.clone(),
        metrics: entry.metrics.clone(),
        params: entry.params.clone(),
        ..RegisterArgs::new(name.clone(), path)
    }
}

async fn is_registered(app: &App, name: &ModelName) -> Result<bool, Error> {
    match app.store().version(&ModelRef::model(name.clone())).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn read(folder: &Dir<'_>) -> Result<(ModelName, Manifest), Error> {
    let name = folder.path().to_string_lossy();
    let text = file(folder, "sample.json").ok_or_else(|| Error::NoSample(name.clone().into_owned()))?;
    Ok((ModelName::parse(&name)?, serde_json::from_slice(text).map_err(Error::BrokenSample)?))
}

fn file<'d>(folder: &'d Dir<'_>, name: &str) -> Option<&'d [u8]> {
    folder.get_file(folder.path().join(name)).map(include_dir::File::contents)
}
