//! Ending in good order when the system or a terminal asks for it.

use tauri::{AppHandle, async_runtime};

/// Ends the program on Ctrl+C or a termination signal as closing its window does.
pub fn exit_when_asked(handle: &AppHandle) {
    let handle = handle.clone();
    async_runtime::spawn(async move {
        tokio::select! {
            Ok(()) = tokio::signal::ctrl_c() => {}
            () = terminated() => {}
        }
        handle.exit(0);
    });
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
