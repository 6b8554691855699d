//! Whether what is stored is whole, and what of it nobody needs.

use std::sync::Arc;

use domain::{
    model::ModelVersion,
    reference::ModelRef,
    verification::{FileState, Verification},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, error::Error, jobs::Job};

/// What to verify.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct VerifyArgs {
    /// `iris:2` for that version, `iris` for all of the model; none for everything.
    pub reference: Option<ModelRef>,
    /// An id under which progress is told and the work can be stopped.
    pub job: Option<String>,
}

/// A job alone.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct CollectArgs {
    /// An id under which progress is told and the work can be stopped.
    pub job: Option<String>,
}

/// What was freed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Collected {
    /// How many bytes the disk has back.
    pub freed_bytes: u64,
}

/// Reads every file again and says what is damaged or missing, and which versions are affected.
pub(crate) async fn verify(app: &App, args: VerifyArgs) -> Result<Verification, Error> {
    let what = args.reference.as_ref().map_or_else(|| "all files".to_owned(), ToString::to_string);
    let job = Arc::new(Job::start(app, args.job, format!("Verifying {what}")));
    let told = job.clone();
    let progress = move |done, total| told.progress(done, total);
    let result = app.store().verify(args.reference.as_ref(), progress).await.map_err(Error::from);
    job.finish(&result);
    let found = result?;
    if !found.damage.is_empty() {
        tracing::warn!(damaged = found.damage.len(), "Files are not what was registered");
    }
    Ok(found)
}

/// Frees stored content that no version needs, the trash's included.
pub(crate) async fn collect(app: &App, args: CollectArgs) -> Result<Collected, Error> {
    let job = Arc::new(Job::start(app, args.job, "Freeing what no version needs".into()));
    let told = job.clone();
    let progress = move |freed| told.progress(freed, 0);
    let result = app.store().collect_garbage(progress).await.map_err(Error::from);
    job.finish(&result);
    Ok(Collected { freed_bytes: result? })
}

/// Reads files that are kept in place again where they were written since, so that what is shown of them is true.
pub(crate) async fn look(app: &App, versions: &mut [ModelVersion]) -> Result<(), Error> {
    for version in versions {
        let touched = version.kept_in_place.as_ref().is_some_and(|place| place.state == FileState::Touched);
        let state = if touched { app.store().look_in_place(version).await? } else { continue };
        if let Some(place) = &mut version.kept_in_place {
            place.state = state;
        }
    }
    Ok(())
}
