//! Who acts: the user of this machine, through the window, a terminal or another program.

use std::future::Future;

use domain::activity::{By, Via};
use tokio::task_local;

use crate::App;

task_local! {
    static VIA: Via;
}

/// Runs a use case that somebody asked for through `via`; what it changes is logged so.
pub async fn through<F: Future>(via: Via, work: F) -> F::Output {
    VIA.scope(via, work).await
}

/// The name of the user whose process this is.
#[must_use]
pub fn user() -> String {
    whoami::username().unwrap_or_else(|_| "unknown".to_owned())
}

impl App {
    /// Who acts now.
    pub(crate) fn by(&self) -> By {
        By { actor: self.0.user.clone(), via: VIA.try_with(|via| *via).ok(), at: self.now() }
    }
}
