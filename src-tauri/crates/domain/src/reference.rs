//! How people and programs point at a model or one of its versions: `iris`, `iris:2`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::name::{ModelName, NameError};

/// A version's number: 1, 2, 3…
pub type VersionNumber = u32;

/// `NAME` (the latest version) or `NAME:VERSION`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct ModelRef {
    /// The model.
    pub name: ModelName,
    /// The version, or none for the latest.
    pub version: Option<VersionNumber>,
}

/// Why a reference was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// The part before the colon.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The part after the colon.
    #[error("'{version}' in '{text}' is not a version; write NAME:1")]
    Version {
        /// The whole reference.
        text: String,
        /// What stands after the colon.
        version: String,
    },
}

impl FromStr for ModelRef {
    type Err = ReferenceError;
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let Some((name, version)) = text.split_once(':') else {
            return Ok(Self { name: ModelName::parse(text)?, version: None });
        };
        let bad = || ReferenceError::Version { text: text.to_owned(), version: version.to_owned() };
        let number = version.parse().ok().filter(|n| *n > 0).ok_or_else(bad)?;
        Ok(Self { name: ModelName::parse(name)?, version: Some(number) })
    }
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version {
            Some(version) => write!(f, "{}:{version}", self.name),
            None => self.name.fmt(f),
        }
    }
}

impl TryFrom<String> for ModelRef {
    type Error = ReferenceError;
    fn try_from(text: String) -> Result<Self, ReferenceError> {
        text.parse()
    }
}

impl From<ModelRef> for String {
    fn from(reference: ModelRef) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_round_trip() {
        for text in ["iris", "iris:2"] {
            assert_eq!(text.parse::<ModelRef>().unwrap().to_string(), text);
        }
        for bad in ["iris:", "iris:0", "iris:x", ":1", "iris:-1", "iris:1:2"] {
            assert!(bad.parse::<ModelRef>().is_err(), "{bad}");
        }
    }
}
