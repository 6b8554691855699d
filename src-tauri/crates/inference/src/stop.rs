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
#[derive(Debug, Clone)]
pub struct Stop {
    at: Option<Instant>,
    /// None where nobody can ask.
    asked: Option<Arc<AtomicBool>>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { at: None, asked: Some(Arc::default()) }
    }
}

impl Stop {
    /// Never gives up, and costs nothing to look at.
    #[must_use]
    pub const fn never() -> Self {
        Self { at: None, asked: None }
    }

    /// Gives up from a moment on, or when asked before.
    #[must_use]
    pub fn at(moment: Instant) -> Self {
        Self { at: Some(moment), ..Self::default() }
    }

    /// Gives up now. Without effect on one that [never](Self::never) does.
    pub fn ask(&self) {
        if let Some(asked) = &self.asked {
            asked.store(true, Ordering::Relaxed);
        }
    }

    /// Asks once the value is dropped: when the work that it stands in is done, or abandoned.
    #[must_use]
    pub fn when_dropped(&self) -> AskWhenDropped {
        AskWhenDropped(self.clone())
    }

    /// Whether anything could make it give up.
    pub(crate) fn can_be_asked(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether to give up.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.load(Ordering::Relaxed))
            || self.at.is_some_and(|moment| moment <= Instant::now())
    }
}

/// Asks a [`Stop`] when it is dropped.
#[derive(Debug)]
pub struct AskWhenDropped(Stop);

impl Drop for AskWhenDropped {
    fn drop(&mut self) {
        self.0.ask();
    }
}
