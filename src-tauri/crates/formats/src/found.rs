//! What was found out about a file or a folder.

use domain::{
    artifact::{ArtifactKind, Inspection},
    signature::Signature,
    tags::Tags,
    task::Task,
};

use crate::bounds::VALUE_CHARS;

/// What a file or folder is, as far as it says without being run.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The format.
    pub kind: ArtifactKind,
    /// What trained the model: `sklearn`, `torch`.
    pub framework: Option<String>,
    /// The version of that.
    pub framework_version: Option<String>,
    /// What wrote the file.
    pub producer: Option<String>,
    /// What it is for, where it says so.
    pub task: Option<Task>,
    /// Inputs and outputs, where the format has them.
    pub signature: Signature,
    /// What the file says of itself.
    pub metadata: Tags,
    /// What else there is to know, in words.
    pub remarks: Vec<String>,
    /// A text in Markdown about the model, such as a model card.
    pub notes: Option<String>,
    /// Why it cannot be deployed, and what to do.
    pub reason: String,
}

impl Found {
    pub(crate) fn new(kind: ArtifactKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            framework: None,
            framework_version: None,
            producer: None,
            task: None,
            signature: Signature::default(),
            metadata: Tags::new(),
            remarks: Vec::new(),
            notes: None,
            reason: reason.into(),
        }
    }

    pub(crate) fn framework(mut self, name: impl Into<String>) -> Self {
        self.framework = Some(name.into());
        self
    }

    /// Keeps what the file says of itself; nothing is kept of an empty text.
    pub(crate) fn say(&mut self, key: &str, value: impl Into<String>) {
        let value: String = value.into();
        if !value.trim().is_empty() {
            self.metadata.insert(key.to_owned(), shortened(value));
        }
    }

    /// As everything that is inspected is described; it cannot be scored.
    #[must_use]
    pub fn alone(self, size_bytes: u64) -> Inspection {
        Inspection {
            kind: self.kind,
            task: self.task.unwrap_or(Task::Other),
            signature: self.signature,
            remarks: self.remarks,
            producer: self.producer,
            framework: self.framework,
            framework_version: self.framework_version,
            notes: self.notes,
            opsets: std::collections::BTreeMap::new(),
            metadata: self.metadata,
            operators: std::collections::BTreeMap::new(),
            size_bytes,
            engine: None,
            engines: None,
            engine_summary: None,
            deployable: false,
            undeployable_reason: Some(self.reason),
        }
    }

    /// Lays what was found over what an engine's room says of the same bytes. Where that is a model that is scored, its
    /// own signature is the one that callers meet, and stays.
    #[must_use]
    pub fn over(self, under: Inspection) -> Inspection {
        if under.kind != ArtifactKind::Onnx {
            return self.alone(under.size_bytes);
        }
        let (mut metadata, mut remarks) = (under.metadata, under.remarks);
        metadata.extend(self.metadata);
        remarks.extend(self.remarks);
        let task = if under.task == Task::Other { self.task.unwrap_or(Task::Other) } else { under.task };
        Inspection {
            kind: self.kind,
            task,
            remarks,
            producer: under.producer.or(self.producer),
            framework: under.framework.or(self.framework),
            framework_version: self.framework_version,
            notes: self.notes,
            metadata,
            ..under
        }
    }
}

/// A value of bearable length.
pub(crate) fn shortened(text: String) -> String {
    if text.chars().count() <= VALUE_CHARS {
        return text;
    }
    text.chars().take(VALUE_CHARS).chain(['…']).collect()
}
