//! What scores models, and why one engine was chosen for a version and not another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What can score a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum EngineName {
    /// tract with this program's own operators: always there.
    Tract,
    /// ONNX Runtime: a library of its own, which may be missing.
    OnnxRuntime,
}

impl EngineName {
    /// The name in JSON and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tract => "tract",
            Self::OnnxRuntime => "onnxruntime",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Tract => "tract",
            Self::OnnxRuntime => "ONNX Runtime",
        }
    }
}

impl std::str::FromStr for EngineName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Tract, Self::OnnxRuntime];
        let found = all.into_iter().find(|engine| engine.name() == text);
        found.ok_or_else(|| format!("expected the engine tract or onnxruntime, got '{text}'"))
    }
}

/// An engine on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EngineStatus {
    /// Which one.
    pub engine: EngineName,
    /// Its version, where it can be used: `1.31.1`.
    pub version: Option<String>,
    /// The library that was opened; none for an engine inside the program.
    pub path: Option<String>,
    /// Why it cannot be used, and what would help.
    pub reason: Option<String>,
}

/// How long one call took, as the median of several.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Timing {
    /// Rows in the call.
    pub rows: u32,
    /// Microseconds for the whole call.
    pub call_us: f64,
}

/// How one engine did when a version was tried with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EngineTrial {
    /// Which one.
    pub engine: EngineName,
    /// Its version: `0.23.9`.
    pub version: String,
    /// Why it cannot score the model; none where it can.
    pub reason: Option<String>,
    /// Milliseconds to load and optimise the model; none where it cannot.
    pub load_ms: Option<f64>,
    /// Calls of one row and of more; empty where it cannot, or where there is nothing to compare with.
    pub timings: Vec<Timing>,
}

/// Two engines answered the same rows differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Disagreement {
    /// The output tensor.
    pub output: String,
    /// How many of its elements differ beyond the tolerance.
    pub differing: u64,
    /// How many elements it has.
    pub elements: u64,
    /// The largest absolute difference between two numbers; none where it is the labels that differ.
    pub largest: Option<f64>,
    /// The first element that differs, as tract and as ONNX Runtime have it.
    pub example: [String; 2],
}

/// What came of trying a version with every engine at hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EngineChoice {
    /// The engine that measurement and agreement speak for.
    pub chosen: EngineName,
    /// The engine that somebody asked for; it scores the version, whatever was chosen.
    pub pinned: Option<EngineName>,
    /// Each engine that was tried.
    pub trials: Vec<EngineTrial>,
    /// Where their answers differ, if they do.
    pub disagreement: Option<Disagreement>,
}

impl EngineChoice {
    /// The engine that scores the version.
    #[must_use]
    pub fn engine(&self) -> EngineName {
        self.pinned.unwrap_or(self.chosen)
    }

    /// The trial of an engine.
    #[must_use]
    pub fn trial(&self, engine: EngineName) -> Option<&EngineTrial> {
        self.trials.iter().find(|trial| trial.engine == engine)
    }

    /// The engine with its version: `tract 0.23.9`.
    #[must_use]
    pub fn label(&self) -> String {
        let engine = self.engine();
        let version = self.trial(engine).map_or("", |trial| trial.version.as_str());
        format!("{} {version}", engine.title()).trim_end().to_owned()
    }
}
