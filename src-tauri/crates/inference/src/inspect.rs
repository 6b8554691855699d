//! What a file or folder is, before anything is kept or deployed.

use std::path::Path;

use domain::{
    artifact::{ArtifactKind, Inspection},
    engine::EngineName,
    error::ErrorCode,
    signature::Signature,
    task::Task,
};
use tract_onnx::pb::ModelProto;

use crate::{
    Error, Limits, Predictor, bounds, declared,
    framework::{framework, producer},
    model, onnx_runtime, predictor, signature,
    source::{self, OnnxSource, Source},
    task, tract,
};

/// Reads what stands at `path`: a file, or a folder with one `.onnx` file, or with one of several that is named
/// `model.onnx`. Content decides what it is.
/// Whether it can be deployed is found out by loading it.
///
/// # Errors
/// [`Error::Io`] for what cannot be read, [`Error::NotOnnx`] for a file named `.onnx` that is not a whole one,
/// [`Error::SeveralModels`], [`Error::EmptyFolder`], [`Error::TooLarge`]. A model that cannot be deployed is no
/// error: the answer says why.
pub fn inspect(path: &Path, limits: &Limits) -> Result<Inspection, Error> {
    match source::open(path, limits)? {
        Source::Onnx(source) => inspect_onnx(&source, limits),
        Source::Other { size_bytes, reason } => Ok(other(size_bytes, reason)),
    }
}

/// As [`inspect`], but says of a model that it cannot be deployed, for this `reason`, without loading it.
///
/// # Errors
/// As [`inspect`].
pub fn describe(path: &Path, limits: &Limits, reason: String) -> Result<Inspection, Error> {
    match source::open(path, limits)? {
        Source::Onnx(source) => {
            let proto = predictor::decode(&source)?;
            let declared = signature::declared(&proto);
            Ok(describe_onnx(&source, &proto, declared, Err(reason)))
        }
        Source::Other { size_bytes, reason } => Ok(other(size_bytes, reason)),
    }
}

pub(crate) fn other(size_bytes: u64, reason: String) -> Inspection {
    Inspection {
        kind: ArtifactKind::Other,
        task: Task::Other,
        signature: Signature::default(),
        remarks: Vec::new(),
        producer: None,
        framework: None,
        framework_version: None,
        notes: None,
        opsets: Default::default(),
        metadata: Default::default(),
        operators: Default::default(),
        size_bytes,
        engine: None,
        engines: None,
        engine_summary: None,
        deployable: false,
        undeployable_reason: Some(reason),
    }
}

fn inspect_onnx(source: &OnnxSource, limits: &Limits) -> Result<Inspection, Error> {
    let proto = predictor::decode(source)?;
    match bounds::check(&proto, limits).and_then(|()| load(&proto, source, limits)) {
        Ok(predictor) => of_loaded(source, &proto, Ok(&predictor)),
        Err(error) => of_loaded(source, &proto, Err(error)),
    }
}

/// Loads a model with the embedded engine, else with the other one.
fn load(proto: &ModelProto, source: &OnnxSource, limits: &Limits) -> Result<Predictor, Error> {
    Predictor::of(proto.clone(), source, limits).or_else(|tract| {
        let runtime = Predictor::of_engine(proto.clone(), source, EngineName::OnnxRuntime, limits);
        runtime.map_err(|runtime| Error::Unsupported {
            reason: reasons(&tract.to_string(), &runtime.to_string()),
        })
    })
}

/// Why neither engine can run a model.
pub(crate) fn reasons(tract: &str, runtime: &str) -> String {
    if tract == runtime { tract.to_owned() } else { format!("{tract}; {runtime}") }
}

/// What is said of a decoded model that loaded, or of why it did not.
pub(crate) fn of_loaded(
    source: &OnnxSource,
    proto: &ModelProto,
    loaded: Result<&Predictor, Error>,
) -> Result<Inspection, Error> {
    match loaded {
        Ok(predictor) => {
            let engine = label(predictor.engine());
            Ok(describe_onnx(source, proto, predictor.signature().clone(), Ok(engine)))
        }
        Err(error) if matches!(error.code(), ErrorCode::Unsupported | ErrorCode::TooLarge) => {
            Ok(describe_onnx(source, proto, signature::declared(proto), Err(error.to_string())))
        }
        Err(error) => Err(error),
    }
}

/// An engine with its version: `tract 0.23.9`.
fn label(engine: EngineName) -> String {
    let version = match engine {
        EngineName::Tract => Some(tract::VERSION.to_owned()),
        EngineName::OnnxRuntime => onnx_runtime::status().version,
    };
    format!("{} {}", engine.title(), version.unwrap_or_default()).trim_end().to_owned()
}

/// `loaded` is the engine, or why there is none.
fn describe_onnx(
    source: &OnnxSource,
    proto: &ModelProto,
    mut signature: Signature,
    loaded: Result<String, String>,
) -> Inspection {
    let (engine, reason) = match loaded {
        Ok(engine) => (Some(engine), None),
        Err(reason) => (None, Some(reason)),
    };
    declared::name_dimensions(&mut signature, proto);
    Inspection {
        kind: ArtifactKind::Onnx,
        task: task::guess(proto, &signature),
        remarks: declared::remarks(proto, &signature),
        signature,
        producer: producer(proto),
        framework: framework(proto),
        framework_version: None,
        notes: None,
        opsets: model::opsets(proto),
        metadata: model::metadata(proto),
        operators: model::operators(proto),
        size_bytes: source.size_bytes,
        engine,
        engines: None,
        engine_summary: None,
        deployable: reason.is_none(),
        undeployable_reason: reason,
    }
}
