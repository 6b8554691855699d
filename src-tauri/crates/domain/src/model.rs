//! Registered models and their versions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    artifact::{ArtifactFile, ArtifactKind},
    digest::Digest,
    name::{EndpointName, ModelName},
    reference::VersionNumber,
    signature::{Signature, Task},
    tags::Tags,
    time::Timestamp,
};

/// A registered model: a name with its versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Model {
    /// Its name.
    pub name: ModelName,
    /// What it is, in a sentence or two.
    pub description: String,
    /// Tags of the model as a whole; a filter matches a version by them too.
    pub tags: Tags,
    /// All versions, newest first.
    pub versions: Vec<ModelVersion>,
}

/// An immutable numbered entry: files, signature and what is known of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ModelVersion {
    /// The model's name.
    pub name: ModelName,
    /// 1, 2, 3…
    pub version: VersionNumber,
    /// Searchable facts that may change.
    pub tags: Tags,
    /// Facts set once and never changed.
    pub properties: Tags,
    /// Movable pointers such as `champion`.
    pub aliases: Vec<String>,
    /// What it is, in a sentence or two.
    pub description: String,
    /// What trained it: `sklearn`, `xgboost`.
    pub framework: Option<String>,
    /// What wrote the file: `skl2onnx 1.20.0`.
    pub producer: Option<String>,
    /// The kind of artifact.
    pub kind: ArtifactKind,
    /// What the model is for.
    pub task: Task,
    /// Whether it can be deployed without code.
    pub deployable: bool,
    /// Why it cannot, when it cannot.
    pub undeployable_reason: Option<String>,
    /// Numbers by name, such as `accuracy`.
    pub metrics: BTreeMap<String, f64>,
    /// Training parameters.
    pub params: Tags,
    /// The run that made it.
    pub run_id: Option<String>,
    /// All files' bytes.
    pub size_bytes: u64,
    /// Of a single file its hash; of a folder the hash of its sorted `digest  path` lines.
    pub digest: Digest,
    /// The stored files.
    pub files: Vec<ArtifactFile>,
    /// Inputs and outputs; empty where the file is not understood.
    pub signature: Signature,
    /// Whether a sample input is kept.
    pub has_sample: bool,
    /// ONNX operator sets, `ai.onnx` to 17.
    pub opsets: BTreeMap<String, i64>,
    /// What the file says of itself.
    pub metadata: Tags,
    /// What scores it.
    pub engine: Option<String>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// The endpoints that serve it.
    pub deployed_by: Vec<EndpointName>,
}

impl ModelVersion {
    /// The names of the columns of a single matrix input, from the property or the file's metadata `columns`: a JSON
    /// list, or names with commas between.
    #[must_use]
    pub fn columns(&self) -> Option<Vec<String>> {
        self.names("columns")
    }

    /// What whole-number classes stand for, in order, from the property or metadata `class_names`.
    #[must_use]
    pub fn class_names(&self) -> Option<Vec<String>> {
        self.names("class_names")
    }

    fn names(&self, key: &str) -> Option<Vec<String>> {
        self.properties.get(key).or_else(|| self.metadata.get(key)).map(|text| names(text))
    }
}

/// Several names in one property: a JSON list, or names with commas between.
#[must_use]
pub fn names(text: &str) -> Vec<String> {
    let list = serde_json::from_str(text);
    list.unwrap_or_else(|_| text.split(',').map(|name| name.trim().to_owned()).collect())
}

/// One page of versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct VersionPage {
    /// This page's versions.
    pub versions: Vec<ModelVersion>,
    /// What to pass as `after` for the next page.
    pub next: Option<String>,
    /// How many match in all.
    pub total: u64,
}

/// A model as one row of a list: its latest version that matches and how many versions match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ModelRow {
    /// Tags of the model as a whole.
    pub tags: Tags,
    /// The newest version that matches the filter.
    pub latest: ModelVersion,
    /// How many of its versions match.
    pub versions: u64,
}

/// One page of models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ModelPage {
    /// This page's models.
    pub models: Vec<ModelRow>,
    /// What to pass as `after` for the next page.
    pub next: Option<String>,
    /// How many models match in all.
    pub total: u64,
}

/// How often a tag's value occurs among the models that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Facet {
    /// The tag's key, or `framework`.
    pub key: String,
    /// Its value.
    pub value: String,
    /// In how many models.
    pub count: u64,
}
