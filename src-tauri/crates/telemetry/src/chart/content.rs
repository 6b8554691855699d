//! What a chart shows: its series, how they are layered, and the sentence that says it.

mod latency;
mod predictions;
mod requests;

use domain::monitor::{ChartKind, Series};

use super::{
    Point,
    axis::Scale,
    figures::duration,
    theme::{Part, Role},
};
use crate::window::Window;

/// All of a chart but its size.
pub(super) struct Content {
    pub title: &'static str,
    pub unit: String,
    pub summary: String,
    pub scale: Scale,
    pub series: Vec<Series>,
    /// From the lowest to the topmost.
    pub layers: Vec<Layer>,
}

/// One value a bucket; none where there is a gap.
pub(super) type Values = Vec<Option<f64>>;

/// Something drawn over the buckets.
pub(super) enum Layer {
    /// A line; a value between two gaps is a dot.
    Line { role: Role, values: Values },
    /// The space between two lines; between two gaps, a column as wide as the bucket.
    Fill { part: Part, role: Role, lower: Values, upper: Values },
    /// The space between two lines as [`Part::SoftBand`], with a label inside where there is room.
    Labelled { role: Role, lower: Values, upper: Values, label: String },
}

impl Content {
    pub fn of(kind: ChartKind, points: &[Point], window: &Window, step_s: i64) -> Self {
        let period = format!("the last {}", duration(window.length_s));
        match kind {
            ChartKind::Requests => requests::content(points, &period),
            ChartKind::Latency => latency::content(points, &period),
            ChartKind::Predictions => predictions::content(points, &period, step_s),
        }
    }
}

/// The largest value there is.
fn highest<'a>(values: impl IntoIterator<Item = &'a Option<f64>>) -> Option<f64> {
    values.into_iter().flatten().copied().reduce(f64::max)
}
