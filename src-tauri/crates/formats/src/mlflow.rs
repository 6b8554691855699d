//! MLflow's studies as they lie in a folder, opened without a server and without changing anything: a file store
//! (`mlruns/`) or a SQLite store (`mlflow.db`) beside its artifacts. The folder may come from another machine: artifacts
//! are found by what their addresses end in ([`place`]).
//!
//! The layouts are those of MLflow 1 to 3: `mlflow/store/tracking/file_store.py`, `dbmodels/models.py` and their kin for
//! the model registry.

mod database;
mod files;
mod place;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use domain::{error::ErrorCode, tags::Tags, time::Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::{database::Database, files::Files};

/// Runs of one page.
const PAGE: usize = 200;

/// What a folder holds, without its runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Study {
    /// The folder.
    pub path: String,
    /// What is kept there: `files` or `database`.
    pub store: String,
    /// All experiments that are not deleted.
    pub experiments: Vec<Experiment>,
    /// All registered models.
    pub models: Vec<StudyModel>,
}

/// An experiment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Experiment {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many runs that are not deleted.
    pub runs: u64,
}

/// One run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The experiment's name.
    pub experiment: String,
    /// Who ran it.
    pub user: String,
    /// Such as `FINISHED`.
    pub status: String,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// The latest value of each metric that is a number.
    pub metrics: BTreeMap<String, f64>,
    /// Its parameters.
    pub params: Tags,
    /// Its tags, those of MLflow itself left out.
    pub tags: Tags,
    /// The models that it logged.
    pub models: Vec<LoggedModel>,
}

/// A model that a run logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LoggedModel {
    /// Its name, which is often only `model`.
    pub name: String,
    /// Where it was put, as MLflow wrote it.
    pub source: String,
    /// Its folder on this machine; none where it is not found.
    pub folder: Option<String>,
}

/// A registered model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StudyModel {
    /// Its name there.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its tags.
    pub tags: Tags,
    /// Its versions, oldest first.
    pub versions: Vec<StudyVersion>,
}

/// A version of a registered model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct StudyVersion {
    /// Its number there.
    pub version: u32,
    /// What it is.
    pub description: String,
    /// Its tags.
    pub tags: Tags,
    /// Its aliases.
    pub aliases: Vec<String>,
    /// Where it was put, as MLflow wrote it.
    pub source: String,
    /// Its folder on this machine; none where it is not found.
    pub folder: Option<String>,
    /// When it was registered there.
    pub created_at: Option<Timestamp>,
    /// The run that made it.
    pub run: Option<Run>,
}

/// Some runs of an experiment, newest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct RunPage {
    /// The runs.
    pub runs: Vec<Run>,
    /// What to pass as `after` for the next page.
    pub next: Option<String>,
}

/// Why a study could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No study there.
    #[error("there is no MLflow study in '{0}': expected an 'mlflow.db' or an 'mlruns' folder")]
    NotAStudy(String),
    /// An experiment or a run that is not there.
    #[error("the study has no {what} '{id}'")]
    Missing {
        /// What was asked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The disk.
    #[error("cannot read '{path}': {source}")]
    Io {
        /// What was read.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The database.
    #[error("the database '{path}' cannot be read: {source}")]
    Database {
        /// The file.
        path: String,
        /// What SQLite said.
        source: sqlx::Error,
    },
}

impl Error {
    /// The kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotAStudy(_) => ErrorCode::InvalidInput,
            Self::Missing { .. } => ErrorCode::NotFound,
            Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => ErrorCode::NotFound,
            Self::Io { .. } | Self::Database { .. } => ErrorCode::Io,
        }
    }
}

enum Store {
    Files(Files),
    Database(Database),
}

/// What the study in `folder` holds, without its runs. `folder` may be the database itself.
///
/// # Errors
/// [`Error::NotAStudy`], or what the disk or the database says.
pub async fn open(folder: &Path) -> Result<Study, Error> {
    match store(folder).await? {
        Store::Files(files) => files.study(),
        Store::Database(mut database) => database.study().await,
    }
}

/// Runs of an experiment, newest first, from where the page before ended.
///
/// # Errors
/// As [`open`], and [`Error::Missing`].
pub async fn runs(folder: &Path, experiment: &str, after: Option<&str>) -> Result<RunPage, Error> {
    match store(folder).await? {
        Store::Files(files) => files.runs(experiment, after),
        Store::Database(mut database) => database.runs(experiment, after).await,
    }
}

/// One run.
///
/// # Errors
/// As [`open`], and [`Error::Missing`].
pub async fn run(folder: &Path, id: &str) -> Result<Run, Error> {
    let found = match store(folder).await? {
        Store::Files(files) => files.run(id)?,
        Store::Database(mut database) => database.run(id).await?,
    };
    found.ok_or_else(|| Error::Missing { what: "run", id: id.to_owned() })
}

/// Whether there is a study in `folder`.
#[must_use]
pub fn is_study(folder: &Path) -> bool {
    database::find(folder).is_some() || Files::find(folder).is_some()
}

async fn store(folder: &Path) -> Result<Store, Error> {
    if let Some(file) = database::find(folder) {
        return Database::open(&file).await.map(Store::Database);
    }
    let files = Files::find(folder).map(Store::Files);
    files.ok_or_else(|| match folder.metadata() {
        Ok(_) => Error::NotAStudy(folder.display().to_string()),
        Err(source) => Error::Io { path: folder.display().to_string(), source },
    })
}

/// A tag that people gave; MLflow's own ones tell of its user interface.
fn is_own(key: &str) -> bool {
    !key.starts_with("mlflow.")
}

fn shown(path: PathBuf) -> String {
    path.to_string_lossy().into_owned()
}

fn time(millis: Option<i64>) -> Option<Timestamp> {
    millis.filter(|millis| *millis > 0).map(Timestamp::from_millis)
}
