//! A drawing as a picture that stands alone: one SVG file with a theme of its own.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::drawing::{Drawing, DrawnEdge, DrawnNode, Family, Frame, Kind};

/// The room around everything, px.
const MARGIN: f64 = 28.0;

/// Dark on light, or light on dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// For paper.
    #[default]
    Light,
    /// For a dark page.
    Dark,
}

impl std::str::FromStr for Theme {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "light" => Ok(Self::Light),
            "dark" => Ok(Self::Dark),
            other => Err(format!("expected a theme, light or dark, got '{other}'")),
        }
    }
}

/// The window's colours as plain sRGB, which every program that shows an SVG understands.
struct Colours {
    ground: &'static str,
    raised: &'static str,
    pane: &'static str,
    outline: &'static str,
    line: &'static str,
    ink: &'static str,
    quiet: &'static str,
    ml: &'static str,
    plain: &'static str,
    other: &'static str,
}

const LIGHT: Colours = Colours {
    ground: "#f5f7f8",
    raised: "#ffffff",
    pane: "#fdfefe",
    outline: "#c8cfd2",
    line: "#7f8a8e",
    ink: "#171d1f",
    quiet: "#5b6467",
    ml: "#20695f",
    plain: "#a0a7a9",
    other: "#6a5cc0",
};

const DARK: Colours = Colours {
    ground: "#0e1416",
    raised: "#1b2225",
    pane: "#131a1c",
    outline: "#343d40",
    line: "#626c70",
    ink: "#ecf0f1",
    quiet: "#969fa2",
    ml: "#45948a",
    plain: "#595f61",
    other: "#9c93ee",
};

impl Theme {
    const fn colours(self) -> &'static Colours {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

/// Width and height of the picture, px.
#[must_use]
pub fn size(drawing: &Drawing) -> (f64, f64) {
    (drawing.width + 2.0 * MARGIN, drawing.height + 2.0 * MARGIN)
}

/// Writes the picture. `title` says what it shows.
#[must_use]
pub fn svg(drawing: &Drawing, title: &str, theme: Theme) -> String {
    let colours = theme.colours();
    let (width, height) = size(drawing);
    let mut out = String::new();
    let Colours { ground, raised, pane, outline, line, ink, quiet, ml, plain, other } = colours;
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"-{MARGIN} -{MARGIN} {width:.1} {height:.1}\" role=\"img\">\n\
         <title>{}</title>\n<style>\n\
         text{{font-family:Inter,system-ui,sans-serif;fill:{ink}}}\n\
         .t{{font-size:13px;font-weight:500}}\n.s{{font-size:11px;fill:{quiet}}}\n\
         .e{{fill:none;stroke:{line};stroke-width:1.25}}\n.a{{fill:{line}}}\n\
         .n{{fill:{raised};stroke:{outline}}}\n.v{{fill:{pane};stroke:{outline}}}\n\
         .f{{fill:none;stroke:{outline};stroke-dasharray:4 4}}\n.g{{fill:{ground}}}\n\
         .ml{{fill:{ml}}}\n.plain{{fill:{plain}}}\n.other{{fill:{other}}}\n</style>\n\
         <rect class=\"g\" x=\"-{MARGIN}\" y=\"-{MARGIN}\" width=\"{width:.1}\" height=\"{height:.1}\"/>\n",
            escaped(title)
        ),
    );
    drawing.frames.iter().for_each(|frame| put_frame(&mut out, frame));
    drawing.edges.iter().for_each(|edge| put_edge(&mut out, edge));
    drawing.edges.iter().for_each(|edge| put_label(&mut out, edge));
    drawing.nodes.iter().for_each(|node| put_node(&mut out, node));
    out.push_str("</svg>\n");
    out
}

fn put(out: &mut String, words: std::fmt::Arguments) {
    out.write_fmt(words).expect("writing to a string cannot fail");
}

fn put_frame(out: &mut String, Frame { title, x, y, w, h, .. }: &Frame) {
    put(
        out,
        format_args!(
            "<rect class=\"f\" x=\"{x}\" y=\"{y}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"10\"/>\n"
        ),
    );
    put(
        out,
        format_args!(
            "<text class=\"s\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
            x + 10.0,
            y + 15.0,
            escaped(title)
        ),
    );
}

