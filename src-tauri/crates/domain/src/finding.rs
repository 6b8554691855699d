//! What helps to find: completions, columns to sort by, saved filters.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the rows of a list are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// One row a model.
    #[default]
    Models,
    /// One row a version.
    Versions,
}

/// What can be typed at the caret of a filter. Places are counted in UTF-16 units, as a text field counts them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Completion {
    /// Where what a candidate takes the place of begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What to offer, best first within each kind; the kinds stand together.
    pub candidates: Vec<Candidate>,
    /// How many rows the rest of the filter finds, without what is typed at the caret.
    pub total: u64,
    /// What is wrong with the filter as it stands; none when it can be read.
    pub fault: Option<FilterFault>,
}

/// One thing to type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Candidate {
    /// What it is.
    pub kind: CandidateKind,
    /// What to show.
    pub label: String,
    /// What to put in the place of what is typed.
    pub insert: String,
    /// How many rows it leaves; none where that says nothing.
    pub count: Option<u64>,
    /// A word or two about it.
    pub about: Option<String>,
}

/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CandidateKind {
    /// A value, with its key where only the value is typed.
    Value,
    /// A key with its operator.
    Key,
    /// An operator, or a word between terms.
    Operator,
    /// The typed text itself, as words to look for.
    Text,
}

/// What is wrong with a filter. Places are counted in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FilterFault {
    /// Where what is wrong begins.
    pub from: usize,
    /// Where it ends; the same as `from` where something is missing.
    pub to: usize,
    /// What was found or is missing.
    pub message: String,
    /// What to write instead, as a sentence.
    pub suggestion: Option<String>,
    /// The whole filter put right, where that can be told.
    pub repair: Option<String>,
}

/// Something that rows can be shown and sorted by beside what all versions have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Column {
    /// `metric:accuracy`, `tag:team` or `param:depth`. Metrics and tags are sort keys too.
    pub key: String,
    /// In how many versions, or, of a tag, in how many models and versions.
    pub count: u64,
}

/// A filter that is kept under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedFilter {
    /// Its own for good.
    pub id: i64,
    /// What it is called; no other is called the same.
    pub name: String,
    /// The filter.
    pub filter: String,
    /// The order of its rows.
    pub sort: Option<String>,
    /// How many models it finds; none when it cannot be read.
    pub count: Option<u64>,
}
