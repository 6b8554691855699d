//! Calls a second by status, stacked.

use domain::monitor::Series;

use super::{Content, Layer, Values, highest};
use crate::{
    chart::{
        Point,
        axis::Scale,
        figures::{frequency, number, plural},
        theme::{Part, Role},
    },
    rollup::{Rollup, values::precise},
};

/// The least thickness of a band of errors, as a share of the axis: about that of a line, so that one failure among
/// thousands of calls can be seen.
const LEAST: f64 = 0.012;

/// How many of the calls have a status.
type Calls = fn(&Rollup) -> u64;

pub(super) fn content(points: &[Point], period: &str) -> Content {
    let statuses: [(&str, Role, Calls); 3] = [
        ("2xx", Role::Healthy, |rollup| rollup.answered),
        ("4xx", Role::Unhealthy, |rollup| rollup.refused),
        ("5xx", Role::Failed, |rollup| rollup.failed),
    ];
    let known_s: f64 = points.iter().filter(|point| is_known(point)).map(|point| point.bucket.weight_s).sum();
    let mut series = Vec::new();
    for (name, role, calls) in statuses {
        let values = points.iter().map(|point| rate(point, calls)).collect();
        let total: u64 = points.iter().map(|point| calls(&point.rollup)).sum();
        let total = (known_s > 0.0).then(|| precise(total) / known_s);
        series.push(Series { name: name.to_owned(), role: role.name(), values, total });
    }
    let all: Values = points.iter().map(|point| rate(point, Rollup::requests)).collect();
    let peak = highest(&all);
    let scale = Scale::from_zero(peak.unwrap_or(0.0));
    Content {
        title: "Requests",
        unit: "per second".to_owned(),
        summary: summary(points, period, known_s, peak),
        layers: stack(&series[0].values, &series[1].values, &series[2].values, scale.high * LEAST),
        scale,
        series,
    }
}

fn is_known(point: &Point) -> bool {
    point.observed || point.rollup.requests() > 0
}

fn rate(point: &Point, calls: Calls) -> Option<f64> {
    is_known(point).then(|| precise(calls(&point.rollup)) / point.bucket.weight_s)
}

/// Answered calls are the ground; on it lie refused and failed ones where there are any, at least `least` thick.
fn stack(answered: &Values, refused: &Values, failed: &Values, least: f64) -> Vec<Layer> {
    let ground = answered.iter().map(|value| value.map(|_| 0.0)).collect();
    let role = Role::Healthy;
    let mut layers = vec![
        Layer::Fill { part: Part::Area, role, lower: ground, upper: answered.clone() },
        Layer::Line { role, values: answered.clone() },
    ];
    let mut below = answered.clone();
    for (role, values) in [(Role::Unhealthy, refused), (Role::Failed, failed)] {
        let thick = |value: f64| if value > 0.0 { value.max(least) } else { 0.0 };
        let top: Values =
            below.iter().zip(values).map(|(below, value)| Some((*below)? + thick((*value)?))).collect();
        let near =
            |line: &Values| line.iter().enumerate().map(|(i, v)| v.filter(|_| is_near(values, i))).collect();
        layers.push(Layer::Fill { part: Part::Band, role, lower: near(&below), upper: near(&top) });
        below = top;
    }
    layers
}

/// Whether there are calls in a bucket or in one beside it, where their band begins or ends.
fn is_near(values: &Values, i: usize) -> bool {
    values[i.saturating_sub(1)..values.len().min(i + 2)].iter().any(|value| *value > Some(0.0))
}

fn summary(points: &[Point], period: &str, known_s: f64, peak: Option<f64>) -> String {
    let calls: u64 = points.iter().map(|point| point.rollup.requests()).sum();
    let errors: u64 = points.iter().map(|point| point.rollup.errors()).sum();
    let Some(peak) = peak.filter(|_| calls > 0) else {
        return format!("No requests in {period}.");
    };
    let outcome = match errors {
        0 => "all answered".to_owned(),
        _ => format!("{} refused or failed ({} %)", plural(errors, "call"), share(errors, calls)),
    };
    format!(
        "Requests in {period}: {}, {} on average, {} at most; {outcome}.",
        plural(calls, "call"),
        frequency(precise(calls) / known_s),
        frequency(peak),
    )
}

fn share(part: u64, whole: u64) -> String {
    number(precise(part) * 100.0 / precise(whole), 1)
}
