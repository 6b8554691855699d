//! A file store: a folder an experiment, a folder a run, a file a metric, parameter and tag.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use domain::tags::Tags;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Error, Experiment, LoggedModel, PAGE, Run, RunPage, Study, StudyModel, StudyVersion, is_own, place,
    shown, time,
};
use crate::{bounds::ENTRIES, folder::text};

/// How deep artifacts of a run are looked for models.
const DEPTH: u32 = 4;

/// The folder of a file store.
pub(super) struct Files {
    /// What was opened: artifacts are looked for below it.
    opened: PathBuf,
    /// The store itself.
    root: PathBuf,
}

#[derive(Deserialize)]
struct ExperimentFile {
    experiment_id: Word,
    name: Word,
    lifecycle_stage: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RunFile {
    run_id: Option<String>,
    run_uuid: Option<String>,
    run_name: Option<Word>,
    name: Option<Word>,
    user_id: Option<Word>,
    status: Option<serde_norway::Value>,
    start_time: Option<i64>,
    lifecycle_stage: Option<String>,
    artifact_uri: Option<String>,
}

#[derive(Deserialize)]
struct ModelFile {
    name: Word,
    description: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct VersionFile {
    version: Option<Word>,
    description: Option<String>,
    source: Option<String>,
    storage_location: Option<String>,
    run_id: Option<String>,
    creation_timestamp: Option<i64>,
    current_stage: Option<String>,
}

#[derive(Deserialize)]
struct LoggedFile {
    name: Option<Word>,
    source_run_id: Option<String>,
    artifact_location: String,
}

/// A text that YAML may take for a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Word {
    Text(String),
    Number(i64),
    Fraction(f64),
    Truth(bool),
}

impl Files {
    /// The store in `folder`, or in its `mlruns`.
    pub(super) fn find(folder: &Path) -> Option<Self> {
        let opened = folder.to_owned();
        [folder.to_owned(), folder.join("mlruns")]
            .into_iter()
            .find(|root| experiments(root).next().is_some() || is_registry(&root.join("models")))
            .map(|root| Self { opened, root })
    }

    pub(super) fn study(&self) -> Result<Study, Error> {
        let mut experiments: Vec<Experiment> = experiments(&self.root)
            .map(|(folder, file)| Experiment {
                id: file.experiment_id.into(),
                name: file.name.into(),
                runs: run_files(&folder).count() as u64,
            })
            .collect();
        experiments.sort_by(|a, b| a.name.cmp(&b.name));
        let mut models: Vec<StudyModel> =
            folders(&self.root.join("models")).filter_map(|folder| self.model(&folder)).collect();
        models.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Study { path: shown(self.opened.clone()), store: "files".to_owned(), experiments, models })
    }

    pub(super) fn runs(&self, experiment: &str, after: Option<&str>) -> Result<RunPage, Error> {
        let missing = || Error::Missing { what: "experiment", id: experiment.to_owned() };
        let (folder, file) = experiments(&self.root)
            .find(|(_, file)| file.experiment_id.as_text() == experiment)
            .ok_or_else(missing)?;
        let name: String = file.name.into();
        let mut files: Vec<(i64, PathBuf, RunFile)> =
            run_files(&folder).map(|(folder, file)| (file.start_time.unwrap_or(0), folder, file)).collect();
        files.sort_by(|a, b| (b.0, &b.1).cmp(&(a.0, &a.1)));
        let start = match after {
            None => 0,
            Some(id) => {
                files.iter().position(|(_, folder, _)| ends_in(folder, id)).map_or(files.len(), |at| at + 1)
            }
        };
        let more = files.len() > start + PAGE;
        let runs: Vec<Run> = files
            .into_iter()
            .skip(start)
            .take(PAGE)
            .map(|(_, at, file)| self.read_run(&at, file, &name))
            .collect();
        let next = runs.last().filter(|_| more).map(|run| run.id.clone());
        Ok(RunPage { runs, next })
    }

    pub(super) fn run(&self, id: &str) -> Result<Option<Run>, Error> {
        let is_name = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let found = experiments(&self.root).find_map(|(folder, file)| {
            let folder = folder.join(id);
            let run = yaml::<RunFile>(&folder.join("meta.yaml")).filter(|_| is_name)?;
            Some(self.read_run(&folder, run, file.name.as_text().as_str()))
        });
        Ok(found)
    }