fn put_edge(out: &mut String, edge: &DrawnEdge) {
    put(out, format_args!("<path class=\"e\" d=\"{}\"/>\n", edge.path));
    let Some(tip) = Tip::of(&edge.path) else { return };
    put(out, format_args!("<path class=\"a\" d=\"{}\"/>\n", tip.path()));
}

/// The end of a line: where it is, and whether it comes from the left.
struct Tip {
    at: (f64, f64),
    from: (f64, f64),
}

impl Tip {
    fn of(path: &str) -> Option<Self> {
        let mut numbers = path.split(['M', 'L', 'C', ' ']).filter(|word| !word.is_empty()).rev();
        let mut next = || numbers.next()?.parse::<f64>().ok();
        let (y, x, before_y, before_x) = (next()?, next()?, next()?, next()?);
        Some(Self { at: (x, y), from: (before_x, before_y) })
    }

    fn path(&self) -> String {
        let (x, y) = self.at;
        let (across, down) = (x - self.from.0, y - self.from.1);
        if down.abs() >= across.abs() {
            let back = y - 6.0 * down.signum();
            format!("M{:.1} {back:.1}L{:.1} {back:.1}L{x:.1} {y:.1}Z", x - 3.5, x + 3.5)
        } else {
            let back = x - 6.0 * across.signum();
            format!("M{back:.1} {:.1}L{back:.1} {:.1}L{x:.1} {y:.1}Z", y - 3.5, y + 3.5)
        }
    }
}

fn put_label(out: &mut String, edge: &DrawnEdge) {
    let Some(label) = &edge.label else { return };
    let (x, y, w) = (label.x, label.y, label.w);
    put(
        out,
        format_args!(
            "<rect class=\"g\" x=\"{:.1}\" y=\"{:.1}\" width=\"{w:.1}\" height=\"15\" rx=\"3\"/>\
         <text class=\"s\" text-anchor=\"middle\" x=\"{x}\" y=\"{:.1}\">{}</text>\n",
            x - w / 2.0,
            y - 7.5,
            y + 4.0,
            escaped(&label.text)
        ),
    );
}

fn put_node(out: &mut String, node: &DrawnNode) {
    let DrawnNode { x, y, w, h, .. } = node;
    if matches!(node.kind, Kind::Input | Kind::Output | Kind::Outer) {
        put(
            out,
            format_args!("<rect class=\"v\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"20\"/>"),
        );
        let middle = x + w / 2.0;
        put_text(out, "t\" text-anchor=\"middle", middle, y + 17.0, &node.title);
        put_text(out, "s\" text-anchor=\"middle", middle, y + 31.0, &node.caption);
        return out.push('\n');
    }
    let family = match node.family {
        Family::Ml => "ml",
        Family::Plain => "plain",
        Family::Other => "other",
    };
    put(out, format_args!("<rect class=\"n\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"6\"/>"));
    put(
        out,
        format_args!(
            "<path class=\"{family}\" d=\"M{:.1} {y}h-1a5 5 0 0 0-5 5v{:.1}a5 5 0 0 0 5 5h1z\"/>",
            x + 5.5,
            h - 10.0
        ),
    );
    let middle = if node.caption.is_empty() { y + 26.0 } else { y + 18.5 };
    put_text(out, "t", x + 14.0, middle, &node.title);
    put_text(out, "s", x + 14.0, y + 33.0, &node.caption);
    for (at, row) in node.rows.iter().enumerate() {
        let base = y + 42.0 + 15.0 + 16.0 * at as f64;
        put_text(out, "s", x + 14.0, base, &row.label);
        put_text(out, "s\" text-anchor=\"end", x + w - 10.0, base, &row.value);
    }
    out.push('\n');
}

fn put_text(out: &mut String, class: &str, x: f64, y: f64, text: &str) {
    if !text.is_empty() {
        put(out, format_args!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(text)));
    }
}

/// Text that no markup hides in. Control characters have no place in XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            character if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {
                out.push('\u{fffd}')
            }
            character => out.push(character),
        }
    }
    out
}
