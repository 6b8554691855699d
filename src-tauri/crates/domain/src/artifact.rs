//! What a version's files are.

use std::{collections::BTreeMap, str::FromStr};

use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer as _, value::Error as KindError},
};
use ts_rs::TS;

use crate::{digest::Digest, engine::EngineChoice, signature::Signature, tags::Tags, task::Task};

/// The kind of artifact, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactKind {
    /// One ONNX file, or a folder with one: understood and deployable without code.
    Onnx,
    /// An MLflow model folder; deployable where it holds the model as ONNX.
    Mlflow,
    /// A folder with a configuration, weights and a model card, as the Hugging Face hub has them.
    HuggingFace,
    /// A model of a Triton model repository.
    Triton,
    /// A Python pickle.
    Pickle,
    /// A pickle as joblib writes it.
    Joblib,
    /// Weights in safetensors.
    Safetensors,
    /// A PyTorch file: a pickle with weights.
    Pytorch,
    /// A PyTorch model with its code.
    Torchscript,
    /// A Keras model: its own archive, or HDF5.
    Keras,
    /// A TensorFlow SavedModel folder.
    SavedModel,
    /// A language model for llama.cpp.
    Gguf,
    /// A model in PMML's XML.
    Pmml,
    /// A model for Apple's Core ML.
    Coreml,
    /// A TensorFlow Lite model.
    Tflite,
    /// A model in XGBoost's own JSON or UBJSON.
    Xgboost,
    /// A model in LightGBM's own text.
    Lightgbm,
    /// A model in CatBoost's own format.
    Catboost,
    /// Any other file or folder: kept, versioned and given back.
    Other,
}

impl ArtifactKind {
    /// The name in JSON and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Onnx => "onnx",
            Self::Mlflow => "mlflow",
            Self::HuggingFace => "hugging_face",
            Self::Triton => "triton",
            Self::Pickle => "pickle",
            Self::Joblib => "joblib",
            Self::Safetensors => "safetensors",
            Self::Pytorch => "pytorch",
            Self::Torchscript => "torchscript",
            Self::Keras => "keras",
            Self::SavedModel => "saved_model",
            Self::Gguf => "gguf",
            Self::Pmml => "pmml",
            Self::Coreml => "coreml",
            Self::Tflite => "tflite",
            Self::Xgboost => "xgboost",
            Self::Lightgbm => "lightgbm",
            Self::Catboost => "catboost",
            Self::Other => "other",
        }
    }

    /// Whether an engine may find a model to score in it.
    #[must_use]
    pub const fn may_be_scored(self) -> bool {
        matches!(self, Self::Onnx | Self::Mlflow | Self::HuggingFace | Self::Triton)
    }
}

impl FromStr for ArtifactKind {
    type Err = KindError;

    fn from_str(name: &str) -> Result<Self, KindError> {
        Self::deserialize(name.into_deserializer())
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
    /// The version of that, where the file tells.
    pub framework_version: Option<String>,
    /// A text in Markdown about the model that lies with it, such as a model card.
    pub notes: Option<String>,
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
