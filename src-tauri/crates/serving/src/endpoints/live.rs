//! One served version with its replicas and their queue.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{infer::Output, tensor::Tensor};
use inference::Stop;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Served, pace::Pace};
use crate::error::Error;

/// A version while it is served.
pub(crate) struct Live {
    pub(crate) served: Served,
    /// One for each call that may score at the same time.
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    pace: Pace,
}

impl Live {
    pub(super) fn new(served: Served) -> Self {
        let permits = product(served.config.replicas, served.config.concurrency).max(1);
        let permits = Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS)));
        Self { served, permits, waiting: AtomicUsize::new(0), pace: Pace::unknown() }
    }

    /// Waits for a replica, within the limits of the queue.
    pub(super) async fn replica(&self) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(free) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(free);
        }
        let _place = self.place()?;
        let limit_ms = self.served.config.max_queue_wait_ms;
        let limit = Duration::from_millis(limit_ms.into());
        match tokio::time::timeout(limit, Arc::clone(&self.permits).acquire_owned()).await {
            Ok(free) => Ok(free.expect("the semaphore is never closed")),
            Err(_) => Err(Error::QueueWait { endpoint: self.served.name.clone(), limit_ms }),
        }
    }

    /// A place in the queue, given back when dropped.
    fn place(&self) -> Result<Place<'_>, Error> {
        let limit = product(self.served.config.queue, self.served.config.replicas.max(1));
        let place = Place(&self.waiting);
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        if before < limit {
            Ok(place)
        } else {
            Err(Error::QueueFull { endpoint: self.served.name.clone(), waiting: before })
        }
    }

    /// Scores where it is quickest (see [`Pace`]) and gives the time that scoring took. A score that is given up, by
    /// the clock or by a caller that hangs up, is asked to stop and keeps its replica until it has.
    pub(super) async fn score(
        self: &Arc<Self>,
        replica: OwnedSemaphorePermit,
        inputs: Vec<Tensor>,
    ) -> (Duration, Result<Vec<Output>, Error>) {
        let begun = Instant::now();
        let limit = Duration::from_millis(self.served.config.scoring_timeout_ms.into());
        let stop = Stop::at(begun + limit);
        if self.pace.beats_a_hop(inputs.first().map_or(1, Tensor::rows)) {
            return self.score_here(&inputs, &stop);
        }
        let live = Arc::clone(self);
        let _abandoned = stop.when_dropped();
        let scoring = tokio::task::spawn_blocking(move || {
            let scored = live.score_here(&inputs, &stop);
            drop(replica);
            scored
        });
        match tokio::time::timeout(limit, scoring).await {
            Ok(Ok(scored)) => scored,
            Ok(Err(_)) => (begun.elapsed(), Err(Error::Panicked)),
            Err(_) => (begun.elapsed(), Err(self.too_late())),
        }
    }

    fn score_here(&self, inputs: &[Tensor], stop: &Stop) -> (Duration, Result<Vec<Output>, Error>) {
        let begun = Instant::now();
        let outputs = catch_unwind(AssertUnwindSafe(|| self.served.predictor.predict_until(inputs, stop)));
        let took = begun.elapsed();
        self.pace.note(inputs.first().map_or(1, Tensor::rows), took);
        let outputs = match outputs {
            Ok(Ok(outputs)) => Ok(outputs),
            Ok(Err(inference::Error::Stopped)) => Err(self.too_late()),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(Error::Panicked),
        };
        (took, outputs)
    }

    fn too_late(&self) -> Error {
        let (endpoint, limit_ms) = (self.served.name.clone(), self.served.config.scoring_timeout_ms);
        Error::ScoringTimeout { endpoint, limit_ms }
    }
}

fn product(a: u32, b: u32) -> usize {
    usize::try_from(u64::from(a) * u64::from(b)).unwrap_or(usize::MAX)
}

/// One waiting call.
struct Place<'l>(&'l AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
