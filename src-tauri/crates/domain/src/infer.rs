//! The protocol-neutral scoring call. Every wire format is read into an [`InferRequest`] and written from an
//! [`InferResponse`].

use crate::{name::ModelName, reference::VersionNumber, tensor::Tensor};

/// One call: all inputs have the same number of rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InferRequest {
    /// The caller's own mark, echoed.
    pub id: Option<String>,
    /// One tensor an input of the signature.
    pub inputs: Vec<Tensor>,
    /// The outputs that the caller wants; empty for all.
    pub outputs: Vec<String>,
}

/// The answer to one call.
#[derive(Debug, Clone, PartialEq)]
pub struct InferResponse {
    /// The caller's own mark.
    pub id: Option<String>,
    /// The model that scored.
    pub model: ModelName,
    /// The version that scored.
    pub version: VersionNumber,
    /// The outputs, in the signature's order.
    pub outputs: Vec<Output>,
}

/// One output.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Name, shape and values.
    pub tensor: Tensor,
    /// What the columns of a probability output stand for.
    pub classes: Option<std::sync::Arc<[String]>>,
}
