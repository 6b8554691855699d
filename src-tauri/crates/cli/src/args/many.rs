//! Words for one or for many: `vitrine model tag`, `alias`, `export`, `delete`, `undo`.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

/// Everything that a filter finds, instead of names.
#[derive(clap::Args)]
pub struct Matching {
    /// Everything that `model list --filter EXPR` shows, instead of names
    #[arg(long, value_name = "EXPR")]
    pub filter: Option<String>,
    /// With --filter, models as a whole instead of versions, as `model list --models` shows them
    #[arg(long, requires = "filter")]
    pub models: bool,
    /// With --filter, leave this one as it is
    #[arg(long, value_name = "NAME", requires = "filter")]
    pub except: Vec<String>,
}

impl Matching {
    /// Refuses names beside a filter, and neither.
    fn beside(&self, named: bool) -> Result<(), &'static str> {
        match (named, self.filter.is_some()) {
            (true, true) => Err("give names or --filter, not both"),
            (false, false) => Err("give the name of a model or version, or --filter"),
            _ => Ok(()),
        }
    }
}

pub(super) const TAG_EXAMPLES: &str = "Examples:
  vitrine model tag iris owner=ana                     the model
  vitrine model tag iris:2 wine:1 stage=live           two versions
  vitrine model tag --filter 'accuracy>0.9' good=yes   every version that matches";

/// `vitrine model tag`
#[derive(clap::Args)]
pub struct TagWords {
    /// NAME, NAME:VERSION or NAME@ALIAS, one or more, and KEY=VALUE to set
    #[arg(value_name = "NAME|K=V")]
    pub words: Vec<String>,
    /// Remove the tag of this key
    #[arg(long, value_name = "K")]
    pub remove: Vec<String>,
    #[command(flatten)]
    pub matching: Matching,
}

impl TagWords {
    /// Whose tags, and the tags.
    pub fn apart(&self) -> (Vec<String>, Vec<String>) {
        self.words.iter().cloned().partition(|word| !word.contains('='))
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        self.matching.beside(self.words.iter().any(|word| !word.contains('=')))
    }
}

pub(super) const ALIAS_EXAMPLES: &str = "Examples:
  vitrine model alias iris:2 champion
  vitrine model alias iris wine:3 champion             the latest iris, and wine 3
  vitrine model alias iris --remove champion           wherever it stands";

/// `vitrine model alias`
#[derive(clap::Args)]
pub struct AliasWords {
    /// NAME:VERSION, or NAME for the latest, one or more; then the alias, which leaves the version where it stood
    #[arg(value_name = "NAME|ALIAS")]
    pub words: Vec<String>,
    /// Remove this alias; after one NAME alone wherever it stands
    #[arg(long, value_name = "ALIAS")]
    pub remove: Option<String>,
    #[command(flatten)]
    pub matching: Matching,
}

impl AliasWords {
    /// Whose alias, and the alias to set unless one is removed.
    pub fn apart(&self) -> (&[String], Option<&str>) {
        match (&self.remove, self.words.split_last()) {
            (None, Some((alias, names))) => (names, Some(alias)),
            _ => (&self.words, None),
        }
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        let (names, alias) = self.apart();
        match (&self.remove, alias) {
            (None, None) => Err("give the alias to set, or --remove ALIAS"),
            _ => self.matching.beside(!names.is_empty()),
        }
    }
}

pub(super) const EXPORT_EXAMPLES: &str = "Examples:
  vitrine model export iris:2 iris.onnx                its file
  vitrine model export iris:2 wine:1 out/              each in out/NAME/VERSION
  vitrine model export --filter alias:champion out/";

/// `vitrine model export`
#[derive(clap::Args)]
pub struct Export {
    /// NAME:VERSION or NAME@ALIAS, or NAME for the latest, one or more; then where to: of a single file its new path, or
    /// a folder; else a folder that is not there yet, or empty
    #[arg(required = true, value_name = "NAME|DEST")]
    pub words: Vec<PathBuf>,
    /// Write the data sets too, under datasets/ROLE of the folder
    #[arg(long)]
    pub datasets: bool,
    #[command(flatten)]
    pub matching: Matching,
}

impl Export {
    /// What to export, and where to.
    pub fn apart(&self) -> (&[PathBuf], &Path) {
        let (destination, names) = self.words.split_last().expect("the parser asks for one word at least");
        (names, destination)
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        self.matching.beside(!self.apart().0.is_empty())
    }
}

pub(super) const DELETE_EXAMPLES: &str = "Examples:
  vitrine model delete iris:1                          one version
  vitrine model delete iris                            the model with all its versions
  vitrine model delete --filter 'stage=trial' --skip   every version that matches and is not served";

/// `vitrine model delete`
#[derive(clap::Args)]
pub struct Delete {
    /// NAME or NAME:VERSION
    #[arg(required_unless_present = "filter", conflicts_with = "filter")]
    pub references: Vec<String>,
    /// Delete for good, also what is in the trash already
    #[arg(long)]
    pub purge: bool,
    /// Leave out what cannot go, instead of deleting nothing
    #[arg(long, conflicts_with = "purge")]
    pub skip: bool,
    #[command(flatten)]
    pub matching: Matching,
}

/// One entry of the activity log, or all from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entries {
    pub first: i64,
    pub last: i64,
}

impl FromStr for Entries {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) if 0 < first && first <= last => Ok(Self { first, last }),
            _ => Err("expected the number of an entry such as 12, or 12-17".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_one_number_or_two() {
        assert_eq!("12".parse(), Ok(Entries { first: 12, last: 12 }));
        assert_eq!("12-17".parse(), Ok(Entries { first: 12, last: 17 }));
        for bad in ["", "0", "-3", "7-3", "a", "1-2-3"] {
            assert!(bad.parse::<Entries>().is_err(), "{bad}");
        }
    }
}
