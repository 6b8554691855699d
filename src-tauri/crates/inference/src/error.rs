//! What can go wrong between a path and a score.

use std::{fmt, path::PathBuf};

use domain::{error::ErrorCode, signature::Datatype};

/// Why a model could not be read, loaded or scored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// What was to be read.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file named `.onnx` that is not a whole ONNX model.
    #[error("{} is not a readable ONNX model: expected a serialized ModelProto, {found}", path.display())]
    NotOnnx {
        /// The file.
        path: PathBuf,
        /// What was found instead.
        found: String,
    },
    /// More than one model in a folder.
    #[error("{} holds {} ONNX files ({}), expected exactly one", path.display(), files.len(), List(files))]
    SeveralModels {
        /// The folder.
        path: PathBuf,
        /// Their names.
        files: Vec<String>,
    },
    /// Nothing in a folder.
    #[error("the folder {} holds no files", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// Over one of the [`Limits`](crate::Limits).
    #[error("{what}: {found}, and at most {limit} are allowed; `vitrine limits {bound}={found}` allows them")]
    TooLarge {
        /// The bound, as [`Limits`](crate::Limits) names it.
        bound: &'static str,
        /// What there is too much of.
        what: String,
        /// The limit.
        limit: u64,
        /// How much there is.
        found: u64,
    },
    /// A whole model that this program cannot run.
    #[error("{reason}")]
    Unsupported {
        /// Why, and what to do.
        reason: String,
    },
    /// A NaN that the model answered with NaN. Rows and columns count from 1.
    #[error(
        "input '{name}', row {row}, column {column}: the value is missing (NaN), and the model has no answer for a missing value there"
    )]
    Missing {
        /// The input.
        name: String,
        /// The row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
    },
    /// An input that the signature does not have.
    #[error("the model has no input '{name}'; its inputs are {}", List(expected))]
    UnknownInput {
        /// The name that was sent.
        name: String,
        /// The signature's names.
        expected: Vec<String>,
    },
    /// An input of the signature that was not sent, or was sent twice.
    #[error("expected input '{name}' exactly once, got it {times} times")]
    InputCount {
        /// The input.
        name: String,
        /// How often it was sent.
        times: usize,
    },
    /// The wrong element type.
    #[error("expected input '{name}' to have datatype {expected}, got {found}")]
    Datatype {
        /// The input.
        name: String,
        /// The signature's type.
        expected: Datatype,
        /// The type that was sent.
        found: Datatype,
    },
    /// The wrong shape.
    #[error("expected input '{name}' to have shape {expected:?}, got {found:?}")]
    Shape {
        /// The input.
        name: String,
        /// The signature's shape, -1 where any size goes.
        expected: Vec<i64>,
        /// The shape that was sent.
        found: Vec<usize>,
    },
    /// Inputs that disagree on how many rows there are.
    #[error("expected all inputs to have {expected} rows like the first, input '{name}' has {found}")]
    Rows {
        /// The input that differs.
        name: String,
        /// The first input's rows.
        expected: usize,
        /// This input's rows.
        found: usize,
    },
    /// The model refused these values.
    #[error("the model could not score this input: {reason}")]
    Scoring {
        /// What the engine said.
        reason: String,
    },
    /// The engine panicked.
    #[error("the engine failed while {doing}: {reason}")]
    Engine {
        /// What it was asked to do.
        doing: &'static str,
        /// What it said.
        reason: String,
    },
    /// The caller gave up.
    #[error("the score was given up before it was done")]
    Stopped,
}

impl Error {
    /// The kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound => ErrorCode::NotFound,
            Self::Io { .. } => ErrorCode::Io,
            Self::TooLarge { .. } => ErrorCode::TooLarge,
            Self::Unsupported { .. } => ErrorCode::Unsupported,
            Self::Engine { .. } => ErrorCode::Internal,
            Self::Stopped => ErrorCode::Cancelled,
            Self::NotOnnx { .. }
            | Self::SeveralModels { .. }
            | Self::EmptyFolder { .. }
            | Self::UnknownInput { .. }
            | Self::InputCount { .. }
            | Self::Datatype { .. }
            | Self::Shape { .. }
            | Self::Rows { .. }
            | Self::Missing { .. }
            | Self::Scoring { .. } => ErrorCode::InvalidInput,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Io { .. } => "check that the path exists and that you may read it",
            Self::NotOnnx { .. } => "export the model again, or copy it again: the file may be incomplete",
            Self::SeveralModels { .. } => "register each .onnx file by its own path",
            Self::EmptyFolder { .. } => "choose the folder that holds the model's files",
            Self::Scoring { .. } => "compare the values with those that the model was trained on",
            Self::Missing { .. } => "send a number, or deploy a model that fills missing values itself",
            Self::UnknownInput { .. }
            | Self::InputCount { .. }
            | Self::Datatype { .. }
            | Self::Shape { .. }
            | Self::Rows { .. } => "compare the request with the model's signature",
            Self::Unsupported { .. } => "the file can still be registered, compared and exported",
            Self::TooLarge { .. } | Self::Engine { .. } | Self::Stopped => return None,
        };
        Some(hint.to_owned())
    }
}

/// Names, quoted and separated by commas.
struct List<'a>(&'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, name) in self.0.iter().enumerate() {
            write!(f, "{}'{name}'", if position == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
