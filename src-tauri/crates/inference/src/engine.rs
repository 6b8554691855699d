//! What every engine does for a [`Predictor`](crate::Predictor).

use domain::{signature::Signature, tensor::Tensor};
use tract_onnx::prelude::TVec;

use crate::{Stop, guard::Failure};

/// A model that an engine has made ready. Any number of threads may call it at the same time.
pub(crate) trait Engine: Send + Sync {
    /// Runs one call. The inputs are those of the signature, in its order, checked; so are the outputs.
    fn run(&self, inputs: &[&Tensor], stop: &Stop) -> Result<TVec<Tensor>, Failure>;
}

/// A model in an engine, and what it takes and gives there. The outputs' classes are not named yet.
pub(crate) struct Ready {
    pub engine: Box<dyn Engine>,
    pub signature: Signature,
}
