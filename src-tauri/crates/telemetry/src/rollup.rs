//! What is counted of the calls of one period.

pub(crate) mod classes;
pub(crate) mod fold;
pub(crate) mod latency;
pub(crate) mod table;
pub(crate) mod values;

use domain::record::{InferenceRecord, Prediction};

use self::{classes::Classes, latency::Latency, values::Values};

/// The calls of one period, counted. Two can be added: no figure depends on how time was cut.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rollup {
    /// Calls with a status below 400.
    pub answered: u64,
    /// Calls with a status of 400 to 499.
    pub refused: u64,
    /// Calls with a status of 500 and above.
    pub failed: u64,
    /// Rows of answered calls.
    pub rows: u64,
    /// The total time of answered calls.
    pub latency: Latency,
    /// Rows by predicted class.
    pub classes: Classes,
    /// Predicted numbers.
    pub values: Values,
}

impl Rollup {
    /// Counts one call.
    pub fn count(&mut self, record: &InferenceRecord) {
        match record.status {
            0..400 => self.count_answer(record),
            400..500 => self.refused += 1,
            500.. => self.failed += 1,
        }
    }

    fn count_answer(&mut self, record: &InferenceRecord) {
        self.answered += 1;
        self.rows += u64::from(record.rows);
        self.latency.count(record.total_us);
        match &record.prediction {
            Some(Prediction::Classes(classes)) => {
                for (name, rows) in classes {
                    self.classes.count(name, u64::from(*rows));
                }
            }
            Some(Prediction::Value(mean)) => self.values.count(*mean, record.rows),
            None => {}
        }
    }

    /// Adds the calls of another period.
    pub fn add(&mut self, other: &Self) {
        self.answered += other.answered;
        self.refused += other.refused;
        self.failed += other.failed;
        self.rows += other.rows;
        self.latency.add(&other.latency);
        self.classes.add(&other.classes);
        self.values.add(&other.values);
    }

    /// All calls.
    pub fn requests(&self) -> u64 {
        self.answered + self.errors()
    }

    /// Calls that were not answered.
    pub fn errors(&self) -> u64 {
        self.refused + self.failed
    }

    /// Whether the model gives numbers rather than classes: by the majority of the rows, since an endpoint may have
    /// moved from one kind of model to the other.
    pub fn predicts_numbers(&self) -> bool {
        self.values.rows > self.classes.rows()
    }
}
