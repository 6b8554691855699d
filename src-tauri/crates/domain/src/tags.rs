//! Tags and properties: `key=value` facts about a model or a version.

use std::collections::BTreeMap;

/// Key to value, in the order of the keys.
pub type Tags = BTreeMap<String, String>;

/// The most characters of a tag's key.
pub const TAG_KEY_MAX: usize = 128;
/// The most characters of a tag's value.
pub const TAG_VALUE_MAX: usize = 5_000;

/// Why a tag was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// No `=`, or nothing before it.
    #[error("'{0}' is not a tag; write key=value")]
    NotAPair(String),
    /// White space, quotes or an operator in the key, which a filter could not name.
    #[error(
        "the tag key '{0}' may have letters, digits, '-', '_', '.' and '/', at most {TAG_KEY_MAX} characters"
    )]
    BadKey(String),
    /// Over the limit.
    #[error("the value of tag '{key}' has {length} characters; at most {TAG_VALUE_MAX} are allowed")]
    ValueTooLong {
        /// The tag's key.
        key: String,
        /// Its value's length in characters.
        length: usize,
    },
}

/// Checks one tag.
///
/// # Errors
/// [`TagError`] when a filter could not name the key, or the value is too long.
pub fn check(key: &str, value: &str) -> Result<(), TagError> {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if key.is_empty() || key.chars().count() > TAG_KEY_MAX || !key.chars().all(legal) {
        return Err(TagError::BadKey(key.to_owned()));
    }
    let length = value.chars().count();
    if length > TAG_VALUE_MAX {
        return Err(TagError::ValueTooLong { key: key.to_owned(), length });
    }
    Ok(())
}

/// Reads `key=value`; the value may hold further `=`.
///
/// # Errors
/// [`TagError`] when it is not a pair, or not a legal one.
pub fn parse(text: &str) -> Result<(String, String), TagError> {
    let (key, value) = text.split_once('=').ok_or_else(|| TagError::NotAPair(text.to_owned()))?;
    let (key, value) = (key.trim(), value.trim());
    if key.is_empty() {
        return Err(TagError::NotAPair(text.to_owned()));
    }
    check(key, value)?;
    Ok((key.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_key_and_a_value() {
        assert_eq!(parse("task=fraud"), Ok(("task".into(), "fraud".into())));
        assert_eq!(parse("note=a=b"), Ok(("note".into(), "a=b".into())));
        for bad in ["task", "=x", "a b=c", ""] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
    }
}
