//! When a score that is under way is to be given up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

/// A caller's word that an answer is no longer wanted: from a moment on, or once somebody says so. Clones are one.
///
/// An engine looks at it between operators; so a score ends soon after, not at once.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    at: Option<Instant>,
    asked: Arc<AtomicBool>,
}

impl Stop {
    /// Gives up from a moment on.
    #[must_use]
    pub fn at(moment: Instant) -> Self {
        Self { at: Some(moment), asked: Arc::default() }
    }

    /// Gives up now.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// Whether anybody may still ask: without a moment, only a clone of this can.
    pub(crate) fn can_come(&self) -> bool {
        self.at.is_some() || Arc::strong_count(&self.asked) > 1 || self.is_asked()
    }

    /// Whether to give up.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed) || self.at.is_some_and(|moment| moment <= Instant::now())
    }
}
