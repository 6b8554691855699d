//! Whether what is stored is still what was registered.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{digest::Digest, reference::ModelRef};

/// How files that are kept where they lie compare to what was registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// As they were registered.
    Unchanged,
    /// Written since, at the same length; their bytes have not been read again yet.
    Touched,
    /// Other bytes than were registered.
    Changed,
    /// Not there.
    Missing,
}

/// Where a version's files lie that are not copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptInPlace {
    /// The file or the folder on this machine.
    pub path: String,
    /// How it compares now to what was registered.
    pub state: FileState,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// It is not there.
    Missing,
    /// Its bytes are others than were registered.
    Changed,
    /// It cannot be read.
    Unreadable,
}

/// One file that is not what was registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Damage {
    /// What is wrong.
    pub problem: Problem,
    /// The file on the disk.
    pub path: String,
    /// The hash that it should have.
    pub digest: Digest,
    /// The versions that have it, those in the trash too.
    pub versions: Vec<ModelRef>,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Verification {
    /// How many versions were looked at.
    pub versions: u64,
    /// How many files were read, each content once.
    pub files: u64,
    /// How many bytes were read.
    pub bytes: u64,
    /// What is damaged or missing.
    pub damage: Vec<Damage>,
}
