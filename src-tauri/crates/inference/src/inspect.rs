//! What a file or folder is, before anything is kept or deployed.

use std::path::Path;

use domain::{
    artifact::{ArtifactKind, Inspection},
    error::ErrorCode,
    signature::{Signature, Task},
};
use tract_onnx::pb::ModelProto;

use crate::{
    Error, Limits, Predictor, bounds,
    framework::{framework, producer},
    model, predictor, signature,
    source::{self, OnnxSource, Source},
    tract,
};

/// Reads what stands at `path`: a file, or a folder with at most one `.onnx` file. Content decides what it is.
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
            Ok(describe_onnx(&source, &proto, declared, Some(reason)))
        }
        Source::Other { size_bytes, reason } => Ok(other(size_bytes, reason)),
    }
}

fn other(size_bytes: u64, reason: String) -> Inspection {
    Inspection {
        kind: ArtifactKind::Other,
        task: Task::Other,
        signature: Signature::default(),
        producer: None,
        framework: None,
        opsets: Default::default(),
        metadata: Default::default(),
        operators: Default::default(),
        size_bytes,
        engine: None,
        engines: None,
        deployable: false,
        undeployable_reason: Some(reason),
    }
}

fn inspect_onnx(source: &OnnxSource, limits: &Limits) -> Result<Inspection, Error> {
    let proto = predictor::decode(source)?;
    let loaded = bounds::check(&proto, limits).and_then(|()| Predictor::of(proto.clone(), source, limits));
    let (signature, reason) = match loaded {
        Ok(predictor) => (predictor.signature().clone(), None),
        Err(error) if matches!(error.code(), ErrorCode::Unsupported | ErrorCode::TooLarge) => {
            (signature::declared(&proto), Some(error.to_string()))
        }
        Err(error) => return Err(error),
    };
    Ok(describe_onnx(source, &proto, signature, reason))
}

fn describe_onnx(
    source: &OnnxSource,
    proto: &ModelProto,
    signature: Signature,
    reason: Option<String>,
) -> Inspection {
    Inspection {
        kind: ArtifactKind::Onnx,
        task: signature::task(proto, &signature),
        signature,
        producer: producer(proto),
        framework: framework(proto),
        opsets: model::opsets(proto),
        metadata: model::metadata(proto),
        operators: model::operators(proto),
        size_bytes: source.size_bytes,
        engine: reason.is_none().then(|| tract::NAME.to_owned()),
        engines: None,
        deployable: reason.is_none(),
        undeployable_reason: reason,
    }
}
