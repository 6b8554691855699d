//! Taking many models in at once: a folder of files, a Triton repository, a study of MLflow.

pub mod mlflow;

use std::path::{Path, PathBuf};

use formats::triton;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    App, entries,
    error::Error,
    naming::{NameRule, Naming},
    off_thread,
    register::{
        RegisterArgs,
        many::{RegisterManyArgs, RegisteredMany, register as register_many},
    },
};

/// A folder to take in.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct ImportArgs {
    /// A folder on this machine: of files and model folders, or a Triton repository; or one file.
    pub path: String,
    /// How models are named and tagged. A Triton repository has names of its own.
    #[serde(flatten)]
    pub naming: Naming,
    /// Keep the files where they lie instead of copying them.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub reference: bool,
    /// An id under which progress is told and the work can be cancelled.
    #[serde(default)]
    pub job: Option<String>,
}

/// Registers every model in a folder: each a version, those that are registered already left alone, and what is no model
/// named among the refused.
pub(crate) async fn folder(app: &App, args: ImportArgs) -> Result<RegisteredMany, Error> {
    let ImportArgs { path, naming, reference, job } = args;
    let mut items = off_thread(move || items(Path::new(&path), &naming)).await?;
    items.iter_mut().for_each(|item| item.reference = reference);
    register_many(app, RegisterManyArgs { items, job }).await
}

/// What there is at `path`, each ready to be registered.
fn items(path: &Path, naming: &Naming) -> Result<Vec<RegisterArgs>, Error> {
    let unreadable = |source| Error::Read { path: path.display().to_string(), source };
    let item = |path: &Path| new_model(path, naming);
    if !path.metadata().map_err(unreadable)?.is_dir() {
        return Ok(vec![item(path)?]);
    }
    match formats::model_root(path) {
        Some("config.pbtxt") => return triton_model(path, naming),
        Some(_) => return Ok(vec![item(path)?]),
        None => {}
    }
    let repository = triton::repository(path).map_err(unreadable)?;
    if !repository.is_empty() {
        let models = repository.iter().map(|model| triton_model(&path.join(&model.name), naming));
        return Ok(models.collect::<Result<Vec<_>, _>>()?.concat());
    }
    if formats::mlflow::is_study(path) {
        return Err(Error::IsAStudy(path.display().to_string()));
    }
    entries::list(path).map_err(unreadable)?.iter().map(|entry| item(&entry.path)).collect()
}

/// One file or folder, named by a rule.
pub(crate) fn new_model(path: &Path, naming: &Naming) -> Result<RegisterArgs, Error> {
    let text = path.to_string_lossy().into_owned();
    let name = naming.name.name(path).ok_or_else(|| Error::NoName(text.clone()))?;
    let tags = naming.tags(path)?;
    Ok(RegisterArgs { tags, models_only: true, unless_known: true, ..RegisterArgs::new(name, text) })
}

/// Each numbered folder of a Triton model, in order, with what its configuration says.
fn triton_model(folder: &Path, naming: &Naming) -> Result<Vec<RegisterArgs>, Error> {
    let naming = Naming { name: NameRule::default(), ..naming.clone() };
    let facts = triton::configuration(folder).map(|found| found.metadata).unwrap_or_default();
    let of_version = |(number, version): (u32, PathBuf)| {
        let file = triton::artifact(&version);
        let mut args = new_model(&file, &naming)?;
        let text = folder.to_string_lossy().into_owned();
        args.name = naming.name.name(folder).ok_or(Error::NoName(text))?;
        args.properties = facts
            .iter()
            .filter(|(key, _)| ["backend", "platform", "max_batch_size"].contains(&key.as_str()))
            .map(|(key, value)| (format!("triton.{key}"), value.clone()))
            .collect();
        args.properties.insert("triton.version".to_owned(), number.to_string());
        Ok(args)
    };
    triton::versions(folder).into_iter().map(of_version).collect()
}
