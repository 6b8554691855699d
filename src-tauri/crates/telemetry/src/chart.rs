//! Charts of an endpoint: the numbers of a window by bucket, and their drawing.

mod axis;
mod content;
mod drawing;
mod figures;
mod palette;
pub(crate) mod standalone;
mod theme;

use domain::{
    monitor::{Chart, ChartKind},
    name::EndpointName,
    time::Timestamp,
};

use self::{content::Content, drawing::Drawing};
use crate::{
    error::Result,
    log::Log,
    rollup::{Rollup, table::Details},
    runs::Runs,
    summary::rollups,
    window::{Bucket, Window},
};

/// Fewest and most points of a chart.
const POINTS: std::ops::RangeInclusive<u32> = 120..=240;
/// Pixels that a point has at least.
const PX_PER_POINT: u32 = 3;
/// The sizes that can be drawn, in px; others are brought to the nearest.
const WIDTHS: std::ops::RangeInclusive<u32> = 160..=8_000;
const HEIGHTS: std::ops::RangeInclusive<u32> = 80..=4_000;

/// Which chart to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartRequest {
    /// Whose calls.
    pub endpoint: EndpointName,
    /// What of them.
    pub kind: ChartKind,
    /// The window's length in seconds, up to a year.
    pub window_s: u64,
    /// The drawing's width in px; from 160 to 8,000.
    pub width: u32,
    /// The drawing's height in px; from 80 to 4,000.
    pub height: u32,
    /// The viewer's distance from UTC in seconds, east positive; times on the axis are written so.
    pub utc_offset_s: i32,
    /// The right edge.
    pub now: Timestamp,
}

/// One bucket's calls.
pub(crate) struct Point {
    pub bucket: Bucket,
    pub rollup: Rollup,
    /// Whether a host ran, so that no calls means nobody called.
    pub observed: bool,
}

impl Log {
    /// Draws a chart from the rollups written so far.
    ///
    /// Rates are 0 where the host ran for at least half of a bucket and nobody called, and none where no host ran;
    /// latencies and predictions are none where no call was answered. The first and the last bucket are cut by the
    /// window's edges. Shares are in percent.
    ///
    /// The drawing has classes in place of colours: what a thing is (`area`, `band`, `band soft`, `line`, `dot`,
    /// `gridline`, `axisline`, `axis-label`, `band-label`) and whose it is (`c-` and the series' role).
    ///
    /// # Errors
    /// [`Error::Window`](crate::Error::Window) or [`Error::Read`](crate::Error::Read).
    pub async fn chart(&self, request: &ChartRequest) -> Result<Chart> {
        let window = Window::new(request.window_s, request.now)?;
        let width = request.width.clamp(*WIDTHS.start(), *WIDTHS.end());
        let height = request.height.clamp(*HEIGHTS.start(), *HEIGHTS.end());
        let step_s = window.step_s(i64::from((width / PX_PER_POINT).clamp(*POINTS.start(), *POINTS.end())));
        let points = self.points(request, &window, step_s).await?;
        let content = Content::of(request.kind, &points, &window, step_s);
        let drawing = Drawing { content: &content, points: &points, window: &window, width, height };
        let (svg, area) = drawing.render(request.utc_offset_s);
        Ok(Chart {
            kind: request.kind,
            title: content.title.to_owned(),
            unit: content.unit,
            summary: content.summary,
            svg,
            area,
            from: window.from(),
            to: window.now,
            y_range: (content.scale.low, content.scale.high),
            step_s: step_s as f64,
            times: points.iter().map(|point| point.bucket.middle()).collect(),
            series: content.series,
        })
    }

    async fn points(&self, request: &ChartRequest, window: &Window, step_s: i64) -> Result<Vec<Point>> {
        let details = match request.kind {
            ChartKind::Requests => Details::Counts,
            ChartKind::Latency => Details::Latency,
            ChartKind::Predictions => Details::Predictions,
        };
        let runs = Runs::load(&self.readers, window, self.run).await?;
        let point = |bucket| Point { observed: runs.cover(&bucket), bucket, rollup: Rollup::default() };
        let mut points: Vec<Point> = window.buckets(step_s).into_iter().map(point).collect();
        for (start_s, rollup) in rollups(&self.readers, &request.endpoint, window, details).await? {
            if let Some(point) = points.get_mut(window.index(start_s, step_s)) {
                point.rollup.add(&rollup);
            }
        }
        Ok(points)
    }
}
