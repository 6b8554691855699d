//! What a host and its child say to each other: JSON text sequences (RFC 7464), so that a line that some library
//! prints on its own account is told from an answer.

use std::path::PathBuf;

use domain::{artifact::Inspection, engine::EngineChoice, error::Failure, name::ModelName};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::End;
use crate::limits::Limits;

/// What begins every answer.
pub(super) const RECORD: char = '\u{1e}';

/// A model to try.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    /// A file or a folder.
    pub path: PathBuf,
    /// Where it was taken from: a broken file that was named `.onnx` there is an error, not a file of another kind.
    pub source: Option<PathBuf>,
    /// The bounds on what is in the file.
    pub limits: Limits,
    /// The bound on the child's memory.
    pub memory_bytes: u64,
    /// What is asked of the engines.
    pub effort: Effort,
    /// A request to score.
    pub sample: Option<Sample>,
}

/// What is asked of the engines that can score a model.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// All at hand are measured, on the sample's rows where there is one, to choose one.
    Measure,
    /// The one that was chosen when these bytes were measured loads the model.
    Recall(EngineChoice),
    /// The first that can loads the model; the other is not asked, for this reason.
    Settle(String),
    /// The first that can loads the model, and nothing is chosen.
    Load,
    /// The model is not loaded: it cannot be deployed, for this reason.
    Describe(String),
}

impl Effort {
    /// What the child does, in the words of a message.
    pub(super) const fn doing(&self) -> &'static str {
        match self {
            Self::Measure => "measuring the model",
            Self::Recall(_) | Self::Settle(_) | Self::Load => "loading the model",
            Self::Describe(_) => "reading the model",
        }
    }

    /// What is left to ask when this ended badly.
    pub(super) fn after(&self, end: &End) -> Option<Self> {
        match self {
            Self::Measure | Self::Recall(_) => Some(Self::Settle(end.to_string())),
            Self::Settle(_) | Self::Load => Some(Self::Describe(end.to_string())),
            Self::Describe(_) => None,
        }
    }
}

/// A request for a model that is tried.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sample {
    /// In any form that people have.
    pub input: Value,
    /// The names of the columns of a single matrix.
    pub columns: Option<Vec<String>>,
    /// The model's name.
    pub model: ModelName,
}

/// What a child answers, in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// What the file is.
    Inspected(Box<Result<Inspection, Failure>>),
    /// The sample as a V2 request, and its answer.
    Sampled(Result<(Value, Value), Failure>),
    /// There is no more to say of this task.
    Done {
        /// The most memory that the child has had in use, where the system tells.
        peak_bytes: Option<u64>,
    },
}

/// What came of a task.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What the file is; none where the child ended before it knew.
    pub inspection: Option<Result<Inspection, Failure>>,
    /// The sample as a V2 request, and its answer; none without one, or where the child ended before.
    pub sample: Option<Result<(Value, Value), Failure>>,
    /// Why there are no more answers than these; none where there are no more to give.
    pub end: Option<End>,
    /// The most memory that the child has had in use, where the system tells and the child lived to ask.
    pub peak_bytes: Option<u64>,
}
