//! A listening server that stops without cutting a call off.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use axum::{Router, serve::ListenerExt};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::error::Error;

/// How long calls in flight may take to finish once the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// A server that is accepting calls. Dropping it stops it as [`Server::shutdown`] does, without waiting.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Server {
    /// Listens on an address; port 0 takes any free one.
    ///
    /// # Errors
    /// [`Error::PortInUse`] when another program has the port, [`Error::Bind`] for anything else.
    pub async fn bind(address: SocketAddr, router: Router) -> Result<Self, Error> {
        let refused = |source: io::Error| refusal(address, source);
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(serve(listener, router, stopped));
        Ok(Self { address, stop, serving })
    }

    /// Where it listens, with the real port.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting and waits until the calls in flight have finished, at most 10 seconds.
    pub async fn shutdown(self) {
        let Self { stop, mut serving, .. } = self;
        drop(stop);
        if tokio::time::timeout(GRACE, &mut serving).await.is_err() {
            tracing::warn!("calls were still in flight when the server stopped");
            serving.abort();
        }
    }
}

/// Serves until the other end of `stopped` is dropped.
async fn serve(listener: TcpListener, router: Router, stopped: oneshot::Receiver<()>) {
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps Nagle's delay");
        }
    });
    let stopped = async {
        let _ = stopped.await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
        tracing::error!(%error, "the server stopped");
    }
}

fn refusal(address: SocketAddr, source: io::Error) -> Error {
    let host: IpAddr = address.ip();
    match source.kind() {
        io::ErrorKind::AddrInUse => Error::PortInUse { host, port: address.port() },
        _ => Error::Bind { address, source },
    }
}
