//! Predicted numbers.

/// The numbers predicted by a regression, weighted by rows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Values {
    /// Rows that a number was predicted for.
    pub rows: u64,
    /// The sum of their predictions.
    pub sum: f64,
    /// The smallest and the largest prediction; of a call with several rows, its mean counts.
    pub range: Option<(f64, f64)>,
}

impl Values {
    /// Counts the mean prediction of a call's rows.
    pub fn count(&mut self, mean: f64, rows: u32) {
        let rows = u64::from(rows.max(1));
        self.add(&Self { rows, sum: mean * precise(rows), range: Some((mean, mean)) });
    }

    /// Adds another period's.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.sum += other.sum;
        self.range = match (self.range, other.range) {
            (Some((low, high)), Some((lower, higher))) => Some((low.min(lower), high.max(higher))),
            (range, None) | (None, range) => range,
        };
    }

    /// The mean over all rows.
    pub fn mean(&self) -> Option<f64> {
        (self.rows > 0).then(|| self.sum / precise(self.rows))
    }
}

/// A count as a number to divide by.
pub(crate) fn precise(count: u64) -> f64 {
    count as f64
}
