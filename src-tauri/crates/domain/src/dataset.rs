//! Data that belongs to a version.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::digest::Digest;

/// What data was to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DatasetRole {
    /// It learned from it.
    Training,
    /// It was checked with it.
    Validation,
    /// It was asked about it.
    Inferencing,
}

impl DatasetRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Training, Self::Validation, Self::Inferencing];

    /// The name in JSON, in the database and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Validation => "validation",
            Self::Inferencing => "inferencing",
        }
    }
}

impl fmt::Display for DatasetRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for DatasetRole {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.name() == text);
        found.ok_or_else(|| format!("expected the role training, validation or inferencing, got '{text}'"))
    }
}

/// One kept file of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Dataset {
    /// What it was to the version.
    pub role: DatasetRole,
    /// The file's name.
    pub name: String,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// Its content's hash.
    pub digest: Digest,
}
