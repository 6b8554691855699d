//! Classes in place of colours.
//!
//! A drawing is themed by the style sheet of whoever shows it. Plotters can only draw in colours, so it is given
//! colours that stand for a part and a role, and its output is rewritten: each colour into classes, each length from
//! tenths of a pixel into pixels, and every attribute of style left out.

use std::fmt::Write as _;

use plotters::style::RGBColor;

/// Drawing units in a pixel: plotters knows whole units only, and a line of whole pixels would show steps.
pub(super) const UNITS: u32 = 10;

/// What a shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Area,
    Band,
    SoftBand,
    Line,
    Dot,
    Gridline,
    Axisline,
    AxisLabel,
    BandLabel,
}

const PARTS: [(Part, &str); 9] = [
    (Part::Area, "area"),
    (Part::Band, "band"),
    (Part::SoftBand, "band soft"),
    (Part::Line, "line"),
    (Part::Dot, "dot"),
    (Part::Gridline, "gridline"),
    (Part::Axisline, "axisline"),
    (Part::AxisLabel, "axis-label"),
    (Part::BandLabel, "band-label"),
];

/// Whose a shape is: the series' role in the look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Healthy,
    Unhealthy,
    Failed,
    /// 1 to 8.
    Series(usize),
    Rest,
}

impl Role {
    /// The role's name, as in [`Series::role`](domain::monitor::Series::role).
    pub fn name(self) -> String {
        match self {
            Self::Healthy => "healthy".to_owned(),
            Self::Unhealthy => "unhealthy".to_owned(),
            Self::Failed => "failed".to_owned(),
            Self::Series(n) => format!("series-{n}"),
            Self::Rest => "series-rest".to_owned(),
        }
    }

    fn code(self) -> u8 {
        match self {
            Self::Healthy => 11,
            Self::Unhealthy => 12,
            Self::Failed => 13,
            Self::Rest => 14,
            Self::Series(n) => u8::try_from(n).expect("there are eight series"),
        }
    }

    fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => return None,
            11 => Self::Healthy,
            12 => Self::Unhealthy,
            13 => Self::Failed,
            14 => Self::Rest,
            n => Self::Series(usize::from(n)),
        })
    }
}

/// The colour that stands for a part, and for the role of a series where it is one's.
pub(super) fn colour(part: Part, role: Option<Role>) -> RGBColor {
    RGBColor(part as u8, role.map_or(0, Role::code), 0)
}

fn classes(colour: &str) -> Option<String> {
    let code = u32::from_str_radix(colour.strip_prefix('#')?, 16).ok()?.to_be_bytes();
    let (_, part) = PARTS.get(usize::from(code[1]))?;
    Some(match Role::from_code(code[2]) {
        Some(role) => format!("{part} c-{}", role.name()),
        None => (*part).to_owned(),
    })
}

/// The drawing as it is sent: of `width` by `height` pixels, `summary` as its label.
///
/// Plotters writes one element a line, its values escaped, and the text of a text element on a line of its own.
pub(super) fn themed(drawn: &str, (width, height): (u32, u32), summary: &str) -> String {
    let mut svg = String::with_capacity(drawn.len());
    let label = escaped(summary);
    write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">"#
    )
    .expect("writing to a string cannot fail");
    for line in drawn.lines().filter(|line| !line.starts_with("<svg ") && *line != "</svg>") {
        match line.strip_prefix('<') {
            Some(tag) if !tag.starts_with('/') => svg.push_str(&element(tag)),
            _ => svg.push_str(line),
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Rewrites `name key="value" key="value">`.
fn element(tag: &str) -> String {
    let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut pieces = rest.split('"');
    let mut text = format!("<{name}");
    while let (Some(key), Some(value)) = (pieces.next(), pieces.next()) {
        if let Some((key, value)) = attribute(key.trim().trim_end_matches('='), value) {
            write!(text, r#" {key}="{value}""#).expect("writing to a string cannot fail");
        }
    }
    text.push_str(if tag.ends_with("/>") { "/>" } else { ">" });
    text
}

/// An attribute as it is kept; none for one of style.
fn attribute<'a>(key: &'a str, value: &str) -> Option<(&'a str, String)> {
    match key {
        "points" => Some((key, value.split_whitespace().map(point).collect::<Vec<_>>().join(" "))),
        "x" | "y" | "x1" | "y1" | "x2" | "y2" | "cx" | "cy" | "r" | "width" | "height" => {
            Some((key, pixels(value)))
        }
        "dy" | "text-anchor" => Some((key, value.to_owned())),
        // A line is never filled, even where no style sheet says so.
        "fill" if value == "none" => Some((key, value.to_owned())),
        "fill" | "stroke" => Some(("class", classes(value)?)),
        _ => None,
    }
}

fn point(pair: &str) -> String {
    pair.split(',').map(pixels).collect::<Vec<_>>().join(",")
}

/// Drawing units as pixels, without a needless `.0`.
fn pixels(units: &str) -> String {
    let units: f64 = units.parse().unwrap_or_default();
    (units / f64::from(UNITS)).to_string()
}

/// Text that may stand in an attribute or between tags.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_stands_at_its_place() {
        for (i, (part, _)) in PARTS.iter().enumerate() {
            assert_eq!(*part as usize, i);
        }
    }

    #[test]
    fn colours_become_classes_and_units_pixels() {
        let drawn = "<svg width=\"1\">\n<polyline fill=\"none\" opacity=\"1\" stroke=\"#030100\" stroke-width=\"1\" points=\"0,15 20,7 \"/>\n<text x=\"5\" y=\"10\" font-size=\"9\" fill=\"#070000\">\na &lt; b\n</text>\n</svg>\n";
        let svg = themed(drawn, (100, 50), "\"five\" < 6");
        assert_eq!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50" role="img" aria-label="&quot;five&quot; &lt; 6"><polyline fill="none" class="line c-series-1" points="0,1.5 2,0.7"/><text x="0.5" y="1" class="axis-label">a &lt; b</text></svg>"#
        );
    }
}
