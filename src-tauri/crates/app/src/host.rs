//! Where this workspace answers other programs. The HTTP room binds the port; this module remembers and reports.

use std::sync::{Mutex, PoisonError, RwLock};

use tokio::sync::{mpsc, oneshot};

use crate::{
    App,
    error::Error,
    event::{Event, Topic},
};

/// The port that a workspace asks for until it is told otherwise.
pub const DEFAULT_PORT: u16 = 8390;
const PORT_SETTING: &str = "host.port";

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

    /// The way to ask the listening room for another port; none when no host runs.
    pub(crate) fn mover(&self) -> Option<mpsc::Sender<Move>> {
        self.0.host.mover.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_address(&self, address: Address) {
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
