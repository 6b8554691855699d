//! What can go wrong.

use std::path::PathBuf;

use domain::error::ErrorCode;

/// What a call to this crate gives.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the inference log could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or its folder refused.
    #[error("the inference log '{}' could not be opened: {source}", path.display())]
    Open {
        /// The database file.
        path: PathBuf,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// The database has a layout that this program does not know.
    #[error(
        "the inference log '{}' was written by a newer program: it has layout {found}, this program knows layouts up to {known}",
        path.display()
    )]
    Newer {
        /// The database file.
        path: PathBuf,
        /// The unknown layout's number.
        found: i64,
        /// The newest layout that this program knows.
        known: i64,
    },
    /// The file is not a database, or a broken one.
    #[error("the inference log '{}' is damaged: {reason}", path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What SQLite found.
        reason: String,
    },
    /// Reading failed.
    #[error("the inference log could not be read: {0}")]
    Read(#[from] sqlx::Error),
    /// The window of time makes no sense.
    #[error("a window of {found} s cannot be shown; expected 1 s to {max} s", max = crate::window::LONGEST_S)]
    Window {
        /// The length asked for, in seconds.
        found: u64,
    },
    /// The log was closed.
    #[error("the inference log is closed")]
    Closed,
}

impl Error {
    /// What kind of failure it is.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Open { .. } | Self::Damaged { .. } | Self::Read(_) => ErrorCode::Io,
            Self::Newer { .. } => ErrorCode::Unsupported,
            Self::Window { .. } => ErrorCode::InvalidInput,
            Self::Closed => ErrorCode::Unavailable,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Open { .. } => {
                Some("check that the workspace's folder exists and may be written to".to_owned())
            }
            Self::Newer { .. } => {
                Some("open this workspace with the newer program, or choose another workspace".to_owned())
            }
            Self::Damaged { path, .. } => Some(format!(
                "move '{}' away: a new log is begun; models and endpoints are kept elsewhere and lose nothing",
                path.display()
            )),
            Self::Read(_) | Self::Window { .. } | Self::Closed => None,
        }
    }
}
