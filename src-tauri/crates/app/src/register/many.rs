//! Taking thousands of files in: stored, tried and registered in batches, each step while the next batch is read.
//!
//! Trying every engine takes about a second a model, so here the first one that loads a model is taken; `model_assess`
//! measures it later.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    error::{ErrorCode, Failure},
    model::ModelVersion,
    tags,
};
use serde::{Deserialize, Serialize};
use store::{Ingested, NewVersion};
use ts_rs::TS;

use super::{RegisterArgs, describe, example, store_datasets};
use crate::{App, error::Error, jobs::Job, trial::Effort};

/// How many are made durable, and registered, at once.
const BATCH: usize = 250;
/// What stands in place of the measurement.
const NOT_MEASURED: &str = "registered with many others, so only the first engine that loads it was tried; \
                            `vitrine model measure` compares them";

/// Files and folders to register, each as a version of its own.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct RegisterManyArgs {
    /// Each as for `model_register`, but files and folders alone; none has a job of its own.
    pub items: Vec<RegisterArgs>,
    /// An id under which progress is told and the work can be cancelled.
    #[serde(default)]
    pub job: Option<String>,
}

/// What became of many.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct RegisteredMany {
    /// How many are registered.
    pub versions: u64,
    /// Those that are not, and why.
    pub refused: Vec<NotRegistered>,
}

/// What was not registered.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NotRegistered {
    /// The file or folder.
    pub path: String,
    /// What kind of reason that has.
    pub left_out: LeftOut,
    /// Why.
    pub failure: Failure,
}

/// Why something is left out of what is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It is registered already.
    Known,
    /// It is no model.
    NoModel,
    /// Somebody stopped the work before its turn.
    Stopped,
    /// It is broken, or could not be read or kept.
    Failed,
}

impl From<&Error> for LeftOut {
    fn from(error: &Error) -> Self {
        match error {
            Error::Known { .. } => Self::Known,
            Error::NotAModel(_) => Self::NoModel,
            error if error.code() == ErrorCode::Cancelled => Self::Stopped,
            _ => Self::Failed,
        }
    }
}

/// Registers many files or folders.
pub(crate) async fn register(app: &App, args: RegisterManyArgs) -> Result<RegisteredMany, Error> {
    let total = args.items.len() as u64;
    let paths: Vec<String> = args.items.iter().map(|item| item.path.clone()).collect();
    let job = Arc::new(Job::of_files(app, args.job, format!("Registering {total} files")));
    let told = job.clone();
    // Counted in files: their sizes are not known before they are read.
    let told = move |done: usize| {
        // The stop is seen before the next batch is stored.
        let _ = told.progress(done as u64, total);
    };
    let result = register_many(app, args.items, &job, told).await;
    job.finish(&result);
    let (mut versions, mut refused) = (0, Vec::new());
    for (path, outcome) in paths.into_iter().zip(result?) {
        match outcome {
            Ok(_) => versions += 1,
            Err(error) => {
                refused.push(NotRegistered { path, left_out: (&error).into(), failure: error.failure() });
            }
        }
    }
    tracing::info!(versions, refused = refused.len(), "Registered many");
    Ok(RegisteredMany { versions, refused })
}

/// What became of each, in the order in which they were given.
pub(crate) type Outcomes = Vec<Result<ModelVersion, Error>>;

/// Registers many files or folders, each as a version of its own; what is wrong with one is its own answer. `told` hears
/// after each batch how many are done. A batch is registered wholly or, after a crash, not at all. A job that is stopped
/// ends after the batch that is under way, and the others are answered as cancelled.
///
/// # Errors
/// What the disk or the database says of all.
pub(crate) async fn register_many(
    app: &App,
    mut items: Vec<RegisterArgs>,
    job: &Arc<Job>,
    mut told: impl FnMut(usize) + Send,
) -> Result<Outcomes, Error> {
    for (key, value) in
        items.iter().flat_map(|item| item.tags.iter().chain(&item.properties).chain(&item.params))
    {
        tags::check(key, value)?;
    }
    let mut outcomes = Outcomes::with_capacity(items.len());
    let mut batch = take(&mut items);
    let mut stored = store(app, &batch, job).await?;
    while !batch.is_empty() {
        let next = take(&mut items);
        let (done, ready) = tokio::join!(finish(app, batch, stored), store(app, &next, job));
        outcomes.extend(done?);
        told(outcomes.len());
        (batch, stored) = (next, ready?);
    }
    Ok(outcomes)
}

