//! A chart's content, drawn by plotters.

use std::ops::Range;

use domain::{monitor::PlotArea, time::Timestamp};
use plotters::{
    chart::{ChartBuilder, ChartContext, LabelAreaPosition},
    coord::{cartesian::Cartesian2d, types::RangedCoordf64},
    drawing::{DrawingArea, IntoDrawingArea},
    element::{Circle, PathElement, Polygon},
    prelude::SVGBackend,
    style::{
        Color, IntoFont, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{
    Point,
    axis::time_labels,
    content::{Content, Layer, Values},
    theme::{Part, Role, UNITS, colour, themed},
};
use crate::window::{Window, seconds};

/// Pixels above the area, so that the topmost label is whole.
const TOP: u32 = 7;
/// Pixels at the right, so that a line's end is whole.
const RIGHT: u32 = 1;
/// Pixels below the area, for the times.
const BOTTOM: u32 = 19;
/// Pixels between an axis and its labels.
const GAP: f64 = 6.0;
/// Pixels of one character of an axis label (11 px) and of a label in a band (12 px), rather more than less.
const AXIS_CHAR: f64 = 7.0;
const BAND_CHAR: f64 = 6.9;
/// Pixels that a band must be high for its label, and the label's distance from the band's left end.
const BAND_LABEL_HEIGHT: f64 = 20.0;
const BAND_LABEL_INDENT: f64 = 10.0;
/// A dot's radius in pixels.
const DOT: f64 = 2.5;

const INFALLIBLE: &str = "drawing into a string cannot fail";

/// A chart of some size.
pub(super) struct Drawing<'a> {
    pub content: &'a Content,
    pub points: &'a [Point],
    pub window: &'a Window,
    pub width: u32,
    pub height: u32,
}

type Canvas<'b> = DrawingArea<SVGBackend<'b>, plotters::coord::Shift>;
type Plot<'p, 'b> = ChartContext<'p, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

impl Drawing<'_> {
    /// The drawing, and where the values lie in it.
    pub fn render(&self, utc_offset_s: i32) -> (String, PlotArea) {
        let mut drawn = String::new();
        let area = self.draw(&mut drawn, utc_offset_s);
        (themed(&drawn, (self.width, self.height), &self.content.summary), area)
    }

    fn draw(&self, drawn: &mut String, utc_offset_s: i32) -> PlotArea {
        let size = (self.width * UNITS, self.height * UNITS);
        let canvas = SVGBackend::with_string(drawn, size).into_drawing_area();
        let labels = self.content.scale.labels();
        let widest = labels.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0);
        let plot = self.plot(&canvas, (widest as f64 * AXIS_CHAR + GAP).ceil());
        let area = area(&plot);
        self.draw_values_axis(&canvas, &plot, &labels);
        self.draw_time_axis(&canvas, &area, utc_offset_s);
        for layer in &self.content.layers {
            self.draw_layer(&canvas, &plot, &area, layer);
        }
        canvas.present().expect(INFALLIBLE);
        area
    }

    fn plot<'p, 'b>(&self, canvas: &'p Canvas<'b>, left: f64) -> Plot<'p, 'b> {
        let scale = &self.content.scale;
        ChartBuilder::on(canvas)
            .margin_top(TOP * UNITS)
            .margin_right(RIGHT * UNITS)
            .set_label_area_size(LabelAreaPosition::Bottom, BOTTOM * UNITS)
            .set_label_area_size(LabelAreaPosition::Left, units(left))
            .build_cartesian_2d(0.0..self.span_s(), scale.low..scale.high)
            .expect(INFALLIBLE)
    }

    /// Hairlines, the one at zero (or at the lowest value) stronger, and a number at each.
    fn draw_values_axis(&self, canvas: &Canvas<'_>, plot: &Plot<'_, '_>, labels: &[(f64, String)]) {
        let scale = &self.content.scale;
        let ground = if scale.low < 0.0 && scale.high > 0.0 { 0.0 } else { scale.low };
        for (value, text) in labels {
            let is_ground = (value - ground).abs() < scale.step / 2.0;
            let part = if is_ground { Part::Axisline } else { Part::Gridline };
            let line = PathElement::new([(0.0, *value), (self.span_s(), *value)], colour(part, None));
            plot.plotting_area().draw(&line).expect(INFALLIBLE);
            let (x, y) = plot.backend_coord(&(0.0, *value));
            let at = (x - units(GAP), y);
            canvas.draw_text(text, &label(Part::AxisLabel, HPos::Right, VPos::Center), at).expect(INFALLIBLE);
        }
    }

    /// Times below the area; none sticks out at an end.
    fn draw_time_axis(&self, canvas: &Canvas<'_>, area: &PlotArea, utc_offset_s: i32) {
        let right = area.left + area.width;
        for (moment, text) in time_labels(self.window, area.width, utc_offset_s) {
            let x = area.left + self.x(moment) / self.span_s() * area.width;
            let half = text.chars().count() as f64 * AXIS_CHAR / 2.0;
            let (x, side) = if x - half < area.left {
                (area.left, HPos::Left)
            } else if x + half > right {
                (right, HPos::Right)
            } else {
                (x, HPos::Center)
            };
            let at = (units(x), units(area.top + area.height + GAP - 1.0));
            canvas.draw_text(&text, &label(Part::AxisLabel, side, VPos::Top), at).expect(INFALLIBLE);
        }
    }

    fn draw_layer(&self, canvas: &Canvas<'_>, plot: &Plot<'_, '_>, area: &PlotArea, layer: &Layer) {
        match layer {
            Layer::Line { role, values } => self.draw_line(plot, *role, values),
            Layer::Fill { part, role, lower, upper } => self.draw_fill(plot, *part, *role, (lower, upper)),
            Layer::Labelled { role, lower, upper, label } => {
                self.draw_fill(plot, Part::SoftBand, *role, (lower, upper));
                self.draw_band_label(canvas, area, label, (lower, upper));
            }
        }
    }

    fn draw_line(&self, plot: &Plot<'_, '_>, role: Role, values: &Values) {
        for run in runs(values) {
            let line: Vec<(f64, f64)> =
                run.filter_map(|i| Some((self.x(self.points[i].bucket.middle()), values[i]?))).collect();
            let drawn = match line[..] {
                [alone] => {
                    let style = colour(Part::Dot, Some(role)).filled();
                    plot.plotting_area().draw(&Circle::new(alone, units(DOT), style))
                }
                _ => plot.plotting_area().draw(&PathElement::new(line, colour(Part::Line, Some(role)))),
            };
            drawn.expect(INFALLIBLE);
        }
    }

    fn draw_fill(&self, plot: &Plot<'_, '_>, part: Part, role: Role, (lower, upper): (&Values, &Values)) {
        for run in runs(upper) {
            let along = |line: &Values| -> Vec<(f64, f64)> {
                run.clone()
                    .flat_map(|i| self.abscissas(i, run.len()).map(move |x| (x, line[i].unwrap_or_default())))
                    .collect()
            };
            let mut outline = along(upper);
            outline.extend(along(lower).into_iter().rev());
            plot.plotting_area().draw(&Polygon::new(outline, colour(part, Some(role)))).expect(INFALLIBLE);
        }
    }

    /// Where a bucket's value stands: at its middle, or at both its ends where it is alone.
    fn abscissas(&self, i: usize, run_length: usize) -> impl Iterator<Item = f64> + use<> {
        let bucket = &self.points[i].bucket;
        let from = seconds(self.window.from().as_millis());
        let (start, end) = ((bucket.start_s - from).max(0.0), bucket.end_s - from);
        let middle = self.x(bucket.middle());
        let xs = if run_length == 1 { [Some(start), Some(end)] } else { [Some(middle), None] };
        xs.into_iter().flatten()
    }

    /// Writes a band's label at the first place where it fits inside.
    fn draw_band_label(
        &self,
        canvas: &Canvas<'_>,
        area: &PlotArea,
        text: &str,
        (lower, upper): (&Values, &Values),
    ) {
        let x = |i: usize| area.left + self.x(self.points[i].bucket.middle()) / self.span_s() * area.width;
        let y = |value: f64| area.top + (1.0 - value / self.content.scale.high) * area.height;
        let width = BAND_LABEL_INDENT * 2.0 + text.chars().count() as f64 * BAND_CHAR;
        for run in runs(upper) {
            for start in run.clone() {
                let Some(end) = (start..run.end).find(|end| x(*end) - x(start) >= width) else { break };
                let top = upper[start..=end].iter().flatten().map(|v| y(*v)).fold(f64::MIN, f64::max);
                let bottom = lower[start..=end].iter().flatten().map(|v| y(*v)).fold(f64::MAX, f64::min);
                if bottom - top >= BAND_LABEL_HEIGHT {
                    let at = (units(x(start) + BAND_LABEL_INDENT), units(f64::midpoint(top, bottom)));
                    let style = label(Part::BandLabel, HPos::Left, VPos::Center);
                    canvas.draw_text(text, &style, at).expect(INFALLIBLE);
                    return;
                }
            }
        }
    }

    /// A moment in seconds after the left edge, not before it.
    fn x(&self, moment: Timestamp) -> f64 {
        seconds(moment.as_millis() - self.window.from().as_millis()).max(0.0)
    }

    fn span_s(&self) -> f64 {
        seconds(self.window.length_s * 1_000)
    }
}

/// Stretches without a gap.
fn runs(values: &Values) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (i, _) in values.iter().enumerate().filter(|(_, value)| value.is_some()) {
        match runs.last_mut() {
            Some(run) if run.end == i => run.end = i + 1,
            _ => runs.push(i..i + 1),
        }
    }
    runs
}

fn area(plot: &Plot<'_, '_>) -> PlotArea {
    let (x, y) = plot.plotting_area().get_pixel_range();
    let pixels = |units: i32| f64::from(units) / f64::from(UNITS);
    PlotArea {
        left: pixels(x.start),
        top: pixels(y.start),
        width: pixels(x.end - x.start),
        height: pixels(y.end - y.start),
    }
}

fn label(part: Part, side: HPos, height: VPos) -> TextStyle<'static> {
    let font = ("sans-serif", 11 * UNITS).into_font();
    TextStyle { color: colour(part, None).to_backend_color(), ..TextStyle::from(font) }
        .pos(Pos::new(side, height))
}

/// Pixels as drawing units.
fn units(pixels: f64) -> i32 {
    (pixels * f64::from(UNITS)).round() as i32
}
