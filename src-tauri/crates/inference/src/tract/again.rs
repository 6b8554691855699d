//! A model's file, read once more where another plan is made of it: with its weights, the engine's own form of the file
//! would be in memory for plans that may never be needed.

use prost::Message as _;
use tract_onnx::pb::ModelProto;

use super::{functions, fuse, rewrite::rewrite};
use crate::{
    Limits, external,
    source::{Kept, OnnxSource},
};

/// How to come from the file to the model that plans are made of.
pub(crate) struct Again {
    file: Kept,
    is_fused: bool,
    limits: Limits,
}

impl Again {
    /// Of the file that a rewritten model came from; none where a part of it stands in other files.
    pub(crate) fn of(
        proto: &ModelProto,
        source: &OnnxSource,
        is_fused: bool,
        limits: &Limits,
    ) -> Option<Self> {
        let is_whole = !external::is_used(proto);
        is_whole.then(|| Self { file: Kept::of(source), is_fused, limits: *limits })
    }

    /// The bytes of the file.
    pub(crate) fn size(&self) -> usize {
        self.file.size()
    }

    /// The rewritten model; none where the file cannot be read any more, or has changed.
    pub(crate) fn model(&self) -> Option<ModelProto> {
        let mut proto = ModelProto::decode(&*self.file.bytes()?).ok()?;
        functions::inline(&mut proto, &self.limits).ok()?;
        rewrite(&mut proto);
        if self.is_fused { fuse::fused(&proto) } else { Some(proto) }
    }
}