fn take(items: &mut Vec<RegisterArgs>) -> Vec<RegisterArgs> {
    items.drain(..items.len().min(BATCH)).collect()
}

type Stored = Vec<Result<Ingested, Error>>;

/// Stores a batch, or looks at what stays where it lies; after a stop everything of it is cancelled.
async fn store(app: &App, batch: &[RegisterArgs], job: &Arc<Job>) -> Result<Stored, Error> {
    let paths = |stay: bool| batch.iter().filter(move |args| args.reference == stay).map(|args| &args.path);
    let told = job.clone();
    let mut copied =
        match app.store().ingest_many(paths(false).map(PathBuf::from).collect(), move |_| told.go_on()).await
        {
            Ok(copied) => copied.into_iter(),
            Err(store::Error::Cancelled) => {
                return Ok(batch.iter().map(|_| Err(store::Error::Cancelled.into())).collect());
            }
            Err(error) => return Err(error.into()),
        };
    let mut referred = Vec::new();
    for path in paths(true) {
        let told = job.clone();
        referred.push(app.store().refer(Path::new(path), move |_, _| told.go_on()).await);
    }
    let mut referred = referred.into_iter();
    let stored = batch.iter().map(|args| {
        let next = if args.reference { referred.next() } else { copied.next() };
        next.expect("each is either copied or referred to").map_err(Error::from)
    });
    Ok(stored.collect())
}

/// Tries a stored batch and registers what can be.
async fn finish(app: &App, batch: Vec<RegisterArgs>, stored: Stored) -> Result<Outcomes, Error> {
    let tries = batch.into_iter().zip(stored).map(|(mut args, stored)| {
        let app = app.clone();
        tokio::spawn(async move {
            let stored = stored?;
            let datasets = store_datasets(&app, &args).await?;
            let effort = Effort::Settle(NOT_MEASURED.to_owned());
            let (path, unless_known) = (args.path.clone(), args.unless_known);
            let example = example(&mut args).await?;
            let described = describe(&app, args, example, &stored, datasets, effort).await;
            described.map(|new| (stored, new, unless_known.then_some(path)))
        })
    });
    let tries: Vec<_> = tries.collect();
    let mut found: Vec<(Ingested, NewVersion)> = Vec::with_capacity(tries.len());
    let mut outcomes: Vec<Result<(), Error>> = Vec::with_capacity(tries.len());
    for each in tries {
        let described = each.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
        outcomes.push(described.and_then(|new| twins(&found, new)).map(|version| found.push(version)));
    }
    let mut added = app.store().add_versions(&found, &app.by()).await?.into_iter();
    let mut next = |()| added.next().expect("each that was given is answered").map_err(Error::from);
    let outcomes: Outcomes = outcomes.into_iter().map(|outcome| outcome.and_then(&mut next)).collect();
    drop(found);
    if outcomes.iter().any(Result::is_err) {
        app.store().sweep(|_| ControlFlow::Continue(())).await?;
    }
    Ok(outcomes)
}

/// Refuses bytes that stand earlier in the same batch, where the same bytes are not to be registered twice.
fn twins(
    found: &[(Ingested, NewVersion)],
    (stored, new, unless_known): (Ingested, NewVersion, Option<String>),
) -> Result<(Ingested, NewVersion), Error> {
    let twin = found.iter().find(|(other, _)| other.digest == stored.digest);
    match (twin, unless_known) {
        (Some((_, other)), Some(path)) => Err(Error::Known { path, reference: other.name.to_string() }),
        _ => Ok((stored, new)),
    }
}
