//! What a version's files are.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::digest::Digest;

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
