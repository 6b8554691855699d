//! Names of models and endpoints.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_normalization::UnicodeNormalization;

/// The most characters that a model's name may have.
pub const MODEL_NAME_MAX: usize = 64;
/// The fewest and the most characters that an endpoint's name may have.
pub const ENDPOINT_NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=32;

/// Why a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing is left of the name.
    #[error("the model name is empty")]
    Empty,
    /// Over the limit.
    #[error("the model name '{name}' has {length} characters; at most {MODEL_NAME_MAX} are allowed")]
    TooLong {
        /// The name as given.
        name: String,
        /// Its length in characters.
        length: usize,
    },
    /// A character that would make references, paths or URLs ambiguous.
    #[error(
        "the model name '{name}' has {found:?} at character {at}; letters, digits, '-', '_' and '.' are allowed, starting with a letter or digit"
    )]
    BadCharacter {
        /// The name as given.
        name: String,
        /// The refused character.
        found: char,
        /// Its place, counted from 1.
        at: usize,
    },
    /// Not an alias.
    #[error(
        "the alias '{0}' must have 1 to {MODEL_NAME_MAX} letters, digits, '-', '_' or '.', start with a letter, and be neither 'latest' nor 'v' and a number"
    )]
    Alias(String),
    /// Not an endpoint name.
    #[error(
        "the endpoint name '{0}' must have 3 to 32 lowercase letters, digits or '-', start with a letter and end with a letter or digit"
    )]
    Endpoint(String),
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(try_from = "String", into = "String")]
        #[ts(as = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.as_ref().to_owned()
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name! {
    /// A model's name: 1 to 64 letters and digits of any script, `-`, `_` and `.`, in Unicode's NFC.
    ModelName
}
name! {
    /// A movable pointer to a version, such as `champion`: 1 to 64 letters and digits of any script, `-`, `_` and `.`,
    /// from a letter on, in Unicode's NFC. What would read as a version (`latest`, `v2`) is none.
    Alias
}
name! {
    /// An endpoint's name: 3 to 32 lowercase ASCII letters, digits and `-` (the rule of Azure ML).
    EndpointName
}

impl ModelName {
    /// Reads a name, normalised to NFC so that the same word typed on two systems is one name.
    ///
    /// # Errors
    /// [`NameError`] says which character or length was refused.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name: String = text.trim().nfc().collect();
        let length = name.chars().count();
        if length == 0 {
            return Err(NameError::Empty);
        }
        if length > MODEL_NAME_MAX {
            return Err(NameError::TooLong { name, length });
        }
        let allowed = |(i, c): &(usize, char)| {
            c.is_alphanumeric()
                || unicode_normalization::char::is_combining_mark(*c)
                || (*i > 0 && matches!(c, '-' | '_' | '.'))
        };
        if let Some((at, found)) = name.chars().enumerate().find(|pair| !allowed(pair)) {
            return Err(NameError::BadCharacter { name, found, at: at + 1 });
        }
        Ok(Self(name.into()))
    }

    /// The nearest valid name to any text, such as a file's stem: `My model (2)` becomes `My-model-2`.
    /// `None` when the text has no letter or digit.
    #[must_use]
    pub fn suggest(text: &str) -> Option<Self> {
        let name: String = text.nfc().collect();
        let words: Vec<&str> = name
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')))
            .filter(|word| !word.is_empty())
            .collect();
        let joined = words.join("-");
        let trimmed = joined.trim_start_matches(|c: char| !c.is_alphanumeric());
        Self::parse(&trimmed.chars().take(MODEL_NAME_MAX).collect::<String>()).ok()
    }
}

impl Alias {
    /// Reads an alias, normalised to NFC.
    ///
    /// # Errors
    /// [`NameError::Alias`] states the whole rule.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let refused = || NameError::Alias(text.to_owned());
        let name = ModelName::parse(text).map_err(|_| refused())?;
        let word = name.as_str().to_lowercase();
        let number = word.strip_prefix('v').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
        let from_letter = word.starts_with(char::is_alphabetic);
        if from_letter && word != "latest" && (word == "v" || !number) {
            Ok(Self(name.0))
        } else {
            Err(refused())
        }
    }
}

impl EndpointName {
    /// Reads an endpoint's name.
    ///
    /// # Errors
    /// [`NameError::Endpoint`] states the whole rule.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let bytes = text.as_bytes();
        let legal = ENDPOINT_NAME_LENGTH.contains(&bytes.len())
            && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
            && bytes.first().is_some_and(u8::is_ascii_lowercase)
            && bytes.last().is_some_and(|b| *b != b'-');
        if legal { Ok(Self(text.into())) } else { Err(NameError::Endpoint(text.to_owned())) }
    }

    /// The endpoint name that a model gets when nobody chose one: `Iris_forest.v2` becomes `iris-forest-v2`.
    #[must_use]
    pub fn for_model(model: &ModelName) -> Option<Self> {
        let lower = model.as_str().to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut name = words.join("-");
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            name.insert_str(0, "model-");
        }
        if name.len() < *ENDPOINT_NAME_LENGTH.start() {
            name.push_str("-endpoint");
        }
        name.truncate(*ENDPOINT_NAME_LENGTH.end());
        Self::parse(name.trim_end_matches('-')).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn model_names_allow_any_script_and_refuse_what_is_ambiguous() {
        for good in ["iris", "wine_v2.1", "Modèle-été", "模型", "9lives", &"a".repeat(64)] {
            assert_eq!(ModelName::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "  ", "a/b", "../x", "a:1", "a@b", ".hidden", "-x", "a b", &"a".repeat(65)] {
            assert!(ModelName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_alias_never_reads_as_a_version() {
        for good in ["champion", "a", "v", "Größe_2", "vorn", "候选"] {
            assert_eq!(Alias::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "latest", "Latest", "v1", "V12", "2", "1st", "a b", "a:b", "-x", &"a".repeat(65)] {
            assert!(Alias::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_same_word_in_nfd_and_nfc_is_one_name() {
        assert_eq!(ModelName::parse("e\u{301}te\u{301}").unwrap(), ModelName::parse("été").unwrap());
    }

    #[test]
    fn a_file_stem_suggests_a_name() {
        assert_eq!(ModelName::suggest("My model (2)").unwrap().as_str(), "My-model-2");
        assert_eq!(ModelName::suggest("__x").unwrap().as_str(), "x");
        assert!(ModelName::suggest("!!").is_none());
    }

    #[test]
    fn endpoint_names_follow_the_rule() {
        for good in ["iris", "a1-b", &"a".repeat(32)] {
            assert!(EndpointName::parse(good).is_ok(), "{good}");
        }
        for bad in ["ab", "Iris", "1iris", "iris-", "ir_is", &"a".repeat(33)] {
            assert!(EndpointName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_model_name_gives_an_endpoint_name() {
        let name = |m: &str| EndpointName::for_model(&ModelName::parse(m).unwrap()).unwrap().to_string();
        assert_eq!(name("Iris_forest.v2"), "iris-forest-v2");
        assert_eq!(name("9lives"), "model-9lives");
        assert_eq!(name("模型"), "model");
        assert_eq!(name("ab"), "ab-endpoint");
    }
}
