//! `vitrine serve`: the host without a window.

use std::path::Path;

use api::{Host, HostOptions};
use app::App;
use domain::error::Failure;
use serde_json::json;

use crate::{args::Serve, backend::now, print::Printer};

/// Hosts the workspace until it is told to stop.
pub async fn run(workspace: &Path, options: &Serve, printer: &Printer) -> Result<(), Failure> {
    let app = App::open(workspace, now).await.map_err(|error| error.failure())?;
    let options = HostOptions { address: options.host, port: options.port, port_must_bind: true };
    let host = Host::start(&app, options).await.map_err(api::host::Error::failure)?;
    printer.address(&json!({
        "url": host.url(),
        "grpc_url": null,
        "pid": std::process::id(),
        "workspace": app.workspace().root(),
    }));
    host.run(api::stop::asked()).await;
    Ok(())
}
