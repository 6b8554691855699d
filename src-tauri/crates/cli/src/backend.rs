//! Who carries a command out: the process that owns the workspace, or this one when nobody does.

use std::{path::Path, time::Duration};

use api::management::VIA;
use app::{
    App, actor,
    event::Event,
    rpc::Command,
    workspace::{self, HostFile},
};
use domain::{
    activity::Via,
    error::{ErrorCode, Failure},
    time::Timestamp,
};
use serde::Deserialize;
use tokio::sync::broadcast::{self, error::RecvError};

use crate::exit::internal;

/// How long to wait for another command that has the workspace open for a moment.
const PATIENCE: Duration = Duration::from_secs(5);
const RETRY_EVERY: Duration = Duration::from_millis(20);

/// A way to the workspace.
pub enum Backend {
    /// Nobody owned it: this process does, for one command.
    Direct(App),
    /// Its owner answers here.
    Remote(Remote),
}

/// The owner's management API.
pub struct Remote {
    client: reqwest::Client,
    host: HostFile,
    token: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: Failure,
}

impl Backend {
    /// Finds the owner of `folder`, or opens it.
    pub async fn open(folder: &Path) -> Result<Self, Failure> {
        let give_up = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(remote) = Remote::find(folder) {
                return Ok(Self::Remote(remote));
            }
            match App::open(folder, now).await {
                Ok(app) => return Ok(Self::Direct(app)),
                Err(error) if error.code() == ErrorCode::Busy && tokio::time::Instant::now() < give_up => {
                    tokio::time::sleep(RETRY_EVERY).await;
                }
                Err(error) => return Err(error.failure()),
            }
        }
    }

    /// Carries out one command.
    pub async fn call<C: Command>(&self, args: C::Args) -> Result<C::Out, Failure> {
        match self {
            Self::Direct(app) => {
                let call = actor::through(Via::Terminal, C::call(app, args));
                call.await.map_err(|error| error.failure())
            }
            Self::Remote(remote) => remote.call::<C>(&args).await,
        }
    }

    /// What happens in the workspace from now on; without it nothing else is lost.
    pub async fn events(&self) -> Option<Events> {
        match self {
            Self::Direct(app) => Some(Events::Direct(app.events())),
            Self::Remote(remote) => remote.events().await.ok().map(Events::Remote),
        }
    }

    /// Writes out what is still in memory.
    pub async fn close(&self) {
        if let Self::Direct(app) = self {
            app.close().await;
        }
    }
}

/// What a workspace tells without being asked.
pub enum Events {
    /// Of this process.
    Direct(broadcast::Receiver<Event>),
    /// Of its owner.
    Remote(Lines),
}

impl Events {
    /// The next one; none when there will be none any more.
    pub async fn next(&mut self) -> Option<Event> {
        match self {
            Self::Direct(events) => loop {
                match events.recv().await {
                    Ok(event) => return Some(event),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            },
            Self::Remote(lines) => lines.event().await,
        }
    }
}

/// Server-sent events, a line at a time.
pub struct Lines {
    response: reqwest::Response,
    begun: Vec<u8>,
}

impl Lines {
    async fn event(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.begun.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.begun.drain(..=end).collect();
                let event = line.strip_prefix(b"data:").map(serde_json::from_slice);
                if let Some(Ok(event)) = event {
                    return Some(event);
                }
            }
            self.begun.extend_from_slice(&self.response.chunk().await.ok()??);
        }
    }
}

impl Remote {
    async fn events(&self) -> reqwest::Result<Lines> {
        let request = self.client.get(format!("{}/api/events", self.host.url)).bearer_auth(&self.token);
        Ok(Lines { response: request.send().await?.error_for_status()?, begun: Vec::new() })
    }

    /// The owner that `folder` names, if its process still lives.
    fn find(folder: &Path) -> Option<Self> {
        let host = workspace::read_host(folder)?;
        if !workspace::is_owned(folder) {
            return None;
        }
        let token = std::fs::read_to_string(&host.token_file).ok()?;
        let client = reqwest::Client::builder().no_proxy().build().ok()?;
        Some(Self { client, host, token })
    }

    async fn call<C: Command>(&self, args: &C::Args) -> Result<C::Out, Failure> {
        let url = format!("{}/api/rpc/{}", self.host.url, C::NAME);
        let lost = |error: reqwest::Error| Failure {
            code: ErrorCode::Unavailable,
            message: format!(
                "the host of this workspace (process {}) did not answer: {error}",
                self.host.pid
            ),
            hint: Some("It may be shutting down: try again.".into()),
        };
        let response =
            self.client.post(url).bearer_auth(&self.token).header(VIA, Via::Terminal.name()).json(args);
        let response = response.send().await.map_err(lost)?;
        let ok = response.status().is_success();
        let body = response.bytes().await.map_err(lost)?;
        let garbled =
            |error| internal(format!("the host of this workspace answered with something else: {error}"));
        if ok {
            serde_json::from_slice(&body).map_err(garbled)
        } else {
            Err(serde_json::from_slice::<Refusal>(&body).map_err(garbled)?.error)
        }
    }
}

/// The clock, asked at the edge.
pub fn now() -> Timestamp {
    Timestamp::from(std::time::SystemTime::now())
}
