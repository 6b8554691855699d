//! How long answered calls took: three percentiles.

use domain::monitor::{Percentiles, Series};

use super::{Content, Layer, Values, highest};
use crate::{
    chart::{
        Point,
        axis::Scale,
        figures::{number, plural},
        theme::Role,
    },
    rollup::Rollup,
};

type Percentile = fn(&Percentiles) -> Option<f64>;

pub(super) fn content(points: &[Point], period: &str) -> Content {
    let lines: [(&str, Role, Percentile); 3] = [
        ("p50", Role::Series(8), |p| p.p50),
        ("p95", Role::Series(1), |p| p.p95),
        ("p99", Role::Series(2), |p| p.p99),
    ];
    let percentiles: Vec<Percentiles> =
        points.iter().map(|point| point.rollup.latency.percentiles()).collect();
    let mut total = Rollup::default();
    points.iter().for_each(|point| total.add(&point.rollup));
    let all = total.latency.percentiles();
    let series: Vec<Series> = lines
        .iter()
        .map(|(name, role, line)| Series {
            name: (*name).to_owned(),
            role: role.name(),
            values: percentiles.iter().map(line).collect(),
            total: line(&all),
        })
        .collect();
    let layers =
        lines.iter().zip(&series).map(|((_, role, _), series)| line(*role, &series.values)).collect();
    Content {
        title: "Latency",
        unit: "ms, in the host".to_owned(),
        summary: summary(&total, &all, period),
        scale: Scale::from_zero(highest(series.iter().flat_map(|line| &line.values)).unwrap_or(0.0)),
        series,
        layers,
    }
}

fn line(role: Role, values: &Values) -> Layer {
    Layer::Line { role, values: values.clone() }
}

fn summary(total: &Rollup, all: &Percentiles, period: &str) -> String {
    let (Some(p50), Some(p95), Some(p99)) = (all.p50, all.p95, all.p99) else {
        return format!("No answered calls in {period}.");
    };
    format!(
        "Latency in {period} over {}: half took up to {} ms, 95 % up to {} ms, 99 % up to {} ms.",
        plural(total.answered, "answered call"),
        number(p50, 2),
        number(p95, 2),
        number(p99, 2),
    )
}
