//! What a model is for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a model is for, as far as its file tells or somebody says.
///
/// Pictures and text go before what is made of them: a classifier of pictures is an image model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// One class of two, usually with its probability.
    BinaryClassification,
    /// One class of several, usually with its probability.
    MulticlassClassification,
    /// One number a row, or a few.
    Regression,
    /// The group that a row falls into, found without labels.
    Clustering,
    /// A vector that stands for the row.
    Embedding,
    /// Anything said of a picture.
    Image,
    /// Anything said of a text.
    Text,
    /// The next values of a series.
    Forecasting,
    /// Anything else.
    Other,
}

impl Task {
    /// Every task.
    pub const ALL: [Self; 9] = [
        Self::BinaryClassification,
        Self::MulticlassClassification,
        Self::Regression,
        Self::Clustering,
        Self::Embedding,
        Self::Image,
        Self::Text,
        Self::Forecasting,
        Self::Other,
    ];

    /// The name in JSON, in the database and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BinaryClassification => "binary_classification",
            Self::MulticlassClassification => "multiclass_classification",
            Self::Regression => "regression",
            Self::Clustering => "clustering",
            Self::Embedding => "embedding",
            Self::Image => "image",
            Self::Text => "text",
            Self::Forecasting => "forecasting",
            Self::Other => "other",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::BinaryClassification => "Binary classification",
            Self::MulticlassClassification => "Multiclass classification",
            Self::Regression => "Regression",
            Self::Clustering => "Clustering",
            Self::Embedding => "Embedding",
            Self::Image => "Image",
            Self::Text => "Text",
            Self::Forecasting => "Forecasting",
            Self::Other => "Other",
        }
    }

    /// Classification into so many classes.
    #[must_use]
    pub const fn classification(classes: usize) -> Self {
        if classes == 2 { Self::BinaryClassification } else { Self::MulticlassClassification }
    }
}

/// The text names no task.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a task; a task is one of {known}", known = Task::ALL.map(Task::name).join(", "))]
pub struct TaskError(String);

impl std::str::FromStr for Task {
    type Err = TaskError;

    fn from_str(text: &str) -> Result<Self, TaskError> {
        let found = Self::ALL.into_iter().find(|task| task.name() == text);
        found.ok_or_else(|| TaskError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_has_one_name_in_json_and_as_text() {
        for task in Task::ALL {
            assert_eq!(serde_json::to_value(task).unwrap(), task.name());
            assert_eq!(task.name().parse(), Ok(task));
        }
        let error = "classify".parse::<Task>().unwrap_err().to_string();
        assert!(error.contains("'classify'") && error.contains("clustering, embedding"), "{error}");
    }
}
