//! A window of time and how it is cut into buckets.

use std::ops::Range;

use domain::time::Timestamp;

use crate::error::{Error, Result};

/// The longest window: a year.
pub(crate) const LONGEST_S: u64 = 366 * DAY_S as u64;

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;

/// How finely calls of some age are counted.
pub(crate) struct Level {
    /// The length of a period in seconds.
    pub span_s: i64,
    /// Windows up to this length can count on it.
    pub reach_s: i64,
}

/// From the finest to the coarsest; each span is a multiple of the one before. Calls are counted in the finest and
/// folded into the next when they grow old, so that a window of any length reads a few thousand rollups at most.
pub(crate) const LEVELS: [Level; 3] = [
    Level { span_s: 5, reach_s: 2 * HOUR_S },
    Level { span_s: 60, reach_s: 26 * HOUR_S },
    Level { span_s: 600, reach_s: i64::MAX },
];

/// Lengths of a chart's buckets, in seconds, that people can make sense of.
const STEPS: [i64; 17] = [
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1_800,
    HOUR_S,
    2 * HOUR_S,
    4 * HOUR_S,
    6 * HOUR_S,
    12 * HOUR_S,
    DAY_S,
    2 * DAY_S,
];

/// A window that ends now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// Its length in seconds.
    pub length_s: i64,
    /// Where it ends.
    pub now: Timestamp,
    /// The length of the periods that it is made of, in seconds.
    span_s: i64,
}

/// One point of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bucket {
    /// Its first moment, in seconds since the epoch.
    pub start_s: f64,
    /// Its last moment so far.
    pub end_s: f64,
    /// The time that its calls are divided by for a rate. A bucket that has just begun counts as a quarter old, lest
    /// its first call look like a burst.
    pub weight_s: f64,
}

impl Window {
    /// The last `length_s` seconds before `now`.
    pub fn new(length_s: u64, now: Timestamp) -> Result<Self> {
        if !(1..=LONGEST_S).contains(&length_s) {
            return Err(Error::Window { found: length_s });
        }
        let length_s = i64::try_from(length_s).expect("a year of seconds fits");
        let level =
            LEVELS.iter().find(|level| length_s <= level.reach_s).expect("the last level reaches far");
        Ok(Self { length_s, now, span_s: level.span_s })
    }

    /// The left edge.
    pub fn from(&self) -> Timestamp {
        Timestamp::from_millis(self.now.as_millis() - self.length_s * 1_000)
    }

    /// The starts of the rollups that belong to the window, in seconds: from the period that holds its left edge to
    /// the one that holds its right edge.
    pub fn starts_s(&self) -> Range<i64> {
        let first = self.from().as_millis().div_euclid(1_000);
        first - first.rem_euclid(self.span_s)..self.now.as_millis().div_euclid(1_000) + 1
    }

    /// The shortest length of buckets, in seconds, that cuts the window into `points` or fewer.
    pub fn step_s(&self, points: i64) -> i64 {
        let fits = |step: &i64| step % self.span_s == 0 && self.length_s <= step * points;
        STEPS.into_iter().find(fits).unwrap_or(STEPS[STEPS.len() - 1])
    }

    /// The buckets, aligned to multiples of `step_s` so that they stand still while time moves on; the first and the
    /// last are cut by the window's edges.
    pub fn buckets(&self, step_s: i64) -> Vec<Bucket> {
        let starts = self.starts_s();
        let now_s = seconds(self.now.as_millis());
        let first = starts.start - starts.start.rem_euclid(step_s);
        let step = usize::try_from(step_s).expect("a step is positive");
        (first..starts.end).step_by(step).map(|start| bucket(start, step_s, starts.start, now_s)).collect()
    }

    /// Which of the [`buckets`](Self::buckets) holds the rollup that starts at `start_s`.
    pub fn index(&self, start_s: i64, step_s: i64) -> usize {
        let first = self.starts_s().start.div_euclid(step_s);
        usize::try_from(start_s.div_euclid(step_s) - first).unwrap_or(0)
    }
}

fn bucket(start_s: i64, step_s: i64, from_s: i64, now_s: f64) -> Bucket {
    let start = start_s.max(from_s) as f64;
    let full_end = (start_s + step_s) as f64;
    let end = full_end.min(now_s).max(start);
    let least = (step_s as f64 / 4.0).min(full_end - start);
    Bucket { start_s: start, end_s: end, weight_s: (end - start).max(least) }
}

impl Bucket {
    /// The moment that it is drawn at.
    pub fn middle(&self) -> Timestamp {
        Timestamp::from_millis(((self.start_s + self.end_s) * 500.0) as i64)
    }
}

/// Milliseconds as seconds.
pub(crate) fn seconds(millis: i64) -> f64 {
    millis as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_183_512_345);

    #[test]
    fn every_window_has_a_readable_number_of_buckets() {
        for (length_s, points, step_s) in [
            (900, 180, 5),
            (900, 120, 10),
            (3_600, 158, 30),
            (21_600, 120, 300),
            (86_400, 160, 600),
            (604_800, 240, 3_600),
        ] {
            let window = Window::new(length_s, NOW).unwrap();
            assert_eq!(window.step_s(points), step_s, "{length_s} s in {points}");
            let buckets = window.buckets(step_s);
            assert!(
                buckets.len() <= usize::try_from(points).unwrap() + 1,
                "{length_s} s has {}",
                buckets.len()
            );
        }
        assert!(matches!(Window::new(0, NOW), Err(Error::Window { found: 0 })));
        assert!(Window::new(u64::MAX, NOW).is_err());
    }

    #[test]
    fn buckets_touch_and_cover_the_window() {
        let window = Window::new(900, NOW).unwrap();
        let buckets = window.buckets(30);
        assert!(buckets.windows(2).all(|pair| pair[0].end_s == pair[1].start_s));
        assert_eq!(buckets[0].start_s, 1_795_182_610.0);
        assert_eq!(buckets[buckets.len() - 1].end_s, 1_795_183_512.345);
        assert_eq!(window.index(1_795_182_610, 30), 0);
        assert_eq!(window.index(1_795_183_510, 30), buckets.len() - 1);
    }

    #[test]
    fn a_bucket_that_has_just_begun_counts_as_a_quarter_old() {
        let window = Window::new(900, Timestamp::from_millis(1_795_183_500_100)).unwrap();
        assert_eq!(window.buckets(60).pop().unwrap().weight_s, 15.0);
    }
}
