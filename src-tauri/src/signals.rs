//! Ending in good order when the system or a terminal asks for it.

use tauri::{AppHandle, async_runtime};

/// Ends the program on Ctrl+C or a termination signal as closing its window does.
pub fn exit_when_asked(handle: &AppHandle) {
    let handle = handle.clone();
    async_runtime::spawn(async move {
        api::stop::asked().await;
        handle.exit(0);
    });
}
