//! Who changed what, and taking changes of tags and aliases back.

use domain::{
    activity::{ActivityPage, Undo},
    name::{EndpointName, ModelName},
    reference::VersionNumber,
};
use serde::{Deserialize, Serialize};
use store::ActivityQuery;
use ts_rs::TS;

use crate::{App, error::Error};

/// A page's length when the caller names none.
const PAGE: u32 = 50;
/// The longest page.
const PAGE_MAX: u32 = 1_000;

/// Which entries of the log; all of them where nothing is named.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ActivityArgs {
    /// Of this model, its versions, their aliases, and the endpoints that served them.
    pub model: Option<ModelName>,
    /// Of this version of the model only.
    pub version: Option<VersionNumber>,
    /// Of this endpoint.
    pub endpoint: Option<EndpointName>,
    /// How many at most.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub before: Option<i64>,
}

/// What to take back.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct UndoArgs {
    /// The `undo` of the change's answer.
    pub undo: Undo,
}

/// What was taken back.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Undone {
    /// How many facts are as they were before.
    pub restored: u64,
    /// How many are not: they were changed again since, or what they belong to is gone.
    pub skipped: u64,
    /// How to take the taking back back.
    pub undo: Option<Undo>,
}

/// One page of the log, newest first.
pub(crate) async fn list(app: &App, args: ActivityArgs) -> Result<ActivityPage, Error> {
    let query = ActivityQuery {
        model: args.model,
        version: args.version,
        endpoint: args.endpoint,
        before: args.before,
        limit: args.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX),
    };
    Ok(app.store().activity(&query).await?)
}

/// Puts tags and aliases back as they were before a change.
pub(crate) async fn undo(app: &App, args: UndoArgs) -> Result<Undone, Error> {
    let undone = app.store().take_back(args.undo, &app.by()).await?;
    tracing::info!(restored = undone.restored, skipped = undone.skipped, "Undone");
    Ok(Undone { restored: undone.restored, skipped: undone.skipped, undo: undone.undo })
}
