//! Children that wait for the next model.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{CHILDREN, process::Process};

/// How long a child waits before it is ended.
const PATIENCE: Duration = Duration::from_secs(1);
/// A child that has had more memory in use than this may not give it all back, and is not used again.
const SMALL_BYTES: u64 = 300_000_000;

/// The children that wait, each with the moment when it began to.
#[derive(Default)]
pub(super) struct Idle(Arc<Waiting>);

type Waiting = Mutex<Vec<(Instant, Process)>>;

impl Idle {
    /// One that is still alive.
    pub(super) fn take(&self) -> Option<Process> {
        let mut waiting = lock(&self.0);
        loop {
            let (_, mut process) = waiting.pop()?;
            if process.is_alive() {
                return Some(process);
            }
        }
    }

    /// Keeps a child for a moment, if it is known to be small. Call it within a tokio runtime.
    pub(super) fn keep(&self, process: Process, peak_bytes: Option<u64>) {
        if peak_bytes.is_none_or(|bytes| bytes > SMALL_BYTES) {
            return;
        }
        let mut waiting = lock(&self.0);
        if waiting.len() >= CHILDREN {
            return;
        }
        waiting.push((Instant::now(), process));
        drop(waiting);
        let waiting = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            if let Some(waiting) = waiting.upgrade() {
                lock(&waiting).retain(|(since, _)| since.elapsed() < PATIENCE);
            }
        });
    }
}

fn lock(waiting: &Waiting) -> MutexGuard<'_, Vec<(Instant, Process)>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
