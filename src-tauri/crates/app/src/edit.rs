//! Changing what may change of a version.

use domain::{
    model::ModelVersion,
    reference::ModelRef,
    tags::{self, Tags},
};
use serde::{Deserialize, Serialize};
use store::Edit;
use ts_rs::TS;

use crate::{App, correct::given, error::Error};

/// New values. What is left out stays as it is; null clears.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct EditArgs {
    /// `iris:2`, `iris@champion`, or `iris` for the latest.
    pub reference: ModelRef,
    /// A sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub description: Option<String>,
    /// Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub notes: Option<String>,
    /// What trained it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub framework: Option<Option<String>>,
    /// The framework's version.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub framework_version: Option<Option<String>>,
    /// The run that made it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub run_id: Option<Option<String>>,
    /// The experiment that the run belongs to.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub experiment: Option<Option<String>>,
    /// The version that it was made from.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parent: Option<Option<ModelRef>>,
    /// Processors that serving it needs.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub cpu: Option<Option<f64>>,
    /// Bytes of memory that serving it needs.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub memory_bytes: Option<Option<u64>>,
    /// Properties to set, which then stay for good.
    #[serde(default)]
    #[ts(optional, as = "Option<Tags>")]
    pub properties: Tags,
}

impl EditArgs {
    /// Arguments that change nothing.
    #[must_use]
    pub fn new(reference: ModelRef) -> Self {
        Self {
            reference,
            description: None,
            notes: None,
            framework: None,
            framework_version: None,
            run_id: None,
            experiment: None,
            parent: None,
            cpu: None,
            memory_bytes: None,
            properties: Tags::new(),
        }
    }
}

/// Changes a version; a property that has another value already refuses the whole change.
pub(crate) async fn edit(app: &App, args: EditArgs) -> Result<ModelVersion, Error> {
    for (key, value) in &args.properties {
        tags::check(key, value)?;
    }
    let edit = Edit {
        description: args.description,
        notes: args.notes,
        framework: filled(args.framework),
        framework_version: filled(args.framework_version),
        run_id: filled(args.run_id),
        experiment: filled(args.experiment),
        parent: args.parent,
        cpu: args.cpu,
        memory_bytes: args.memory_bytes,
        properties: args.properties,
    };
    let version = app.store().edit(&args.reference, edit, &app.by()).await?;
    tracing::info!(model = %version.reference(), "Edited");
    Ok(version)
}

/// An empty text says nothing.
fn filled(text: Option<Option<String>>) -> Option<Option<String>> {
    text.map(|text| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}
