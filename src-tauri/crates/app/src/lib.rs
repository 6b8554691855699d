//! The use cases of Vitrine, one module an area, and the one command table ([`rpc`]) through which the window, the
//! terminal and other programs call them.
//!
//! Invariant: nothing here knows a window, a command line or an HTTP status. Hosts translate.

pub mod activity;
pub mod actor;
pub mod aliases;
pub mod assess;
pub mod correct;
pub mod edit;
pub mod endpoints;
pub mod error;
pub mod event;
pub mod export;
pub mod finding;
pub mod graph;
pub mod host;
pub mod info;
pub mod jobs;
pub mod json;
pub mod limits;
pub mod many;
pub mod models;
pub mod monitor;
pub mod preview;
pub mod register;
pub mod rpc;
pub mod samples;
pub mod scoring;
pub mod secret;
pub mod storage;
pub mod trash;
pub mod trial;
pub mod workspace;

use std::{path::Path, sync::Arc};

use domain::time::Timestamp;
use tokio::sync::broadcast;

use crate::{
    endpoints::Fleet,
    error::Error,
    event::Event,
    host::HostState,
    jobs::Jobs,
    scoring::Predictors,
    trial::{Program, Trials},
    workspace::Workspace,
};

/// An open workspace and everything that can be done with it. Cheap to clone; all clones are the same workspace.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    workspace: Workspace,
    store: store::Store,
    log: telemetry::Log,
    fleet: Fleet,
    host: HostState,
    jobs: Jobs,
    predictors: Predictors,
    graphs: graph::Graphs,
    trials: Trials,
    events: broadcast::Sender<Event>,
    clock: fn() -> Timestamp,
    /// Whose process this is.
    user: String,
}

/// How many events a slow listener may lag behind before it misses some.
const EVENT_BACKLOG: usize = 256;

impl App {
    /// Opens the workspace in `folder`, making it if it is not there, and becomes its owner until the last clone is
    /// dropped. The program that calls this becomes the child of a trial when it [is asked to](trial::is_child).
    ///
    /// # Errors
    /// [`Error`] with [`ErrorCode::Busy`](domain::error::ErrorCode::Busy) when another process owns the workspace, and
    /// whatever keeps its databases from opening.
    pub async fn open(folder: &Path, clock: fn() -> Timestamp) -> Result<Self, Error> {
        let program = Program::this().map_err(|error| trial::End::Start(error.to_string()))?;
        Self::open_with(folder, clock, program).await
    }

    /// As [`open`](Self::open), with another program as the child of a trial.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(folder: &Path, clock: fn() -> Timestamp, program: Program) -> Result<Self, Error> {
        let workspace = Workspace::own(folder)?;
        let store = store::Store::open(workspace.root()).await?;
        let log = telemetry::Log::open(workspace.root(), clock).await?;
        let (events, _) = broadcast::channel(EVENT_BACKLOG);
        let recorder = log.clone();
        let fleet = Fleet::new(Arc::new(move |record| recorder.record(record)));
        let app = Self(Arc::new(Inner {
            workspace,
            store,
            log,
            fleet,
            host: HostState::default(),
            jobs: Jobs::default(),
            predictors: Predictors::default(),
            graphs: graph::Graphs::default(),
            trials: Trials::new(program),
            events,
            clock,
            user: actor::user(),
        }));
        monitor::forward_recorded(&app);
        Ok(app)
    }

    /// What happens from now on: changes, progress of jobs, recorded calls.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// The endpoints that are served, for the room that answers HTTP.
    #[must_use]
    pub fn serving(&self) -> &serving::Endpoints {
        self.0.fleet.serving()
    }

    /// The folder that this app owns.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.0.workspace
    }

    /// Writes out what is still in memory. Call it before the process ends.
    pub async fn close(&self) {
        self.0.log.close().await;
    }

    fn emit(&self, event: Event) {
        // Without a listener there is nobody to tell.
        let _ = self.0.events.send(event);
    }

    fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    fn store(&self) -> &store::Store {
        &self.0.store
    }

    fn log(&self) -> &telemetry::Log {
        &self.0.log
    }
}

/// Runs work that would hold up an async thread (hashing, loading, scoring) on a thread of its own.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => std::future::pending().await, // the runtime is shutting down: nobody waits for the answer
    }
}
