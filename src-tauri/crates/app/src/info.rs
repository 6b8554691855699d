//! The workspace as a whole: what it holds, where it answers, how much it is asked.

use std::collections::BTreeMap;

use domain::{endpoint::EndpointState, engine::EngineStatus};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use ts_rs::TS;

use crate::{
    App, endpoints,
    error::Error,
    host::{Address, DEFAULT_PORT, Move},
    json::NoArgs,
    off_thread,
};

const RATE_WINDOW_S: u64 = 10;

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
    /// How many versions are in the trash.
    pub trashed_versions: u64,
    /// What emptying the trash gives back, in bytes.
    pub trash_bytes: u64,
    /// How many endpoints are in which state.
    pub endpoints: BTreeMap<String, u64>,
    /// The engines on this machine, and why one that could be is not.
    pub engines: Vec<EngineStatus>,
    /// The bytes of all stored files.
    pub artifact_bytes: u64,
    /// The bytes of the inference log.
    pub log_bytes: u64,
    /// Calls a second over the last ten seconds.
    pub requests_per_s: f64,
}

/// Which port.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PortArgs {
    /// 1 to 65535.
    pub port: u16,
}

/// What is known of the workspace.
pub(crate) async fn info(app: &App, _: NoArgs) -> Result<WorkspaceInfo, Error> {
    let counts = app.store().counts().await?;
    let mut endpoints = BTreeMap::new();
    for endpoint in endpoints::list(app, NoArgs {}).await?.endpoints {
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
        trashed_versions: counts.trashed_versions,
        trash_bytes: counts.trash_bytes,
        endpoints,
        engines: off_thread(inference::engines).await,
        artifact_bytes: counts.artifact_bytes,
        log_bytes: app.log().size_bytes(),
        requests_per_s: app.log().rate(RATE_WINDOW_S, app.now()).await?,
    })
}

/// Moves the host to another port and keeps it. The endpoints' addresses change with it.
pub(crate) async fn set_port(app: &App, args: PortArgs) -> Result<WorkspaceInfo, Error> {
    if let Some(mover) = app.mover() {
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
