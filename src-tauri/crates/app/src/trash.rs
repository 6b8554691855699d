//! Deleting, with a way back until the trash is emptied.

use std::{ops::ControlFlow, sync::Arc};

use domain::{error::Failure, reference::ModelRef, trash::TrashPage};
use serde::{Deserialize, Serialize};
use store::Trashing;
use ts_rs::TS;

use crate::{App, error::Error, jobs::Job, many::Targets};

/// A page's length when the caller names none.
const PAGE: u32 = 100;
/// The longest page.
const PAGE_MAX: u32 = 1_000;

/// What to delete.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct DeleteArgs {
    /// Which; a model goes with all its versions.
    pub targets: Targets,
    /// Delete for good, also what is in the trash already.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub purge: bool,
    /// Leave out what cannot go, instead of deleting nothing.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub skip: bool,
}

/// What a deletion removed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Deleted {
    /// How many models have no version left outside the trash.
    pub models: u64,
    /// How many versions.
    pub versions: u64,
    /// All their files' bytes, shared ones too.
    pub size_bytes: u64,
    /// How many bytes the disk has back; none until the trash is emptied.
    pub freed_bytes: u64,
    /// What `model_restore` takes to bring back exactly this; none where nothing can be brought back.
    pub undo: Option<u64>,
    /// What was left out, and why.
    pub refused: Vec<Refused>,
}

/// What was not deleted.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Refused {
    /// The model or the version.
    pub reference: ModelRef,
    /// Why.
    pub failure: Failure,
}

/// What to bring back.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct RestoreArgs {
    /// `iris:2` for that version, `iris` for all of the model that are in the trash.
    #[ts(optional, as = "Option<Vec<ModelRef>>")]
    pub references: Vec<ModelRef>,
    /// All that one deletion put there.
    pub undo: Option<u64>,
}

/// What came back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Restored {
    /// How many versions.
    pub versions: u64,
    /// All their files' bytes.
    pub size_bytes: u64,
}

/// Which page of the trash.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct TrashArgs {
    /// How many at most.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// What to remove from the trash.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct EmptyArgs {
    /// `iris:2` for that version, `iris` for all of the model that are there; none for everything.
    #[ts(optional, as = "Option<Vec<ModelRef>>")]
    pub references: Vec<ModelRef>,
    /// An id under which progress is told and the work can be stopped.
    pub job: Option<String>,
}

/// What is gone for good.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Emptied {
    /// How many versions.
    pub versions: u64,
    /// How many bytes the disk has back.
    pub freed_bytes: u64,
}

/// Puts versions into the trash, or deletes them for good. Refused while an endpoint serves one of them.
pub(crate) async fn delete(app: &App, args: DeleteArgs) -> Result<Deleted, Error> {
    let references = args.targets.references(app).await?;
    if args.purge {
        return purge(app, &references).await;
    }
    let trashing = Trashing { references, skip: args.skip };
    let trashed = app.store().trash(&trashing, &app.by()).await?;
    tracing::info!(versions = trashed.versions, bytes = trashed.size_bytes, "Put into the trash");
    let refused = |(reference, error): (ModelRef, store::Error)| Refused {
        reference,
        failure: Error::from(error).failure(),
    };
    Ok(Deleted {
        models: trashed.models,
        versions: trashed.versions,
        size_bytes: trashed.size_bytes,
        freed_bytes: 0,
        undo: trashed.undo,
        refused: trashed.refused.into_iter().map(refused).collect(),
    })
}

async fn purge(app: &App, references: &[ModelRef]) -> Result<Deleted, Error> {
    let purged = app.store().purge(references, &app.by()).await?;
    tracing::info!(versions = purged.versions, freed = purged.freed_bytes, "Deleted for good");
    Ok(Deleted {
        models: purged.models,
        versions: purged.versions,
        size_bytes: purged.size_bytes,
        freed_bytes: purged.freed_bytes,
        undo: None,
        refused: Vec::new(),
    })
}

/// Brings versions back with everything that they had.
pub(crate) async fn restore(app: &App, args: RestoreArgs) -> Result<Restored, Error> {
    let mut restored = app.store().restore(&args.references, &app.by()).await?;
    if let Some(deletion) = args.undo {
        let undone = app.store().undo(deletion, &app.by()).await?;
        restored.versions += undone.versions;
        restored.size_bytes += undone.size_bytes;
    }
    tracing::info!(versions = restored.versions, "Restored");
    Ok(Restored { versions: restored.versions, size_bytes: restored.size_bytes })
}

/// What is in the trash.
pub(crate) async fn list(app: &App, args: TrashArgs) -> Result<TrashPage, Error> {
    let limit = args.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    Ok(app.store().trashed(limit, args.after.as_deref()).await?)
}

/// Removes for good what is in the trash, or some of it.
pub(crate) async fn empty(app: &App, args: EmptyArgs) -> Result<Emptied, Error> {
    let job = Arc::new(Job::start(app, args.job, "Emptying the trash".into()));
    let total = app.store().trashed(1, None).await?.freed_bytes;
    let told = job.clone();
    // What others freed in between may exceed what was expected.
    let progress = move |freed: u64| -> ControlFlow<()> { told.progress(freed, total.max(freed)) };
    let result = app.store().empty_trash(&args.references, &app.by(), progress).await.map_err(Error::from);
    job.finish(&result);
    let purged = result?;
    tracing::info!(versions = purged.versions, freed = purged.freed_bytes, "Emptied the trash");
    Ok(Emptied { versions: purged.versions, freed_bytes: purged.freed_bytes })
}
