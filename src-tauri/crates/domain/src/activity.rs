//! Who changed what, from what, to what.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    name::{EndpointName, ModelName},
    reference::VersionNumber,
    time::Timestamp,
};

/// Who does something, through what, and when: what a change of the registry is written down with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The user.
    pub actor: String,
    /// Through what; none where nobody said.
    pub via: Option<Via>,
    /// When.
    pub at: Timestamp,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$word_doc:meta])* $word:ident = $text:literal,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
        }

        impl $name {
            /// The name in JSON and in the database.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)*
                }
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$word),)*
                    _ => Err(format!("'{text}' is unknown")),
                }
            }
        }
    };
}

words! {
    /// Through what somebody acts.
    Via:
    /// The window.
    Window = "window",
    /// The command line.
    Terminal = "terminal",
    /// Another program, over HTTP.
    Api = "api",
}

words! {
    /// What was changed.
    Subject:
    /// A model as a whole.
    Model = "model",
    /// One of its versions.
    Version = "version",
    /// A pointer to one of its versions.
    Alias = "alias",
    /// An endpoint.
    Endpoint = "endpoint",
}

words! {
    /// What was done. `key`, `before` and `after` of an [`Activity`] say more of it.
    Action:
    /// A version was registered.
    Register = "register",
    /// The tag `key` was set, changed or (without an `after`) removed.
    Tag = "tag",
    /// The property `key` was set.
    Property = "property",
    /// The alias `key` came to stand at version `after`, was at `before`, or was removed.
    Alias = "alias",
    /// The field `key` was changed.
    Edit = "edit",
    /// What is said of `key` instead of the file was changed.
    Correct = "correct",
    /// It was read and measured anew; `key` is the engine that scores it.
    Assess = "assess",
    /// It was moved to the trash.
    Trash = "trash",
    /// It was taken out of the trash.
    Restore = "restore",
    /// It was deleted for good.
    Delete = "delete",
    /// An endpoint was made.
    Deploy = "deploy",
    /// An endpoint was moved to another version.
    Update = "update",
    /// The key `key` was made anew; what it is stands nowhere here.
    Regenerate = "regenerate",
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Activity {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// Through what, where that was told.
    pub via: Option<Via>,
    /// What was changed.
    pub subject: Subject,
    /// The model, where one is concerned.
    pub model: Option<ModelName>,
    /// Its version, where one is concerned.
    pub version: Option<VersionNumber>,
    /// The endpoint, where one is concerned.
    pub endpoint: Option<EndpointName>,
    /// What was done.
    pub action: Action,
    /// Which tag, property, alias or field.
    pub key: Option<String>,
    /// From what; none where there was nothing.
    pub before: Option<String>,
    /// To what; none where nothing is left.
    pub after: Option<String>,
}

/// One page of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActivityPage {
    /// This page's entries.
    pub entries: Vec<Activity>,
    /// What to pass as `before` for the next page.
    pub next: Option<i64>,
    /// How many there are in all.
    pub total: u64,
}

/// What can be taken back: the entries of one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Undo {
    /// The first entry's number.
    pub first: i64,
    /// The last entry's number.
    pub last: i64,
}

/// What a change of many did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Changed {
    /// How many models or versions were meant.
    pub targets: u64,
    /// How many of their facts are not what they were.
    pub changed: u64,
    /// How to take it back; none where nothing was changed.
    pub undo: Option<Undo>,
}
