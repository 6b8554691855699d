//! How long small calls take, measured, and what follows from it.
//!
//! Invariant: a call is scored on the thread that reads sockets only if it has at most [`SMALL_ROWS`] rows and
//! such calls of this endpoint took less than [`HOP`] on average. Handing work to another thread and back costs
//! several microseconds and two wake-ups, more than a small model's whole score; a longer score would delay
//! every other connection of that thread. The first call is always handed over, since nothing is known yet.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// The most rows of a small call.
const SMALL_ROWS: usize = 16;
/// What a small call may take to be scored where it arrives.
const HOP: Duration = Duration::from_micros(100);
/// A new measurement's weight in the average is one in this many.
const WEIGHT: u64 = 8;

/// A moving average over an endpoint's small calls.
#[derive(Debug)]
pub(super) struct Pace {
    /// Nanoseconds; `u64::MAX` before the first call.
    average: AtomicU64,
}

impl Pace {
    pub(super) const fn unknown() -> Self {
        Self { average: AtomicU64::new(u64::MAX) }
    }

    /// Whether a call of this many rows is quicker done than handed over.
    pub(super) fn beats_a_hop(&self, rows: usize) -> bool {
        rows <= SMALL_ROWS && u128::from(self.average.load(Ordering::Relaxed)) < HOP.as_nanos()
    }

    /// Takes a measurement. Two threads may overwrite each other's: an average bears the loss.
    pub(super) fn note(&self, rows: usize, took: Duration) {
        if rows > SMALL_ROWS {
            return;
        }
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let average = match self.average.load(Ordering::Relaxed) {
            u64::MAX => took,
            average => average - average / WEIGHT + took / WEIGHT,
        };
        self.average.store(average, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_calls_of_a_model_known_to_be_quick_stay() {
        let pace = Pace::unknown();
        assert!(!pace.beats_a_hop(1));
        pace.note(1, Duration::from_micros(3));
        assert!(pace.beats_a_hop(1));
        assert!(!pace.beats_a_hop(SMALL_ROWS + 1));
    }

    #[test]
    fn a_model_that_becomes_slow_leaves_and_large_calls_do_not_count() {
        let pace = Pace::unknown();
        pace.note(1, Duration::from_micros(3));
        pace.note(1_000, Duration::from_secs(1));
        assert!(pace.beats_a_hop(1));
        pace.note(1, Duration::from_millis(5));
        assert!(!pace.beats_a_hop(1));
    }
}
