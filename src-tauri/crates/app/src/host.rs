//! Where this workspace answers other programs. The HTTP room binds the port; this module remembers and reports.

use std::sync::{Mutex, PoisonError, RwLock};

use domain::endpoint::EndpointState;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use ts_rs::TS;

use crate::{
    App,
    error::Error,
    event::{Event, Topic},
};

/// The port that a workspace asks for until it is told otherwise.
pub const DEFAULT_PORT: u16 = 8390;
const PORT_SETTING: &str = "host.port";
const RATE_WINDOW_S: u64 = 10;

/// Whether a host answers, and at which address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Address {
    /// No host: this process runs one command and ends.
    #[default]
    None,
    /// Calls are answered at this base address.
    Listening(String),
    /// The port could not be had; the sentence says why.
    Failed(String),
}

/// A request to the room that listens: answer on this port from now on.
pub struct Move {
    /// The wanted port; 0 for any free one.
    pub port: u16,
    /// The new base address, or why it cannot be had (the old one is kept then).
    pub reply: oneshot::Sender<Result<String, String>>,
}

#[derive(Default)]
pub(crate) struct HostState {
    address: RwLock<Address>,
    mover: Mutex<Option<mpsc::Sender<Move>>>,
}

/// A workspace as Settings and the status bar show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct WorkspaceInfo {
    /// The folder.
    pub path: String,
    /// The folder's own name.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// The owning process.
    pub pid: u32,
    /// The base address of all endpoints; none when no host answers.
    pub url: Option<String>,
    /// Why no host answers.
    pub host_problem: Option<String>,
    /// The port that the workspace asks for.
    pub port: u16,
    /// How many models.
    pub models: u64,
    /// How many versions.
    pub versions: u64,
    /// How many endpoints are in which state.
    pub endpoints: std::collections::BTreeMap<String, u64>,
    /// The bytes of all stored files.
    pub artifact_bytes: u64,
    /// The bytes of the inference log.
    pub log_bytes: u64,
    /// Calls a second over the last ten seconds.
    pub requests_per_s: f64,
}

/// No arguments.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
pub struct NoArgs {}

/// Which port.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PortArgs {
    /// 1 to 65535.
    pub port: u16,
}

impl App {
    /// The port that the workspace's endpoints have their addresses on; none before a host first ran.
    ///
    /// # Errors
    /// The database's.
    pub async fn kept_port(&self) -> Result<Option<u16>, Error> {
        Ok(self.store().setting(PORT_SETTING).await?)
    }

    /// Keeps `port` as the workspace's own, so that endpoints have the same addresses after a restart.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_port(&self, port: u16) -> Result<(), Error> {
        Ok(self.store().set_setting(PORT_SETTING, &port).await?)
    }

    /// Says that a host answers at `url`, and takes requests to move through `mover`.
    pub fn host_listens(&self, url: String, mover: mpsc::Sender<Move>) {
        *self.0.host.mover.lock().unwrap_or_else(PoisonError::into_inner) = Some(mover);
        self.set_address(Address::Listening(url));
    }

    /// Says that the wanted port could not be had. The window goes on without endpoints and shows `problem`.
    pub fn host_failed(&self, problem: String, mover: mpsc::Sender<Move>) {
        *self.0.host.mover.lock().unwrap_or_else(PoisonError::into_inner) = Some(mover);
        self.set_address(Address::Failed(problem));
    }

    fn set_address(&self, address: Address) {
        *self.0.host.address.write().unwrap_or_else(PoisonError::into_inner) = address;
        self.emit(Event::Changed { topics: vec![Topic::Workspace, Topic::Endpoints] });
    }

    /// Where endpoints answer, or will when a host has the workspace's port.
    pub(crate) async fn base_url(&self) -> Result<String, Error> {
        Ok(match self.address() {
            Address::Listening(url) => url,
            Address::None | Address::Failed(_) => {
                format!("http://127.0.0.1:{}", self.kept_port().await?.unwrap_or(DEFAULT_PORT))
            }
        })
    }

    pub(crate) fn address(&self) -> Address {
        self.0.host.address.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What is known of the workspace.
pub(crate) async fn info(app: &App, _: NoArgs) -> Result<WorkspaceInfo, Error> {
    let counts = app.store().counts().await?;
    let mut endpoints = std::collections::BTreeMap::new();
    for endpoint in crate::endpoints::list(app, NoArgs {}).await?.endpoints {
        *endpoints.entry(state_name(endpoint.state).to_owned()).or_default() += 1;
    }
    let (url, host_problem) = match app.address() {
        Address::None => (None, None),
        Address::Listening(url) => (Some(url), None),
        Address::Failed(problem) => (None, Some(problem)),
    };
    Ok(WorkspaceInfo {
        path: app.workspace().root().display().to_string(),
        name: app.workspace().name(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pid: std::process::id(),
        url,
        host_problem,
        port: app.kept_port().await?.unwrap_or(DEFAULT_PORT),
        models: counts.models,
        versions: counts.versions,
        endpoints,
        artifact_bytes: counts.artifact_bytes,
        log_bytes: app.log().size_bytes(),
        requests_per_s: app.log().rate(RATE_WINDOW_S, app.now()).await?,
    })
}

/// Moves the host to another port and keeps it. The endpoints' addresses change with it.
pub(crate) async fn set_port(app: &App, args: PortArgs) -> Result<WorkspaceInfo, Error> {
    let mover = app.0.host.mover.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(mover) = mover {
        let (reply, answer) = oneshot::channel();
        let gone = || Error::HostAddress("the host is shutting down".into());
        mover.send(Move { port: args.port, reply }).await.map_err(|_| gone())?;
        let url = answer.await.map_err(|_| gone())?.map_err(Error::HostAddress)?;
        app.set_address(Address::Listening(url));
    }
    app.keep_port(args.port).await?;
    info(app, NoArgs {}).await
}

fn state_name(state: EndpointState) -> &'static str {
    match state {
        EndpointState::Transitioning => "Transitioning",
        EndpointState::Healthy => "Healthy",
        EndpointState::Unhealthy => "Unhealthy",
        EndpointState::Unschedulable => "Unschedulable",
        EndpointState::Failed => "Failed",
    }
}
