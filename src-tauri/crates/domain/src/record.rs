//! One logged call.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    name::{EndpointName, ModelName},
    reference::VersionNumber,
    time::Timestamp,
};

/// What a call predicted, small enough to keep for every call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// The classes of the rows with how many rows each, most frequent first.
    Classes(Vec<(String, u32)>),
    /// The mean predicted number over the rows.
    Value(f64),
}

impl Prediction {
    /// The prediction with classes that are whole numbers replaced by what they stand for: class `1` by `names[1]`.
    #[must_use]
    pub fn named(mut self, names: &[String]) -> Self {
        if let Self::Classes(classes) = &mut self {
            for (class, _) in classes {
                if let Some(name) = class.parse::<usize>().ok().and_then(|index| names.get(index)) {
                    class.clone_from(name);
                }
            }
        }
        self
    }
}

/// One call to an endpoint, answered or refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InferenceRecord {
    /// When the call arrived.
    pub at: Timestamp,
    /// The endpoint that was called.
    pub endpoint: EndpointName,
    /// The model behind it.
    pub model: ModelName,
    /// The version that scored.
    pub version: VersionNumber,
    /// The HTTP status that the caller got.
    pub status: u16,
    /// How many rows were sent.
    pub rows: u32,
    /// Time spent waiting for a replica, in microseconds.
    pub queue_us: u32,
    /// Time spent scoring, in microseconds.
    pub scoring_us: u32,
    /// Time from the request's arrival to the answer, in microseconds.
    pub total_us: u32,
    /// What was predicted; none for a refused call.
    pub prediction: Option<Prediction>,
    /// The class's probability or nothing, for a call of one row.
    pub probability: Option<f32>,
    /// What the caller was told, for a refused call.
    pub error: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_classes_take_their_names_and_others_stay() {
        let names = ["malignant".to_owned(), "benign".to_owned()];
        let classes = |list: &[(&str, u32)]| {
            Prediction::Classes(list.iter().map(|(class, rows)| ((*class).to_owned(), *rows)).collect())
        };
        assert_eq!(
            classes(&[("1", 3), ("0", 1), ("7", 1)]).named(&names),
            classes(&[("benign", 3), ("malignant", 1), ("7", 1)])
        );
        assert_eq!(Prediction::Value(1.0).named(&names), Prediction::Value(1.0));
    }
}
