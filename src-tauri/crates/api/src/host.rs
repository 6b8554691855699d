//! The process that answers for a workspace.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use app::{
    App,
    host::{DEFAULT_PORT, Move},
    watch::Pace,
};
use serving::Server;
use tokio::sync::{mpsc, watch};

use crate::management;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Where the endpoints shall answer.
#[derive(Debug, Clone, Copy)]
pub struct HostOptions {
    /// The address to bind; loopback unless the user opened it.
    pub address: IpAddr,
    /// The port: none for the workspace's own, 0 for any free one.
    pub port: Option<u16>,
    /// What to do when the port cannot be had: fail, or go on and show it (a window stays useful without endpoints).
    pub port_must_bind: bool,
}

impl Default for HostOptions {
    fn default() -> Self {
        Self { address: LOOPBACK, port: None, port_must_bind: true }
    }
}

/// Why no host could be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A port could not be bound.
    #[error(transparent)]
    Serving(#[from] serving::Error),
    /// The workspace could not be read or written.
    #[error(transparent)]
    App(#[from] app::error::Error),
}

impl Error {
    /// The failure as every edge shows it.
    #[must_use]
    pub fn failure(self) -> domain::error::Failure {
        match self {
            Self::Serving(error) => app::error::Error::from(error).failure(),
            Self::App(error) => error.failure(),
        }
    }
}

/// A running host.
pub struct Host {
    app: App,
    address: IpAddr,
    scoring: Option<Server>,
    management: Server,
    /// Dropped to end the event streams.
    streams: watch::Sender<()>,
    moves: mpsc::Receiver<Move>,
}

impl Host {
    /// Binds both listeners, announces the management API, and brings the workspace's endpoints back.
    ///
    /// # Errors
    /// [`Error`] when a port or the workspace's own files cannot be had.
    pub async fn start(app: &App, options: HostOptions) -> Result<Self, Error> {
        let (mover, moves) = mpsc::channel(1);
        let scoring = match bind_scoring(app, options).await {
            Ok(server) => {
                app.keep_port(server.address().port()).await?;
                app.host_listens(base_url(&server), mover);
                Some(server)
            }
            Err(error) if options.port_must_bind => return Err(error),
            Err(error) => {
                app.host_failed(error.to_string(), mover);
                None
            }
        };
        let token = app::secret::fresh();
        let (streams, ends) = watch::channel(());
        let management =
            Server::bind(SocketAddr::new(LOOPBACK, 0), management::router(app.clone(), &token, ends)).await?;
        app.workspace().announce(&base_url(&management), &token).map_err(app::error::Error::from)?;
        app.restore_endpoints().await?;
        app.watch_folders(Pace::default()).await?;
        Ok(Self { app: app.clone(), address: options.address, scoring, management, streams, moves })
    }

    /// The base address of the endpoints, such as `http://127.0.0.1:8390`; none when the port could not be had.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        self.scoring.as_ref().map(base_url)
    }

    /// Answers until `stop` is done, then lets calls in flight finish and writes everything out.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(request) = self.moves.recv() => self.move_to(request).await,
            }
        }
        self.app.workspace().withdraw();
        if let Some(scoring) = self.scoring {
            scoring.shutdown().await;
        }
        drop(self.streams);
        self.management.shutdown().await;
        self.app.close().await;
    }

    /// Binds the new port before the old one is given up, so that a refused move changes nothing.
    async fn move_to(&mut self, request: Move) {
        let answer = match bind(&self.app, self.address, request.port).await {
            Ok(server) => {
                let url = base_url(&server);
                if let Some(old) = self.scoring.replace(server) {
                    tokio::spawn(old.shutdown());
                }
                Ok(url)
            }
            Err(error) => Err(error.to_string()),
        };
        // Whoever asked may have gone; the move stands all the same.
        let _ = request.reply.send(answer);
    }
}

/// The asked port, else the workspace's own. A workspace that has none yet takes the default, or any free one.
async fn bind_scoring(app: &App, options: HostOptions) -> Result<Server, Error> {
    let kept = app.kept_port().await?;
    match (
        options.port.or(kept),
        bind(app, options.address, options.port.or(kept).unwrap_or(DEFAULT_PORT)).await,
    ) {
        (None, Err(_)) => Ok(bind(app, options.address, 0).await?),
        (_, bound) => Ok(bound?),
    }
}

async fn bind(app: &App, address: IpAddr, port: u16) -> Result<Server, serving::Error> {
    Server::bind(SocketAddr::new(address, port), serving::router(app.serving().clone())).await
}

fn base_url(server: &Server) -> String {
    let address = server.address();
    // A wildcard address is no address to call: the machine's own is.
    let address =
        if address.ip().is_unspecified() { SocketAddr::new(LOOPBACK, address.port()) } else { address };
    format!("http://{address}")
}
