//! A chart as a file of its own.

use std::fmt::Write as _;

use domain::monitor::{Chart, ChartKind};

pub use super::palette::Theme;
use super::{
    figures::{number, value},
    palette::colour,
    theme::escaped,
};
use crate::bounds::cut;

/// Pixels around the chart, and above it for title and legend.
const MARGIN: u32 = 16;
const HEAD: u32 = 58;
/// Characters of a series' name in the legend.
const NAME_CHARS: usize = 24;

const SERIES_ROLES: [&str; 12] = [
    "healthy",
    "unhealthy",
    "failed",
    "series-1",
    "series-2",
    "series-3",
    "series-4",
    "series-5",
    "series-6",
    "series-7",
    "series-8",
    "series-rest",
];

/// The chart as a self-contained SVG document: with title, legend, ground and the look's colours.
#[must_use]
pub fn standalone(chart: &Chart, theme: Theme) -> String {
    let (inner_width, inner_height) = size(&chart.svg);
    let (width, height) = (inner_width + 2 * MARGIN, inner_height + HEAD + MARGIN);
    let summary = escaped(&chart.summary);
    let inner = chart.svg.strip_prefix("<svg ").unwrap_or_default();
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"><title>{summary}</title><style>{style}</style><rect class="pane" width="{width}" height="{height}"/><text x="{MARGIN}" y="26"><tspan class="title">{title}</tspan><tspan class="unit" dx="8">{unit}</tspan></text><text class="legend" x="{MARGIN}" y="46">{legend}</text><svg x="{MARGIN}" y="{HEAD}" {inner}</svg>
"#,
        style = style(theme),
        title = escaped(&chart.title),
        unit = escaped(&chart.unit),
        legend = legend(chart),
    )
}

/// The width and height that the drawing says it has.
fn size(svg: &str) -> (u32, u32) {
    let length = |key: &str| {
        let (_, rest) = svg.split_once(key)?;
        rest.split('"').next()?.parse().ok()
    };
    (length(" width=\"").unwrap_or(0), length(" height=\"").unwrap_or(0))
}

fn legend(chart: &Chart) -> String {
    let mut text = String::new();
    for (i, series) in chart.series.iter().enumerate() {
        let figure = series.total.map(|total| figure(chart, total)).unwrap_or_default();
        let (role, name) = (escaped(&series.role), escaped(&cut(&series.name, NAME_CHARS)));
        let distance = if i == 0 { 0 } else { 14 };
        write!(
            text,
            r#"<tspan class="key c-{role}" dx="{distance}">●</tspan><tspan dx="5">{name}</tspan><tspan class="figure" dx="5">{figure}</tspan>"#
        )
        .expect("writing to a string cannot fail");
    }
    text
}

fn figure(chart: &Chart, total: f64) -> String {
    match chart.kind {
        ChartKind::Requests | ChartKind::Latency => number(total, 2),
        ChartKind::Predictions if chart.unit.starts_with('%') => number(total, 1),
        ChartKind::Predictions => value(total),
    }
}

fn style(theme: Theme) -> String {
    let of = |token: &str| colour(token, theme);
    let mut css = format!(
        "text{{font-family:Inter,system-ui,sans-serif;font-size:12px;font-variant-numeric:tabular-nums}}\
         .pane{{fill:{pane}}}.title{{font-size:13px;font-weight:620;fill:{ink}}}.unit,.legend{{fill:{ink3}}}\
         .figure{{font-weight:520;fill:{ink}}}\
         .axis-label{{font-size:11px;fill:{ink3}}}.band-label{{fill:{ink}}}\
         .gridline,.axisline{{fill:none;stroke:{line};stroke-width:1;shape-rendering:crispEdges}}.axisline{{stroke:{strong}}}\
         .line{{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}}\
         .area{{fill-opacity:.13}}.band{{fill-opacity:.82}}.soft{{fill-opacity:.22}}",
        pane = of("pane"),
        ink = of("ink"),
        ink3 = of("ink-3"),
        line = of("line"),
        strong = of("line-strong"),
    );
    // Not by a variable: several viewers of SVG know none.
    for role in SERIES_ROLES {
        write!(css, ".c-{role}{{fill:{0}}}.line.c-{role}{{fill:none;stroke:{0}}}", of(role))
            .expect("writing to a string cannot fail");
    }
    css
}
