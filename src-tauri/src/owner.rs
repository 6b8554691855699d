//! The workspace behind the window.

use std::{path::PathBuf, time::SystemTime};

use api::{Host, HostOptions};
use app::App;
use domain::{
    error::{ErrorCode, Failure},
    time::Timestamp,
};
use tauri::{AppHandle, Manager as _, async_runtime};
use tokio::sync::{Mutex, OnceCell, oneshot};

use crate::bridge;

/// Opens its workspace when it is first asked for, and again whenever that failed, so that the window can say what is
/// wrong and go on once it is put right.
pub struct Owner {
    folder: PathBuf,
    opened: OnceCell<Opened>,
}

struct Opened {
    app: App,
    host: Mutex<Option<Running>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    task: async_runtime::JoinHandle<()>,
}

impl Owner {
    /// Of the workspace in this folder.
    pub fn of(folder: PathBuf) -> Self {
        Self { folder, opened: OnceCell::new() }
    }

    /// The open workspace.
    ///
    /// # Errors
    /// Why it cannot be opened: another process owns it, it is read-only, or a newer program made it.
    pub async fn app(&self, handle: &AppHandle) -> Result<&App, Failure> {
        let open = || open(self.folder.clone(), handle.clone());
        self.opened.get_or_try_init(open).await.map(|opened| &opened.app)
    }

    /// Lets calls in flight finish, and writes out what is still in memory.
    pub async fn close(&self) {
        let Some(opened) = self.opened.get() else { return };
        let Some(Running { stop, task }) = opened.host.lock().await.take() else { return };
        // A host that has ended by itself listens no more, and is done all the same.
        let _ = stop.send(());
        if let Err(error) = task.await {
            tracing::error!(%error, "The host ended badly");
        }
    }
}

async fn open(folder: PathBuf, handle: AppHandle) -> Result<Opened, Failure> {
    let opened = async_runtime::spawn_blocking(move || async_runtime::block_on(App::open(&folder, now)));
    let app = opened.await.map_err(panicked)?.map_err(|error| error.failure())?;
    async_runtime::spawn(bridge::forward_events(app.clone(), handle));
    let (stop, stopped) = oneshot::channel();
    let task = async_runtime::spawn(host(app.clone(), stopped));
    Ok(Opened { app, host: Mutex::new(Some(Running { stop, task })) })
}

fn panicked(error: tauri::Error) -> Failure {
    Failure {
        code: ErrorCode::Internal,
        message: format!("the workspace could not be opened: {error}"),
        hint: None,
    }
}

/// Opens the workspace while the pages are still loading.
pub fn open_early(handle: &AppHandle) {
    let handle = handle.clone();
    async_runtime::spawn(async move {
        // A failure is told to the pages, which ask again.
        let _ = handle.state::<Owner>().app(&handle).await;
    });
}

/// Answers programs until told to stop. A window whose port is taken goes on without, and says so.
async fn host(app: App, stopped: oneshot::Receiver<()>) {
    let options = HostOptions { port_must_bind: false, ..HostOptions::default() };
    match Host::start(&app, options).await {
        Ok(host) => host.run(async { drop(stopped.await) }).await,
        Err(error) => {
            tracing::error!(%error, "The host did not start");
            drop(stopped.await);
            app.close().await;
        }
    }
}

/// The clock, asked at the edge.
fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}
