//! What a model may ask for before it is refused: the workspace's own bounds, which its owner can raise.

use std::{collections::BTreeMap, fmt, time::Duration};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, error::Error, json::NoArgs};

const SETTING: &str = "limits";
/// What a trial's memory grows by with each byte of the model: the file, the weights read from it, the optimised ones,
/// and as much again for a second engine.
const MEMORY_PER_BYTE: u64 = 6;
/// A trial gets a second more for so many bytes of the model.
const BYTES_PER_SECOND: u64 = 4_000_000;

/// A bound by its name, as the command line and the messages have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`about` says what each bounds")]
pub enum LimitName {
    FileBytes,
    Nodes,
    Constants,
    InitializerBytes,
    TensorElements,
    Depth,
    TrialMemoryBytes,
    TrialSeconds,
    DownloadBytes,
}

/// A bound as Settings shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Limit {
    /// Its name.
    pub name: LimitName,
    /// What it bounds.
    pub about: String,
    /// What is allowed.
    pub value: u64,
    /// What is allowed until somebody says otherwise.
    pub default: u64,
}

/// Bounds to set, and to set back.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct LimitsArgs {
    /// Set to these values, each at least 1.
    #[ts(optional, as = "Option<BTreeMap<LimitName, u64>>")]
    pub set: BTreeMap<LimitName, u64>,
    /// Set back to their defaults.
    #[ts(optional, as = "Option<Vec<LimitName>>")]
    pub reset: Vec<LimitName>,
}

/// The bounds of a workspace: those that were changed, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits(BTreeMap<LimitName, u64>);

impl LimitName {
    const ALL: [Self; 9] = [
        Self::FileBytes,
        Self::Nodes,
        Self::Constants,
        Self::InitializerBytes,
        Self::TensorElements,
        Self::Depth,
        Self::TrialMemoryBytes,
        Self::TrialSeconds,
        Self::DownloadBytes,
    ];

    /// The name in JSON, on the command line and in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FileBytes => "file_bytes",
            Self::Nodes => "nodes",
            Self::Constants => "constants",
            Self::InitializerBytes => "initializer_bytes",
            Self::TensorElements => "tensor_elements",
            Self::Depth => "depth",
            Self::TrialMemoryBytes => "trial_memory_bytes",
            Self::TrialSeconds => "trial_seconds",
            Self::DownloadBytes => "download_bytes",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::FileBytes => "Bytes of an ONNX file",
            Self::Nodes => "Operators in a model",
            Self::Constants => "Initializers and constants in a model",
            Self::InitializerBytes => "Bytes of all initializers",
            Self::TensorElements => "Elements of one tensor for one row",
            Self::Depth => "Graphs inside each other",
            Self::TrialMemoryBytes => "Memory of a trial in bytes, beside six times the model's",
            Self::TrialSeconds => "Seconds of a trial, beside one for each 4 MB of the model",
            Self::DownloadBytes => "Bytes of a file that is fetched from an address",
        }
    }

    fn default(self) -> u64 {
        let inference = inference::Limits::default();
        match self {
            Self::FileBytes => inference.file_bytes,
            Self::Nodes => inference.nodes as u64,
            Self::Constants => inference.constants as u64,
            Self::InitializerBytes => inference.initializer_bytes,
            Self::TensorElements => inference.tensor_elements,
            Self::Depth => inference.depth as u64,
            Self::TrialMemoryBytes => 1_000_000_000,
            Self::TrialSeconds => 10,
            Self::DownloadBytes => 20_000_000_000,
        }
    }
}

impl fmt::Display for LimitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Limits {
    /// The value of a bound.
    #[must_use]
    pub fn get(&self, name: LimitName) -> u64 {
        self.0.get(&name).copied().unwrap_or_else(|| name.default())
    }

    /// The same with one bound changed.
    #[must_use]
    pub fn with(mut self, name: LimitName, value: u64) -> Self {
        self.0.insert(name, value);
        self
    }

    /// What is looked at in a file.
    #[must_use]
    pub fn inference(&self) -> inference::Limits {
        let count = |name| usize::try_from(self.get(name)).unwrap_or(usize::MAX);
        inference::Limits {
            file_bytes: self.get(LimitName::FileBytes),
            nodes: count(LimitName::Nodes),
            constants: count(LimitName::Constants),
            initializer_bytes: self.get(LimitName::InitializerBytes),
            tensor_elements: self.get(LimitName::TensorElements),
            depth: count(LimitName::Depth),
        }
    }

    /// The memory of a trial of a model of so many bytes.
    pub(crate) fn trial_memory(&self, size_bytes: u64) -> u64 {
        let grown = size_bytes.saturating_mul(MEMORY_PER_BYTE);
        self.get(LimitName::TrialMemoryBytes).saturating_add(grown)
    }

    /// The time of a trial of a model of so many bytes.
    pub(crate) fn trial_time(&self, size_bytes: u64) -> Duration {
        let seconds = self.get(LimitName::TrialSeconds).saturating_add(size_bytes / BYTES_PER_SECOND);
        Duration::from_secs(seconds)
    }

    fn listed(&self) -> Vec<Limit> {
        let limit = |name: LimitName| Limit {
            name,
            about: name.about().to_owned(),
            value: self.get(name),
            default: name.default(),
        };
        LimitName::ALL.into_iter().map(limit).collect()
    }
}

impl App {
    /// The workspace's bounds.
    pub(crate) async fn limits(&self) -> Result<Limits, Error> {
        Ok(self.store().setting(SETTING).await?.unwrap_or_default())
    }
}

/// All bounds.
pub(crate) async fn show(app: &App, _: NoArgs) -> Result<Vec<Limit>, Error> {
    Ok(app.limits().await?.listed())
}

/// Changes bounds; gives all as they are then. What is registered already stays as it is.
pub(crate) async fn set(app: &App, args: LimitsArgs) -> Result<Vec<Limit>, Error> {
    if let Some((name, _)) = args.set.iter().find(|(_, value)| **value == 0) {
        return Err(Error::ZeroLimit(name.to_string()));
    }
    let mut limits = app.limits().await?;
    limits.0.extend(args.set);
    limits.0.retain(|name, _| !args.reset.contains(name));
    app.store().set_setting(SETTING, &limits).await?;
    Ok(limits.listed())
}
