//! What was predicted: the share of each class, or the mean number.

use std::cmp::Ordering;

use domain::monitor::Series;

use super::{Content, Layer, Values};
use crate::{
    bounds::{OTHER, cut},
    chart::{
        Point,
        axis::Scale,
        figures::{number, plural, span, value},
        theme::Role,
    },
    rollup::{Rollup, classes::Classes, values::precise},
};

/// Series that stay apart for every eye; beyond them, the most frequent but one and "other".
const SERIES: usize = 8;
/// Characters of a class's name in the drawing and in the sentence.
const NAME_CHARS: usize = 24;

pub(super) fn content(points: &[Point], period: &str, step_s: i64) -> Content {
    let mut total = Rollup::default();
    points.iter().for_each(|point| total.add(&point.rollup));
    if total.predicts_numbers() {
        numbers(points, period, step_s, &total)
    } else if total.classes.rows() > 0 {
        classes(points, period, step_s, &total.classes)
    } else {
        nothing(period)
    }
}

fn nothing(period: &str) -> Content {
    Content {
        title: "Predictions",
        unit: String::new(),
        summary: format!("No predictions in {period}."),
        scale: Scale::PERCENT,
        series: Vec::new(),
        layers: Vec::new(),
    }
}

fn numbers(points: &[Point], period: &str, step_s: i64, total: &Rollup) -> Content {
    let values: Values = points.iter().map(|point| point.rollup.values.mean()).collect();
    let role = Role::Series(1);
    let (lowest, highest) =
        values.iter().flatten().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
    let (min, max) = total.values.range.unwrap_or_default();
    let mean = total.values.mean();
    Content {
        title: "Predicted value",
        unit: format!("mean per {}", span(step_s)),
        summary: format!(
            "Predicted value in {period} over {}: {} on average, between {} and {}.",
            plural(total.values.rows, "row"),
            value(mean.unwrap_or_default()),
            value(min),
            value(max),
        ),
        scale: Scale::around(lowest, highest),
        layers: vec![Layer::Line { role, values: values.clone() }],
        series: vec![Series { name: "mean".to_owned(), role: role.name(), values, total: mean }],
    }
}

fn classes(points: &[Point], period: &str, step_s: i64, total: &Classes) -> Content {
    let kept = total.keep(SERIES);
    let mut names: Vec<&str> = kept.iter().map(|(name, _)| name).collect();
    names.sort_by(|a, b| in_order(a, b));
    let mut series = Vec::new();
    let mut layers = Vec::new();
    let mut below: Values = points.iter().map(|point| share(0, point.rollup.classes.rows())).collect();
    for (i, name) in names.iter().enumerate() {
        let role = if *name == OTHER { Role::Rest } else { Role::Series(i + 1) };
        let rows = |point: &Point| rows_of(&point.rollup.classes, name, &names);
        let values: Values =
            points.iter().map(|point| share(rows(point), point.rollup.classes.rows())).collect();
        let top: Values =
            below.iter().zip(&values).map(|(below, value)| Some((*below)? + (*value)?)).collect();
        let whole = share(kept.get(name), total.rows());
        let label = format!("{} % {}", number(whole.unwrap_or_default(), 0), cut(name, NAME_CHARS));
        layers.push(Layer::Labelled { role, lower: below, upper: top.clone(), label });
        if i + 1 < names.len() {
            layers.push(Layer::Line { role, values: top.clone() });
        }
        series.push(Series { name: (*name).to_owned(), role: role.name(), values, total: whole });
        below = top;
    }
    Content {
        title: "Predicted class",
        unit: format!("% of rows per {}", span(step_s)),
        summary: summary(&kept, period),
        scale: Scale::PERCENT,
        series,
        layers,
    }
}

/// By number where both are numbers, else by text; the others last. The order, and with it a class's colour, does not
/// change when one class overtakes another.
fn in_order(a: &str, b: &str) -> Ordering {
    let numbers = a.parse::<f64>().ok().zip(b.parse::<f64>().ok());
    let by_number = numbers.and_then(|(a, b)| a.partial_cmp(&b)).unwrap_or(Ordering::Equal);
    (a == OTHER).cmp(&(b == OTHER)).then(by_number).then_with(|| a.cmp(b))
}

fn rows_of(classes: &Classes, name: &str, shown: &[&str]) -> u64 {
    if name != OTHER {
        return classes.get(name);
    }
    let named: u64 = shown.iter().filter(|name| **name != OTHER).map(|name| classes.get(name)).sum();
    classes.rows() - named
}

fn share(rows: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| precise(rows) * 100.0 / precise(all))
}

fn summary(kept: &Classes, period: &str) -> String {
    let mut ranked: Vec<(&str, u64)> = kept.iter().collect();
    ranked.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let all = kept.rows();
    let shares: Vec<String> = ranked
        .iter()
        .map(|(name, rows)| {
            format!("{} {} %", cut(name, NAME_CHARS), number(share(*rows, all).unwrap_or_default(), 0))
        })
        .collect();
    format!("Predicted class in {period} over {}: {}.", plural(all, "row"), shares.join(", "))
}
