//! Content that must not be swept though no version names it yet.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::digest::Digest;

/// How often each content is pinned.
#[derive(Debug, Default)]
pub(super) struct Pins(Mutex<HashMap<Digest, usize>>);

/// Keeps its content from being swept until it is released or dropped.
#[derive(Debug)]
pub(crate) struct Pin {
    pins: Arc<Pins>,
    digests: Vec<Digest>,
    released: AtomicBool,
}

impl Pins {
    pub(super) fn pin(self: &Arc<Self>, digests: Vec<Digest>) -> Pin {
        let mut counts = self.counts();
        for digest in &digests {
            *counts.entry(digest.clone()).or_default() += 1;
        }
        drop(counts);
        Pin { pins: self.clone(), digests, released: AtomicBool::new(false) }
    }

    pub(super) fn pinned(&self) -> HashSet<Digest> {
        self.counts().keys().cloned().collect()
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Digest, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pin {
    pub(crate) fn release(&self) {
        if self.released.swap(true, Ordering::SeqCst) {
            return;
        }
        let mut counts = self.pins.counts();
        for digest in &self.digests {
            let count = counts.get_mut(digest).expect("a pin counts until it is released");
            *count -= 1;
            if *count == 0 {
                counts.remove(digest);
            }
        }
    }

    pub(crate) fn is_released(&self) -> bool {
        self.released.load(Ordering::SeqCst)
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.release();
    }
}
