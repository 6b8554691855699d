//! What the system tells of changes in a folder.

use std::{path::Path, sync::Arc};

use notify::{RecursiveMode, Watcher as _};
use tokio::sync::Notify;

/// Signs that something may have changed. Dropping it ends them.
pub(super) struct Signs {
    told: Arc<Notify>,
    /// Held, not read. None where the folder is looked at again and again.
    _watcher: Option<notify::RecommendedWatcher>,
}

impl Signs {
    /// Listens for changes in a folder and all below it. Gives why it cannot, where it cannot: a system allows only so
    /// many watches.
    pub(super) fn of(folder: &Path) -> (Self, Result<(), String>) {
        let told = Arc::new(Notify::new());
        let teller = told.clone();
        // Whatever is told, lost events and errors too, means the same: look.
        let watcher = notify::recommended_watcher(move |_| teller.notify_one());
        let watching = watcher.and_then(|mut watcher| {
            watcher.watch(folder, RecursiveMode::Recursive)?;
            Ok(watcher)
        });
        match watching {
            Ok(watcher) => (Self { told, _watcher: Some(watcher) }, Ok(())),
            Err(error) => (Self { told, _watcher: None }, Err(error.to_string())),
        }
    }

    /// Tells nothing.
    pub(super) fn none() -> Self {
        Self { told: Arc::default(), _watcher: None }
    }

    /// Whether the system tells anything.
    pub(super) fn are_told(&self) -> bool {
        self._watcher.is_some()
    }

    /// Waits for the next sign; one that came since the last wait counts.
    pub(super) async fn next(&self) {
        self.told.notified().await;
    }
}
