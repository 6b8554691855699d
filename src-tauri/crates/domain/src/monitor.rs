//! What the watching views show: summaries and charts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Timestamp;

/// Latency percentiles in milliseconds; none without a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Percentiles {
    /// Half of the calls were faster.
    pub p50: Option<f64>,
    /// 95 % of the calls were faster.
    pub p95: Option<f64>,
    /// 99 % of the calls were faster.
    pub p99: Option<f64>,
}

/// One endpoint over one window of time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Summary {
    /// The window's length in seconds.
    pub window_s: u64,
    /// Calls, answered or refused.
    pub requests: u64,
    /// Calls refused (status 400 and above).
    pub errors: u64,
    /// Rows scored.
    pub rows: u64,
    /// Total time of answered calls.
    pub latency_ms: Percentiles,
    /// Rows by predicted class; for numbers `mean`, `min` and `max`.
    #[ts(type = "Record<string, number>")]
    pub predictions: BTreeMap<String, f64>,
    /// Calls that were answered but could not be recorded, since the host started.
    pub dropped: u64,
}

/// Which chart of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Calls a second by status: 2xx, 4xx, 5xx.
    Requests,
    /// p50, p95 and p99 of the total time in ms.
    Latency,
    /// Share of each predicted class, or the mean predicted value.
    Predictions,
}

/// A rectangle in SVG units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[expect(missing_docs, reason = "the fields are a rectangle's")]
pub struct PlotArea {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// One line or area of a chart, with the numbers behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Series {
    /// The name in the legend.
    pub name: String,
    /// The colour's role in the look: `healthy`, `unhealthy`, `failed`, `series-1` to `series-8`, `series-rest`.
    pub role: String,
    /// One value a time; none where nothing was called.
    pub values: Vec<Option<f64>>,
    /// The value over the whole window for the legend (the mean rate, the percentile, the share).
    pub total: Option<f64>,
}

/// A chart drawn by the backend and the numbers behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Chart {
    /// Which chart.
    pub kind: ChartKind,
    /// Its title, such as `Requests`.
    pub title: String,
    /// The unit of its values, such as `per second`.
    pub unit: String,
    /// One sentence that says what it shows, for those who cannot see it.
    pub summary: String,
    /// The drawing: classes instead of colours (`c-healthy`, `gridline`, `axis-label`), no script.
    pub svg: String,
    /// Where the values lie in the drawing, in its own units.
    pub area: PlotArea,
    /// The time at the left and at the right edge of the area.
    pub from: Timestamp,
    /// See `from`.
    pub to: Timestamp,
    /// The values at the lower and at the upper edge of the area.
    pub y_range: (f64, f64),
    /// The length of one bucket in seconds.
    pub step_s: f64,
    /// The middle of each bucket.
    pub times: Vec<Timestamp>,
    /// The lines, in legend order.
    pub series: Vec<Series>,
}
