//! The one bridge between the pages and the command table.

use app::{
    App,
    event::{Event, Topic},
};
use domain::{activity::Via, error::Failure};
use serde_json::Value;
use tauri::{AppHandle, Emitter as _, State};
use tokio::sync::broadcast::error::RecvError;

use crate::owner::Owner;

/// The name of the Tauri event that carries every [`Event`].
const EVENT: &str = "vitrine";

/// Calls a command of [`app::rpc`] by its name.
///
/// # Errors
/// The command's own failure, or why the workspace cannot be opened.
#[tauri::command]
pub async fn rpc(
    command: String,
    args: Value,
    owner: State<'_, Owner>,
    handle: AppHandle,
) -> Result<Value, Failure> {
    let app = owner.app(&handle).await?;
    app::rpc::dispatch_via(app, Via::Window, &command, args).await.map_err(|error| error.failure())
}

/// Hands every event of the app to the pages.
pub async fn forward_events(app: App, handle: AppHandle) {
    let mut events = app.events();
    // The app lives as long as whoever holds it; listening alone shall not keep the workspace open.
    drop(app);
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => everything_changed(),
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = handle.emit(EVENT, &event) {
            tracing::warn!(%error, "An event did not reach the window");
        }
    }
}

/// What to say when it is not known any more what changed.
fn everything_changed() -> Event {
    Event::Changed {
        topics: vec![Topic::Models, Topic::Endpoints, Topic::Records, Topic::Workspace, Topic::Watched],
    }
}
