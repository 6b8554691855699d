//! A loaded model that scores rows.

use std::{path::Path, sync::Arc};

use domain::{
    engine::EngineName,
    infer::Output,
    signature::{Signature, TensorSpec},
    tensor::Tensor,
};
use tract_onnx::{
    pb::ModelProto,
    prelude::{Framework as _, TVec},
};

use crate::{
    Error, Limits, Stop, bounds,
    classes::Classes,
    engine::{Engine, Ready},
    external,
    guard::{Failure, guarded},
    missing, onnx_runtime, signature,
    source::{self, OnnxSource, Source},
    tract,
};

/// A loaded model. Any number of threads may score with one at the same time.
pub struct Predictor {
    name: EngineName,
    engine: Box<dyn Engine>,
    signature: Signature,
    /// The class names of each output, shared with every answer.
    classes: Vec<Option<Arc<[String]>>>,
}

impl Predictor {
    /// Loads the ONNX file at `path`, or the one in the folder at `path`, with the embedded engine.
    ///
    /// # Errors
    /// As [`inspect`](crate::inspect), and [`Error::Unsupported`] for what cannot be run, with the reason.
    pub fn load(path: &Path, limits: &Limits) -> Result<Self, Error> {
        Self::load_with(path, EngineName::Tract, limits)
    }

    /// As [`load`](Self::load), with the engine of that name.
    ///
    /// # Errors
    /// As [`load`](Self::load); [`Error::Unsupported`] also where the engine is not on this machine.
    pub fn load_with(path: &Path, engine: EngineName, limits: &Limits) -> Result<Self, Error> {
        match source::open(path, limits)? {
            Source::Onnx(source) => {
                let proto = decode(&source)?;
                bounds::check(&proto, limits)?;
                Self::of_engine(proto, &source, engine, limits)
            }
            Source::Other { reason, .. } => {
                Err(Error::Unsupported { reason: format!("{} cannot be scored: {reason}", path.display()) })
            }
        }
    }

    /// Loads a decoded and checked model with the embedded engine.
    pub(crate) fn of(proto: ModelProto, source: &OnnxSource, limits: &Limits) -> Result<Self, Error> {
        Self::of_engine(proto, source, EngineName::Tract, limits)
    }

    /// Loads a decoded and checked model.
    pub(crate) fn of_engine(
        proto: ModelProto,
        source: &OnnxSource,
        name: EngineName,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let folder = source.folder.as_ref().and_then(|_| source.file.parent()?.to_str());
        external::check(&proto, folder)?;
        let classes = Classes::find(&proto);
        let Ready { engine, mut signature } = match name {
            EngineName::Tract => tract::load(proto, source, folder, limits)?,
            EngineName::OnnxRuntime => onnx_runtime::load(&proto, source, folder)?,
        };
        signature::name_classes(&mut signature.outputs, &classes);
        let classes = signature.outputs.iter().map(|spec| spec.classes.clone().map(Arc::from)).collect();
        Ok(Self { name, engine, signature, classes })
    }

    /// The engine that scores.
    #[must_use]
    pub fn engine(&self) -> EngineName {
        self.name
    }

    /// What the model takes and gives.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Scores rows: one tensor an input of the signature, in any order. The outputs come in the signature's
    /// order.
    ///
    /// # Errors
    /// One that names the input, what was expected and what was found; [`Error::Scoring`] where the model
    /// refuses the values; [`Error::Engine`] where the engine fails. The predictor stays usable.
    pub fn predict(&self, inputs: &[Tensor]) -> Result<Vec<Output>, Error> {
        self.predict_until(inputs, &Stop::never())
    }

    /// As [`predict`](Self::predict), but given up once `stop` asks for it.
    ///
    /// # Errors
    /// As [`predict`](Self::predict), and [`Error::Stopped`].
    pub fn predict_until(&self, inputs: &[Tensor], stop: &Stop) -> Result<Vec<Output>, Error> {
        let ordered = self.ordered(inputs)?;
        let tensors = self.engine.run(&ordered, stop).map_err(Failure::while_scoring)?;
        let named = tensors.into_iter().zip(&self.classes);
        let outputs: Vec<Output> =
            named.map(|(tensor, classes)| Output { tensor, classes: classes.clone() }).collect();
        missing::refuse(&ordered, &outputs)?;
        Ok(outputs)
    }

    /// The inputs in the signature's order, checked.
    fn ordered<'a>(&self, inputs: &'a [Tensor]) -> Result<TVec<&'a Tensor>, Error> {
        let specs = &self.signature.inputs;
        if let Some(stray) = inputs.iter().find(|tensor| specs.iter().all(|spec| spec.name != tensor.name)) {
            let expected = specs.iter().map(|spec| spec.name.clone()).collect();
            return Err(Error::UnknownInput { name: stray.name.clone(), expected });
        }
        let mut ordered = TVec::with_capacity(specs.len());
        for spec in specs {
            let mut of_name = inputs.iter().filter(|tensor| tensor.name == spec.name);
            let (Some(tensor), None) = (of_name.next(), of_name.next()) else {
                let times = inputs.iter().filter(|tensor| tensor.name == spec.name).count();
                return Err(Error::InputCount { name: spec.name.clone(), times });
            };
            check(spec, tensor)?;
            ordered.push(tensor);
        }
        same_rows(specs, &ordered)?;
        Ok(ordered)
    }
}

fn check(spec: &TensorSpec, tensor: &Tensor) -> Result<(), Error> {
    let name = || spec.name.clone();
    if tensor.datatype() != spec.datatype {
        return Err(Error::Datatype { name: name(), expected: spec.datatype, found: tensor.datatype() });
    }
    let fits = |(expected, found): (&i64, &usize)| *expected < 0 || usize::try_from(*expected) == Ok(*found);
    let shape = tensor.shape();
    if shape.len() != spec.shape.len() || !spec.shape.iter().zip(shape).all(fits) {
        return Err(Error::Shape { name: name(), expected: spec.shape.clone(), found: shape.to_vec() });
    }
    Ok(())
}

/// Inputs whose number of rows is open have the same number.
fn same_rows(specs: &[TensorSpec], tensors: &[&Tensor]) -> Result<(), Error> {
    let mut open = specs.iter().zip(tensors).filter(|(spec, _)| spec.shape.first() == Some(&-1));
    let Some((_, first)) = open.next() else { return Ok(()) };
    match open.find(|(_, tensor)| tensor.rows() != first.rows()) {
        Some((spec, tensor)) => {
            Err(Error::Rows { name: spec.name.clone(), expected: first.rows(), found: tensor.rows() })
        }
        None => Ok(()),
    }
}

/// Decodes the file.
pub(crate) fn decode(source: &OnnxSource) -> Result<ModelProto, Error> {
    guarded(|| tract_onnx::onnx().proto_model_for_read(&mut source.bytes.as_slice())).map_err(|failure| {
        Error::NotOnnx { path: source.file.clone(), found: format!("it is damaged: {}", failure.reason()) }
    })
}
