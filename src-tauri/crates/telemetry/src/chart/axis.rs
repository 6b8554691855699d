//! Where the labels of an axis stand and what they say.

use domain::time::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::figures::number;
use crate::window::Window;

/// The vertical axis: from `low` to `high`, with a label every `step`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub step: f64,
    /// What follows each number.
    pub suffix: &'static str,
}

/// The most intervals between labels: three to five labels in all.
const INTERVALS: f64 = 4.0;

impl Scale {
    /// 0 to 100 %.
    pub const PERCENT: Self = Self { low: 0.0, high: 100.0, step: 50.0, suffix: " %" };

    /// From zero to a round number at or above `highest`; to 1 where there is nothing.
    pub fn from_zero(highest: f64) -> Self {
        let highest = if highest > 0.0 { highest } else { 1.0 };
        let step = round_up(highest / INTERVALS);
        Self { low: 0.0, high: (highest / step).ceil() * step, step, suffix: "" }
    }

    /// Between round numbers around the values; from zero where they are not far from it.
    pub fn around(lowest: f64, highest: f64) -> Self {
        if lowest >= 0.0 && lowest <= highest / 2.0 {
            return Self::from_zero(highest);
        }
        let spread = (highest - lowest).max(highest.abs().max(lowest.abs()) * 0.01).max(f64::MIN_POSITIVE);
        // One interval fewer, since both ends are rounded outwards.
        let step = round_up(spread / (INTERVALS - 1.0));
        let (low, high) = ((lowest / step).floor() * step, (highest / step).ceil() * step);
        Self { low, high: high.max(low + 2.0 * step), step, suffix: "" }
    }

    /// Each label's value and text, from the lowest.
    pub fn labels(&self) -> Vec<(f64, String)> {
        let intervals = ((self.high - self.low) / self.step).round() as u32;
        let decimals = (-self.step.log10().floor()).clamp(0.0, 9.0) as usize;
        let value = |i| f64::from(i) * self.step + self.low;
        (0..=intervals).map(|i| (value(i), number(value(i), decimals) + self.suffix)).collect()
    }
}

/// The next of 1, 2, 5, 10, 20, 50…
fn round_up(step: f64) -> f64 {
    let magnitude = 10_f64.powf(step.log10().floor());
    // A hair of tolerance, lest 0.2 become 0.5.
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| step <= factor * magnitude * (1.0 + 1e-9));
    factor.unwrap_or(10.0) * magnitude
}

/// Distances between labels of time, in seconds.
const TIME_STEPS: [i64; 20] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    172_800, 604_800,
];
const DAY_S: i64 = 86_400;
/// Longer windows are labelled by month, at even distances.
const LONG_STEP_S: i64 = 30 * DAY_S;
/// Pixels between two labels.
const PX_PER_LABEL: f64 = 64.0;

/// Each label's moment and text, for an axis of `width` pixels, at round times of the viewer's clock.
pub(super) fn time_labels(window: &Window, width: f64, utc_offset_s: i32) -> Vec<(Timestamp, String)> {
    let (from, to) =
        (window.from().as_millis().div_euclid(1_000) + 1, window.now.as_millis().div_euclid(1_000));
    let most = (width / PX_PER_LABEL).max(2.0);
    let fits = |step: &i64| (window.length_s / step) as f64 <= most;
    let step = TIME_STEPS.into_iter().find(fits).unwrap_or(LONG_STEP_S);
    let offset = i64::from(utc_offset_s);
    let first = (from + offset + step - 1).div_euclid(step) * step - offset;
    let zone = TimeZone::fixed(Offset::from_seconds(utc_offset_s).unwrap_or(Offset::UTC));
    let step_length = usize::try_from(step).expect("steps are positive");
    (first..=to)
        .step_by(step_length)
        .map(|second| (Timestamp::from_millis(second * 1_000), time_text(second, step, &zone)))
        .collect()
}

fn time_text(second: i64, step: i64, zone: &TimeZone) -> String {
    let format = match step {
        DAY_S.. => "%-d %b",
        60.. => "%H:%M",
        _ => "%H:%M:%S",
    };
    let moment = jiff::Timestamp::from_second(second).unwrap_or_default();
    moment.to_zoned(zone.clone()).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(scale: Scale) -> Vec<String> {
        scale.labels().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn labels_are_round_and_three_to_five() {
        assert_eq!(texts(Scale::from_zero(46.3)), ["0", "20", "40", "60"]);
        assert_eq!(texts(Scale::from_zero(3.85)), ["0", "1", "2", "3", "4"]);
        assert_eq!(texts(Scale::from_zero(0.0)), ["0.0", "0.5", "1.0"]);
        assert_eq!(texts(Scale::from_zero(0.8)), ["0.0", "0.2", "0.4", "0.6", "0.8"]);
        assert_eq!(texts(Scale::from_zero(38_000.0)), ["0", "10 k", "20 k", "30 k", "40 k"]);
        assert_eq!(texts(Scale::from_zero(2_400.0)), ["0", "1,000", "2,000", "3,000"]);
        assert_eq!(texts(Scale::PERCENT), ["0 %", "50 %", "100 %"]);
        for exponent in -60..60 {
            let labels = texts(Scale::from_zero(1.37_f64.powi(exponent))).len();
            assert!((3..=5).contains(&labels), "1.37^{exponent} has {labels}");
        }
    }

    #[test]
    fn values_far_from_zero_get_an_axis_of_their_own() {
        assert_eq!(texts(Scale::around(151.0, 158.0)), ["150", "155", "160"]);
        assert_eq!(texts(Scale::around(10.0, 40.0)), ["0", "10", "20", "30", "40"]);
        assert_eq!(texts(Scale::around(-3.0, 2.0)), ["−4", "−2", "0", "2"]);
        assert_eq!(texts(Scale::around(7.0, 7.0)).len(), 3);
    }

    #[test]
    fn times_are_those_of_the_viewers_clock() {
        let now = Timestamp::from_millis(1_795_183_512_345); // 2026-11-20 14:05:12 UTC
        let texts = |length_s, offset| -> Vec<String> {
            let window = Window::new(length_s, now).unwrap();
            time_labels(&window, 320.0, offset).into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(texts(3_600, 0), ["13:15", "13:30", "13:45", "14:00"]);
        assert_eq!(texts(3_600, 5 * 3_600 + 1_800), ["18:45", "19:00", "19:15", "19:30"]);
        assert_eq!(texts(86_400, 0), ["18:00", "00:00", "06:00", "12:00"]);
        assert_eq!(texts(604_800, 3_600), ["15 Nov", "17 Nov", "19 Nov"]);
        assert_eq!(texts(60, 0), ["14:04:15", "14:04:30", "14:04:45", "14:05:00"]);
    }
}
