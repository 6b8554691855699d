//! Watching endpoints: summaries, charts, single calls.

use domain::{
    monitor::{Chart, ChartKind, Summary},
    name::EndpointName,
};
use serde::{Deserialize, Serialize};
use telemetry::ChartRequest;
pub use telemetry::{RecordPage, StoredRecord};
use tokio::sync::broadcast::error::RecvError;
use ts_rs::TS;

use crate::{App, error::Error, event::Event};

/// Calls a page of the inference log when the caller names no number.
const PAGE: u32 = 50;
const PAGE_MAX: u32 = 1_000;

/// An endpoint over a window of time that ends now.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SummaryArgs {
    /// The endpoint.
    pub endpoint: EndpointName,
    /// The window's length in seconds.
    pub window_s: u64,
}

/// Which chart, how large, and in which time zone its labels are.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct ChartArgs {
    /// The endpoint.
    pub endpoint: EndpointName,
    /// Which chart.
    pub kind: ChartKind,
    /// The window's length in seconds.
    pub window_s: u64,
    /// The drawing's width in px.
    pub width: u32,
    /// The drawing's height in px.
    pub height: u32,
    /// What the reader's clock is ahead of UTC, in seconds.
    #[serde(default)]
    pub utc_offset_s: Option<i32>,
}

/// A page of the inference log, newest first.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct RecordsArgs {
    /// The endpoint.
    pub endpoint: EndpointName,
    /// How many at most.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[serde(default)]
    pub before: Option<i64>,
}

/// What was asked of an endpoint and how it answered.
pub(crate) async fn summary(app: &App, args: SummaryArgs) -> Result<Summary, Error> {
    settle(app, &args.endpoint).await?;
    Ok(app.log().summary(&args.endpoint, args.window_s, app.now()).await?)
}

/// One drawn chart with its numbers.
pub(crate) async fn chart(app: &App, args: ChartArgs) -> Result<Chart, Error> {
    settle(app, &args.endpoint).await?;
    let request = ChartRequest {
        endpoint: args.endpoint,
        kind: args.kind,
        window_s: args.window_s,
        width: args.width,
        height: args.height,
        utc_offset_s: args.utc_offset_s.unwrap_or_default(),
        now: app.now(),
    };
    Ok(app.log().chart(&request).await?)
}

/// Single calls.
pub(crate) async fn records(app: &App, args: RecordsArgs) -> Result<RecordPage, Error> {
    settle(app, &args.endpoint).await?;
    let limit = args.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX) as usize;
    Ok(app.log().records(&args.endpoint, limit, args.before).await?)
}

/// Makes sure that the endpoint is there and that what was called before now is in the log.
async fn settle(app: &App, endpoint: &EndpointName) -> Result<(), Error> {
    app.store().endpoint(endpoint).await?;
    Ok(app.log().flush().await?)
}

/// A chart as a file that any viewer shows.
#[must_use]
pub fn standalone(chart: &Chart) -> String {
    telemetry::standalone(chart, telemetry::Theme::Light)
}

/// Passes on what the log has written, for as long as the app lives.
pub(crate) fn forward_recorded(app: &App) {
    let mut recorded = app.log().subscribe();
    let events = app.0.events.clone();
    tokio::spawn(async move {
        loop {
            match recorded.recv().await {
                Ok(batch) => {
                    let _ =
                        events.send(Event::Recorded { endpoint: batch.endpoint, requests: batch.requests });
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => break,
            }
        }
    });
}
