//! Work that must not hold up the async threads, and work that must not stop halfway.

use std::future::{Future, pending};

use tokio::task::{JoinError, JoinHandle, spawn_blocking};

/// Runs file and CPU work on a thread of its own.
pub(crate) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    joined(spawn_blocking(work)).await
}

/// Runs `work` to its end even when the caller gives up waiting.
pub(crate) async fn to_the_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    joined(tokio::spawn(work)).await
}

async fn joined<T>(handle: JoinHandle<T>) -> T {
    match handle.await.map_err(JoinError::try_into_panic) {
        Ok(value) => value,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        Err(Err(_)) => pending().await, // the runtime is shutting down: nobody waits for the answer
    }
}
