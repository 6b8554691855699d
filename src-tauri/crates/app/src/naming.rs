//! Names and tags by rule, for files that nobody names one by one.

use std::{fmt, path::Path, str::FromStr};

use domain::{
    name::ModelName,
    tags::{self, Tags},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Error;

/// How models that nobody names one by one are named and tagged.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Naming {
    /// How models are named; by their file's name when left out.
    #[ts(optional, as = "Option<NameRule>")]
    pub name: NameRule,
    /// Tags of every version; a value may use `{stem}` and `{parent}`.
    #[ts(optional, as = "Option<Tags>")]
    pub tags: Tags,
}

impl Naming {
    /// The tags of what lies at `path`.
    ///
    /// # Errors
    /// [`Error::Tag`] for what is no legal tag.
    pub(crate) fn tags(&self, path: &Path) -> Result<Tags, Error> {
        let tag = |(key, value): (&String, &String)| {
            let value = filled(value, path);
            tags::check(key, &value)?;
            Ok((key.clone(), value))
        };
        self.tags.iter().map(tag).collect()
    }
}

/// How a file's name makes a model's: any text with `{stem}` (the file's name without its end) and `{parent}` (the name of
/// the folder that it lies in).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct NameRule(String);

impl Default for NameRule {
    fn default() -> Self {
        Self("{stem}".to_owned())
    }
}

impl FromStr for NameRule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let rule = text.trim();
        let fixed = rule.replace("{stem}", "").replace("{parent}", "");
        if rule.is_empty() || fixed.contains(['{', '}']) {
            return Err(Error::NameRule(text.to_owned()));
        }
        Ok(Self(rule.to_owned()))
    }
}

impl TryFrom<String> for NameRule {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<NameRule> for String {
    fn from(rule: NameRule) -> Self {
        rule.0
    }
}

impl fmt::Display for NameRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl NameRule {
    /// The name for what lies at `path`; none where nothing legal is left of it.
    pub(crate) fn name(&self, path: &Path) -> Option<ModelName> {
        ModelName::suggest(&filled(&self.0, path))
    }
}

fn filled(rule: &str, path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let parent = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    rule.replace("{stem}", &stem).replace("{parent}", &parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_makes_names_of_paths() {
        let path = Path::new("/models/fraud 2026/forest.v2.onnx");
        for (rule, name) in [
            ("{stem}", "forest.v2"),
            ("{parent}", "fraud-2026"),
            ("{parent}-{stem}", "fraud-2026-forest.v2"),
            ("fixed", "fixed"),
        ] {
            assert_eq!(rule.parse::<NameRule>().unwrap().name(path).unwrap().as_str(), name);
        }
        for wrong in ["", " ", "{name}", "{stem", "a}"] {
            assert!(wrong.parse::<NameRule>().is_err(), "{wrong:?}");
        }
        let tags = Tags::from([("team".to_owned(), "{parent}".to_owned())]);
        let naming = Naming { tags, ..Naming::default() };
        assert_eq!(naming.tags(path).unwrap()["team"], "fraud 2026");
    }
}
