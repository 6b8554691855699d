//! Registered models and their versions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    artifact::{ArtifactFile, ArtifactKind},
    dataset::Dataset,
    digest::Digest,
    engine::{EngineChoice, EngineName},
    name::{Alias, EndpointName, ModelName},
    reference::{ModelRef, VersionNumber},
    signature::Signature,
    tags::Tags,
    task::Task,
    time::Timestamp,
    verification::KeptInPlace,
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
    /// Other models whose names differ from this one's in upper and lower case only.
    pub look_alikes: Vec<ModelName>,
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
    pub aliases: Vec<Alias>,
    /// What it is, in a sentence or two.
    pub description: String,
    /// Notes in Markdown; left out of lists, where they would outweigh everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub notes: Option<String>,
    /// What trained it: `sklearn`, `xgboost`.
    pub framework: Option<String>,
    /// The framework's version: `1.9.1`.
    pub framework_version: Option<String>,
    /// What wrote the file: `skl2onnx 1.20.0`.
    pub producer: Option<String>,
    /// The kind of artifact.
    pub kind: ArtifactKind,
    /// What the model is for: as somebody said, or as its file was read.
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
    /// The experiment that the run belongs to.
    pub experiment: Option<String>,
    /// Who registered it.
    pub created_by: String,
    /// The version that it was made from, whether or not that is still there.
    pub parent: Option<ModelRef>,
    /// What serving it needs.
    pub resources: Resources,
    /// What it was trained, checked or used with, by role and then by name.
    pub datasets: Vec<Dataset>,
    /// All files' bytes.
    pub size_bytes: u64,
    /// Of a single file its hash; of a folder the hash of its sorted `digest  path` lines.
    pub digest: Digest,
    /// The stored files.
    pub files: Vec<ArtifactFile>,
    /// Where its files lie when they are not copied, and whether they are still what was registered; a list only looks
    /// at their length and time.
    pub kept_in_place: Option<KeptInPlace>,
    /// Inputs and outputs; empty where the file is not understood.
    pub signature: Signature,
    /// What the signature does not show of the file, in words.
    pub remarks: Vec<String>,
    /// The names of the columns of a single matrix input: as somebody said, or from the property or the file's metadata
    /// `columns`.
    pub columns: Option<Vec<String>>,
    /// What whole-number classes stand for, in order: as somebody said, or from the property or metadata `class_names`.
    pub class_names: Option<Vec<String>>,
    /// What somebody said instead of the file.
    pub correction: Correction,
    /// Whether a sample input is kept.
    pub has_sample: bool,
    /// ONNX operator sets, `ai.onnx` to 17.
    pub opsets: BTreeMap<String, i64>,
    /// What the file says of itself.
    pub metadata: Tags,
    /// What scores it, with its version.
    pub engine: Option<String>,
    /// How each engine did with it; none where none was tried.
    pub engines: Option<EngineChoice>,
    /// Which engine scores it and why, in one sentence.
    pub engine_summary: Option<String>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// The endpoints that serve it.
    pub deployed_by: Vec<EndpointName>,
}

impl ModelVersion {
    /// `NAME:VERSION`.
    #[must_use]
    pub fn reference(&self) -> ModelRef {
        ModelRef::numbered(self.name.clone(), self.version)
    }

    /// The engine that scores it.
    #[must_use]
    pub fn engine_name(&self) -> EngineName {
        self.engines.as_ref().map_or(EngineName::Tract, EngineChoice::engine)
    }
}

/// What serving a version needs; none where nobody said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Resources {
    /// Processors, in parts of one: `0.5`.
    pub cpu: Option<f64>,
    /// Memory in bytes.
    pub memory_bytes: Option<u64>,
}

/// What somebody said of a version instead of its file; none where the file is believed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Correction {
    /// What the model is for.
    pub task: Option<Task>,
    /// What whole-number classes stand for, in order.
    pub class_names: Option<Vec<String>>,
    /// The names of the columns of a single matrix input.
    pub columns: Option<Vec<String>>,
}

/// Several names in one text: a JSON list, a JSON object with a name under each position, or names with commas between.
#[must_use]
pub fn names(text: &str) -> Vec<String> {
    let word = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match serde_json::from_str(text) {
        Ok(Value::Array(list)) => list.into_iter().map(word).collect(),
        Ok(Value::Object(by_position)) => in_order(by_position).into_iter().map(word).collect(),
        _ => text.split(',').map(|name| name.trim().to_owned()).collect(),
    }
}

/// The values by their keys as numbers, so that `10` comes after `9`.
fn in_order(by_position: serde_json::Map<String, Value>) -> Vec<Value> {
    let mut entries: Vec<_> = by_position.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
    entries.into_iter().map(|(_, value)| value).collect()
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
    /// The metric that tells most of the newest version, over the last versions that have it.
    pub series: Option<MetricSeries>,
}

/// A metric over the versions of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricSeries {
    /// The metric's name.
    pub metric: String,
    /// Its values, oldest version first.
    pub points: Vec<MetricPoint>,
}

/// A version's value of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricPoint {
    /// The version's number.
    pub version: u32,
    /// The metric's value.
    pub value: f64,
}

/// Metrics that say by themselves how good a model is, the most telling first.
const TELLING: [&str; 8] = ["accuracy", "auc", "f1", "r2", "rmse", "mae", "mape", "loss"];

/// The metric by which versions are compared at a glance: one that everybody knows, else the first by name.
#[must_use]
pub fn telling_metric(metrics: &BTreeMap<String, f64>) -> Option<&str> {
    let known = TELLING.iter().find(|name| metrics.contains_key(**name)).copied();
    known.or_else(|| metrics.keys().next().map(String::as_str))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_in_several_ways() {
        for text in [r#"["a, b", "c"]"#, r#"{"1": "c", "0": "a, b"}"#] {
            assert_eq!(names(text), ["a, b", "c"], "{text}");
        }
        assert_eq!(names("a, b ,c"), ["a", "b", "c"]);
        assert_eq!(names("[0, 1]"), ["0", "1"]);
    }
}
