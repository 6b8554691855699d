//! How people and programs point at a model or one of its versions: `iris`, `iris:2`, `iris@champion`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::name::{Alias, ModelName, NameError};

/// A version's number: 1, 2, 3…
pub type VersionNumber = u32;

/// Which of a model's versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Which {
    /// The one with this number.
    Number(VersionNumber),
    /// The one that this alias stands at.
    Alias(Alias),
}

impl From<VersionNumber> for Which {
    fn from(number: VersionNumber) -> Self {
        Self::Number(number)
    }
}

/// `NAME` (the model, or its latest version), `NAME:VERSION` or `NAME@ALIAS`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct ModelRef {
    /// The model.
    pub name: ModelName,
    /// Which version; none for the latest, or for the model as a whole.
    pub version: Option<Which>,
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

impl ModelRef {
    /// The model as a whole, or its latest version.
    #[must_use]
    pub const fn model(name: ModelName) -> Self {
        Self { name, version: None }
    }

    /// One version.
    #[must_use]
    pub const fn numbered(name: ModelName, number: VersionNumber) -> Self {
        Self { name, version: Some(Which::Number(number)) }
    }
}

impl FromStr for ModelRef {
    type Err = ReferenceError;
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        if let Some((name, alias)) = text.split_once('@') {
            let version = Some(Which::Alias(Alias::parse(alias)?));
            return Ok(Self { name: ModelName::parse(name)?, version });
        }
        let Some((name, version)) = text.split_once(':') else {
            return Ok(Self { name: ModelName::parse(text)?, version: None });
        };
        let bad = || ReferenceError::Version { text: text.to_owned(), version: version.to_owned() };
        let number = version.parse().ok().filter(|n| *n > 0).ok_or_else(bad)?;
        Ok(Self { name: ModelName::parse(name)?, version: Some(Which::Number(number)) })
    }
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(Which::Number(number)) => write!(f, "{}:{number}", self.name),
            Some(Which::Alias(alias)) => write!(f, "{}@{alias}", self.name),
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
        for text in ["iris", "iris:2", "iris@champion"] {
            assert_eq!(text.parse::<ModelRef>().unwrap().to_string(), text);
        }
        for bad in [
            "iris:",
            "iris:0",
            "iris:x",
            ":1",
            "iris:-1",
            "iris:1:2",
            "iris@",
            "iris@latest",
            "iris@2",
            "iris:1@a",
        ] {
            assert!(bad.parse::<ModelRef>().is_err(), "{bad}");
        }
    }
}
