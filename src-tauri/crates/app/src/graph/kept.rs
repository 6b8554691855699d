//! Graphs that were looked at lately, so that a click in one does not read the file again.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{digest::Digest, graph::ModelGraph};

/// How many are kept.
const KEPT: usize = 4;

/// Graphs by the content that they were read from, the latest first.
#[derive(Default)]
pub(crate) struct Graphs(Mutex<VecDeque<(Digest, Arc<ModelGraph>)>>);

impl Graphs {
    pub(super) fn get(&self, wanted: &Digest) -> Option<Arc<ModelGraph>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == wanted)?;
        let found = kept.remove(at)?;
        kept.push_front(found.clone());
        Some(found.1)
    }

    pub(super) fn keep(&self, digest: Digest, graph: Arc<ModelGraph>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((digest, graph));
        kept.truncate(KEPT);
    }
}