    fn read_run(&self, folder: &Path, file: RunFile, experiment: &str) -> Run {
        let id = file.run_id.or(file.run_uuid).unwrap_or_default();
        let tags = values(&folder.join("tags"));
        let name = file.run_name.or(file.name).map(String::from).filter(|name| !name.is_empty());
        let status = match file.status {
            Some(serde_norway::Value::Number(number)) => status(number.as_i64()).to_owned(),
            Some(serde_norway::Value::String(text)) => text,
            _ => String::new(),
        };
        Run {
            name: name.or_else(|| tags.get("mlflow.runName").cloned()).unwrap_or_default(),
            experiment: experiment.to_owned(),
            user: file
                .user_id
                .map(String::from)
                .or_else(|| tags.get("mlflow.user").cloned())
                .unwrap_or_default(),
            status,
            started_at: time(file.start_time),
            metrics: metrics(&folder.join("metrics")),
            params: values(&folder.join("params")),
            tags: tags.into_iter().filter(|(key, _)| is_own(key)).collect(),
            models: self.logged(folder, &id, file.artifact_uri.as_deref()),
            id,
        }
    }

    /// The models that a run logged: below its own artifacts, or as MLflow 3 keeps them, beside the runs.
    fn logged(&self, run: &Path, id: &str, artifacts: Option<&str>) -> Vec<LoggedModel> {
        let mut found = Vec::new();
        let own = run.join("artifacts");
        models_below(&own, DEPTH, &mut |folder| {
            let name = folder.strip_prefix(&own).unwrap_or(folder).to_string_lossy().replace('\\', "/");
            let source = format!("{}/{name}", artifacts.unwrap_or("artifacts").trim_end_matches('/'));
            found.push(LoggedModel { name, source, folder: Some(shown(folder.to_owned())) });
        });
        let beside = run.parent().map(|experiment| experiment.join("models")).unwrap_or_default();
        for folder in folders(&beside) {
            let Some(file) = yaml::<LoggedFile>(&folder.join("meta.yaml")) else { continue };
            if file.source_run_id.as_deref() == Some(id) {
                found.push(LoggedModel {
                    name: file.name.map(String::from).unwrap_or_default(),
                    folder: Some(folder.join("artifacts"))
                        .filter(|at| at.join("MLmodel").is_file())
                        .or_else(|| place::locate(&self.opened, &file.artifact_location))
                        .map(shown),
                    source: file.artifact_location,
                });
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    fn model(&self, folder: &Path) -> Option<StudyModel> {
        let file: ModelFile = yaml(&folder.join("meta.yaml"))?;
        let aliases = values(&folder.join("aliases"));
        let mut versions: Vec<StudyVersion> =
            folders(folder).filter_map(|folder| self.version(&folder, &aliases)).collect();
        versions.sort_by_key(|version| version.version);
        Some(StudyModel {
            name: file.name.into(),
            description: file.description.unwrap_or_default(),
            tags: values(&folder.join("tags")),
            versions,
        })
    }

    fn version(&self, folder: &Path, aliases: &Tags) -> Option<StudyVersion> {
        if !folder.file_name()?.to_str()?.starts_with("version-") {
            return None;
        }
        let file: VersionFile = yaml(&folder.join("meta.yaml"))?;
        if file.current_stage.as_deref() == Some("Deleted_Internal") {
            return None;
        }
        let number: u32 = file.version.map(String::from)?.parse().ok()?;
        let run = file.run_id.as_deref().and_then(|id| self.run(id).ok().flatten());
        let source = file.source.unwrap_or_default();
        let written =
            file.storage_location.filter(|place| !place.is_empty()).unwrap_or_else(|| source.clone());
        Some(StudyVersion {
            version: number,
            description: file.description.unwrap_or_default(),
            tags: values(&folder.join("tags")).into_iter().filter(|(key, _)| is_own(key)).collect(),
            aliases: aliases
                .iter()
                .filter(|(_, version)| version.parse() == Ok(number))
                .map(|(alias, _)| alias.clone())
                .collect(),
            folder: self.place(&written, run.as_ref()).map(shown),
            source,
            created_at: time(file.creation_timestamp),
            run,
        })
    }

    fn place(&self, source: &str, run: Option<&Run>) -> Option<PathBuf> {
        if let Some(id) = source.strip_prefix("models:/") {
            return experiments(&self.root)
                .map(|(folder, _)| folder.join("models").join(id).join("artifacts"))
                .find(|folder| !id.contains(['/', '\\']) && folder.join("MLmodel").is_file());
        }
        if let (Some(inner), Some(run)) = (source.strip_prefix("runs:/"), run) {
            let name = inner.split_once('/').map_or("", |(_, name)| name);
            return run.models.iter().find(|model| model.name == name)?.folder.clone().map(PathBuf::from);
        }
        place::locate(&self.opened, source)
    }
}

fn experiments(root: &Path) -> impl Iterator<Item = (PathBuf, ExperimentFile)> {
    folders(root).filter_map(|folder| {
        let file: ExperimentFile = yaml(&folder.join("meta.yaml"))?;
        (file.lifecycle_stage.as_deref() != Some("deleted")).then_some((folder, file))
    })
}

fn run_files(experiment: &Path) -> impl Iterator<Item = (PathBuf, RunFile)> + use<> {
    folders(experiment).filter_map(|folder| {
        let file: RunFile = yaml(&folder.join("meta.yaml"))?;
        let is_run = file.run_id.is_some() || file.run_uuid.is_some();
        (is_run && file.lifecycle_stage.as_deref() != Some("deleted")).then_some((folder, file))
    })
}

fn is_registry(models: &Path) -> bool {
    folders(models).any(|folder| yaml::<ModelFile>(&folder.join("meta.yaml")).is_some())
}

/// Real folders below `folder`, in the order of their names. Those whose name begins with a dot are MLflow's bin.
fn folders(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found.into_iter()
}

fn models_below(folder: &Path, depth: u32, tell: &mut impl FnMut(&Path)) {
    if folder.join("MLmodel").is_file() {
        return tell(folder);
    }
    if depth > 0 {
        folders(folder).for_each(|inner| models_below(&inner, depth - 1, tell));
    }
}

fn yaml<T: DeserializeOwned>(file: &Path) -> Option<T> {
    serde_norway::from_str(&text(file)?).ok()
}

fn ends_in(folder: &Path, name: &str) -> bool {
    folder.file_name().is_some_and(|last| last == name)
}

/// A file a key; keys with a slash are folders.
fn values(folder: &Path) -> Tags {
    let mut found = Tags::new();
    each(folder, "", &mut |key, file| {
        if let Some(value) = text(file) {
            found.insert(key, value.trim_end_matches('\n').to_owned());
        }
    });
    found
}

/// The last finite value of each metric; a line is time, value and step.
fn metrics(folder: &Path) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    each(folder, "", &mut |key, file| {
        let text = text(file).unwrap_or_default();
        let point = |line: &str| {
            let mut words = line.split_whitespace();
            let (at, value) = (words.next()?.parse::<i64>().ok()?, words.next()?.parse::<f64>().ok()?);
            let step = words.next().and_then(|step| step.parse::<i64>().ok()).unwrap_or(0);
            value.is_finite().then_some(((step, at), value))
        };
        let last = text.lines().filter_map(point).max_by_key(|(place, _)| *place);
        found.extend(last.map(|(_, value)| (key, value)));
    });
    found
}

fn each(folder: &Path, before: &str, tell: &mut impl FnMut(String, &Path)) {
    let entries = fs::read_dir(folder).into_iter().flatten().take(ENTRIES as usize);
    let mut paths: Vec<PathBuf> = entries.filter_map(io::Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let key = if before.is_empty() { name.to_owned() } else { format!("{before}/{name}") };
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_file() => tell(key, &path),
            Ok(metadata) if metadata.is_dir() && key.split('/').count() < 16 => each(&path, &key, tell),
            _ => {}
        }
    }
}

/// The numbers of MLflow's `RunStatus`.
fn status(number: Option<i64>) -> &'static str {
    match number {
        Some(1) => "RUNNING",
        Some(2) => "SCHEDULED",
        Some(3) => "FINISHED",
        Some(4) => "FAILED",
        Some(5) => "KILLED",
        _ => "",
    }
}

impl Word {
    fn as_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Fraction(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.as_text()
    }
}
