//! What is deleted and can be brought back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{name::ModelName, reference::VersionNumber, time::Timestamp};

/// A version in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrashedVersion {
    /// The model's name.
    pub name: ModelName,
    /// 1, 2, 3…
    pub version: VersionNumber,
    /// What it is, in a sentence or two.
    pub description: String,
    /// What trained it.
    pub framework: Option<String>,
    /// All files' bytes, shared ones too.
    pub size_bytes: u64,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was deleted.
    pub trashed_at: Timestamp,
    /// The deletion that it went with; the same for all that went at once.
    pub undo: u64,
}

/// One page of the trash, last deleted first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrashPage {
    /// This page's versions.
    pub versions: Vec<TrashedVersion>,
    /// What to pass as `after` for the next page.
    pub next: Option<String>,
    /// How many versions are in the trash in all.
    pub total: u64,
    /// What emptying the trash gives back: the bytes of files that no version outside it has.
    pub freed_bytes: u64,
}
