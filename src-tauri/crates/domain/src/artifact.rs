//! What a version's files are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{digest::Digest, engine::EngineChoice, signature::Signature, tags::Tags, task::Task};

/// The kind of artifact, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactKind {
    /// One ONNX file, or a folder with one: understood and deployable without code.
    Onnx,
    /// Any other file or folder: kept, versioned and given back.
    Other,
}

impl ArtifactKind {
    /// The name in JSON and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Onnx => "onnx",
            Self::Other => "other",
        }
    }
}

/// One stored file of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArtifactFile {
    /// Where it stands in the artifact, with `/` between folders; never absolute, never `..`.
    pub path: String,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// Its content's hash.
    pub digest: Digest,
}

/// What a file or folder is, before it is registered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Inspection {
    /// The kind of artifact.
    pub kind: ArtifactKind,
    /// What the model is for.
    pub task: Task,
    /// Inputs and outputs; empty where the file is not understood.
    pub signature: Signature,
    /// What the signature does not show of the file, in words.
    pub remarks: Vec<String>,
    /// What wrote the file: `skl2onnx 1.20.0`.
    pub producer: Option<String>,
    /// What trained the model, where the file tells: `sklearn`, `xgboost`.
    pub framework: Option<String>,
    /// ONNX operator sets, `ai.onnx` to 17.
    pub opsets: BTreeMap<String, i64>,
    /// What the file says of itself.
    pub metadata: Tags,
    /// How often each operator occurs; those outside `ai.onnx` are written with their domain.
    #[ts(type = "Record<string, number>")]
    pub operators: BTreeMap<String, u64>,
    /// All files' bytes.
    pub size_bytes: u64,
    /// What scores it, where it can be deployed.
    pub engine: Option<String>,
    /// How each engine at hand did with it; none where none was tried.
    pub engines: Option<EngineChoice>,
    /// Which engine scores it and why, in one sentence.
    pub engine_summary: Option<String>,
    /// Whether it can be deployed without code.
    pub deployable: bool,
    /// Why it cannot, and what to do.
    pub undeployable_reason: Option<String>,
}
