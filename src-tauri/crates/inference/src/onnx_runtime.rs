//! The second engine: ONNX Runtime, a library of its own that may be missing.
//!
//! `places` says where it may lie, `library` opens it once for the process, `sessions` are those of one model, `convert`
//! carries tensors over, `shapes` finds out what a model gives, `watch` ends a run that nobody waits for any longer.

mod convert;
mod library;
mod places;
mod sessions;
mod shapes;
#[cfg(test)]
mod tests;
mod watch;

use std::sync::Arc;

use domain::{signature::Signature, tensor::Tensor};
use ort::{
    environment::Environment,
    logging::LogLevel,
    session::{RunOptions, Session, SessionInputValue},
    value::{TensorElementType, ValueType},
};
use prost::Message as _;
use tract_onnx::{pb::ModelProto, tract_hir::internal::*};

pub use self::library::{status, use_library};
use self::sessions::{Maker, Sessions};
use crate::{
    Error, Stop,
    engine::{Engine, Ready},
    guard::{Failure, guarded},
    model, signature,
    source::{Kept, OnnxSource},
    tract::rewrite,
};

/// Where a library tells it to look for external data, instead of the process's own folder.
const EXTERNAL_FOLDER: &str = "session.model_external_initializers_file_folder_path";

/// A loaded model.
pub(crate) struct OnnxRuntime {
    sessions: Sessions,
    /// The engine's types of the inputs.
    types: Vec<TensorElementType>,
    /// The outputs' names, in order.
    outputs: Vec<String>,
}

/// Loads a decoded and checked model. External data are read from `folder` only.
pub(crate) fn load(proto: &ModelProto, source: &OnnxSource, folder: Option<&str>) -> Result<Ready, Error> {
    let library = library::get().map_err(|reason| Error::Unsupported { reason })?;
    let inputs = signature::sendable_inputs(proto).map_err(|reason| Error::Unsupported { reason })?;
    let environment = &library.environment;
    let session = guarded(|| Ok(open(environment, proto, &source.bytes, folder)?)).map_err(unsupported)?;
    let types = guarded(|| session.inputs().iter().map(|input| tensor_type(input.dtype())).collect());
    let inferred = guarded(|| session.outputs().iter().map(shapes::inferred).collect());
    let engine = OnnxRuntime {
        types: types.map_err(unsupported)?,
        outputs: session.outputs().iter().map(|output| output.name().to_owned()).collect(),
        sessions: Sessions::new(session, another(environment, source, folder)),
    };
    let answer = |rows: &[&Tensor]| engine.run(rows, &Stop::never()).ok();
    let outputs = shapes::completed(inferred.map_err(unsupported)?, &inputs, answer);
    Ok(Ready { engine: Box::new(engine), signature: Signature { inputs, outputs } })
}

/// Makes more sessions from the file.
fn another(environment: &'static Environment, source: &OnnxSource, folder: Option<&str>) -> Maker {
    let (file, folder) = (Kept::of(source), folder.map(str::to_owned));
    Box::new(move || {
        let bytes = file.bytes()?;
        let open = || {
            let proto = ModelProto::decode(&*bytes)?;
            Ok(open(environment, &proto, &bytes, folder.as_deref())?)
        };
        guarded(open).ok()
    })
}

fn unsupported(failure: Failure) -> Error {
    Error::Unsupported { reason: format!("ONNX Runtime cannot run this model: {}", failure.reason()) }
}

/// One thread a session: replicas decide how much runs at the same time, and an answer does not depend on it.
fn open(
    environment: &Environment,
    proto: &ModelProto,
    bytes: &[u8],
    folder: Option<&str>,
) -> ort::Result<Session> {
    let mut builder = Session::builder(environment)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_deterministic_compute(true)?
        .with_log_level(LogLevel::Fatal)?;
    if let Some(folder) = folder {
        builder = builder.with_config_entry(EXTERNAL_FOLDER, folder)?;
    }
    match restated(proto) {
        Some(restated) => builder.commit_from_memory(&restated),
        None => builder.commit_from_memory(bytes),
    }
}

/// The file said again, where its own bytes will not do: without `ZipMap`, so that both engines answer with the same
/// tensor; and as this crate has read it where it has functions, whose newer fields were not checked.
fn restated(proto: &ModelProto) -> Option<Vec<u8>> {
    let mut has_zip_map = false;
    model::visit(proto, &mut |node| has_zip_map |= node.op_type == "ZipMap");
    if !has_zip_map && proto.functions.is_empty() {
        return None;
    }
    let mut proto = proto.clone();
    proto.graph.iter_mut().for_each(rewrite::remove_zip_maps);
    Some(proto.encode_to_vec())
}

fn tensor_type(of: &ValueType) -> TractResult<TensorElementType> {
    of.tensor_type().with_context(|| format!("a value is of type {of}, which is no tensor"))
}

impl OnnxRuntime {
    fn run_values(&self, values: &[SessionInputValue<'_>], stop: &Stop) -> TractResult<TVec<Tensor>> {
        let mut session = self.sessions.borrow(stop).context("the call was given up")?;
        if !stop.can_be_asked() {
            return convert::from_engine(&self.outputs, &session.run(values)?);
        }
        let options = Arc::new(RunOptions::new()?);
        let _watched = watch::over(stop, &options);
        convert::from_engine(&self.outputs, &session.run_with_options(values, &options)?)
    }
}

impl Engine for OnnxRuntime {
    fn run(&self, inputs: &[&Tensor], stop: &Stop) -> Result<TVec<Tensor>, Failure> {
        if stop.is_asked() {
            return Err(Failure::Stopped);
        }
        let outcome = guarded(|| {
            let values = inputs.iter().zip(&self.types).map(|(tensor, ty)| convert::to_engine(tensor, *ty));
            self.run_values(&values.collect::<TractResult<Vec<_>>>()?, stop)
        });
        outcome.map_err(|failure| if stop.is_asked() { Failure::Stopped } else { failure })
    }
}
