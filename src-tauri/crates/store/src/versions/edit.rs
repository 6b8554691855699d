//! What may be changed of a version, and what may only be added.

use domain::{
    activity::{Action, By},
    filter::fold,
    model::{ModelVersion, Resources},
    reference::ModelRef,
    tags::Tags,
};
use sqlx::SqliteConnection;

use super::{
    add::{json, parent},
    check_tags, find, load,
};
use crate::{
    Store,
    activity::{self, On, What},
    error::Error,
};

/// The longest description, in bytes.
pub const DESCRIPTION_MAX: usize = 20_000;
/// The longest notes, in bytes.
pub const NOTES_MAX: usize = 1_000_000;

/// New values for a version; what is none stays as it is, and an inner none clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edit {
    /// A sentence or two.
    pub description: Option<String>,
    /// Markdown.
    pub notes: Option<String>,
    /// What trained it.
    pub framework: Option<Option<String>>,
    /// The framework's version.
    pub framework_version: Option<Option<String>>,
    /// The run that made it.
    pub run_id: Option<Option<String>>,
    /// The experiment that the run belongs to.
    pub experiment: Option<Option<String>>,
    /// The version that it was made from; it must be there.
    pub parent: Option<Option<ModelRef>>,
    /// Processors that serving it needs.
    pub cpu: Option<Option<f64>>,
    /// Bytes of memory that serving it needs.
    pub memory_bytes: Option<Option<u64>>,
    /// Properties to set. One that is set already keeps its value for good.
    pub properties: Tags,
}

impl Store {
    /// Changes what may change of a version, wholly or not at all, and logs each difference.
    ///
    /// # Errors
    /// [`Error::PropertySet`] for a property that has another value already, [`Error::Tag`], [`Error::TooLong`] or
    /// [`Error::Resources`] for an illegal value, [`Error::NoModel`], [`Error::NoVersion`] or [`Error::NoAlias`].
    pub async fn edit(&self, reference: &ModelRef, edit: Edit, by: &By) -> Result<ModelVersion, Error> {
        check(&edit)?;
        let mut write = self.write().await?;
        let id = find::version(&mut write, reference).await?;
        let before = load::one(&mut write, id).await?;
        let after = edited(&mut write, &before, edit).await?;
        keep(&mut write, id, &after).await?;
        log(&mut write, &before, &after, by).await?;
        write.commit().await?;
        Ok(after)
    }
}

fn check(edit: &Edit) -> Result<(), Error> {
    check_tags(&edit.properties)?;
    check_text("description", edit.description.as_deref().unwrap_or_default())?;
    check_text("notes", edit.notes.as_deref().unwrap_or_default())?;
    check_resources(edit.cpu.flatten(), edit.memory_bytes.flatten())
}

/// Refuses a `description` or `notes` over its bound.
pub(crate) fn check_text(what: &'static str, text: &str) -> Result<(), Error> {
    let max = if what == "notes" { NOTES_MAX } else { DESCRIPTION_MAX };
    if text.len() > max { Err(Error::TooLong { what, length: text.len(), max }) } else { Ok(()) }
}

/// Refuses needs that are not above 0.
pub(crate) fn check_resources(cpu: Option<f64>, memory_bytes: Option<u64>) -> Result<(), Error> {
    if cpu.is_some_and(|cpu| !(cpu > 0.0 && cpu.is_finite())) {
        return Err(Error::Resources("processors"));
    }
    if memory_bytes.is_some_and(|bytes| bytes == 0 || i64::try_from(bytes).is_err()) {
        return Err(Error::Resources("bytes of memory"));
    }
    Ok(())
}

/// The version as it shall be.
async fn edited(
    read: &mut SqliteConnection,
    before: &ModelVersion,
    edit: Edit,
) -> Result<ModelVersion, Error> {
    let mut after = before.clone();
    for (key, value) in edit.properties {
        if let Some(held) = after.properties.get(&key).filter(|held| **held != value) {
            return Err(Error::PropertySet { reference: before.reference(), key, held: held.clone() });
        }
        after.properties.insert(key, value);
    }
    if let Some(wanted) = edit.parent {
        after.parent = parent(read, wanted.as_ref()).await?;
    }
    if after.parent.as_ref() == Some(&before.reference()) {
        return Err(Error::OwnParent(before.reference()));
    }
    after.description = edit.description.unwrap_or(after.description);
    after.notes = edit.notes.or(after.notes);
    after.framework = edit.framework.unwrap_or(after.framework);
    after.framework_version = edit.framework_version.unwrap_or(after.framework_version);
    after.run_id = edit.run_id.unwrap_or(after.run_id);
    after.experiment = edit.experiment.unwrap_or(after.experiment);
    after.resources = Resources {
        cpu: edit.cpu.unwrap_or(after.resources.cpu),
        memory_bytes: edit.memory_bytes.unwrap_or(after.resources.memory_bytes),
    };
    Ok(after)
}

async fn keep(write: &mut SqliteConnection, id: i64, version: &ModelVersion) -> Result<(), Error> {
    sqlx::query("update versions set framework = ?, folded_description = ? where id = ?")
        .bind(&version.framework)
        .bind(fold(&version.description))
        .bind(id)
        .execute(&mut *write)
        .await?;
    sqlx::query(
        "update version_details set description = ?, notes = ?, framework_version = ?, run_id = ?, experiment = ?,
            parent = ?, cpu = ?, memory_bytes = ?, properties = ?
        where version_id = ?",
    )
    .bind(&version.description)
    .bind(version.notes.as_deref().unwrap_or_default())
    .bind(&version.framework_version)
    .bind(&version.run_id)
    .bind(&version.experiment)
    .bind(version.parent.as_ref().map(ToString::to_string))
    .bind(version.resources.cpu)
    .bind(version.resources.memory_bytes.map(u64::cast_signed))
    .bind(json(&version.properties))
    .bind(id)
    .execute(write)
    .await?;
    Ok(())
}

/// One entry a difference.
async fn log(
    write: &mut SqliteConnection,
    before: &ModelVersion,
    after: &ModelVersion,
    by: &By,
) -> Result<(), Error> {
    let on = On::version(&after.name, after.version);
    activity::record_differences(write, by, on, Action::Edit, facts(before).into_iter().zip(facts(after)))
        .await?;
    for (key, value) in after.properties.iter().filter(|(key, _)| !before.properties.contains_key(*key)) {
        let what = What { key: Some(key), before: None, after: Some(value) };
        activity::record(write, by, on, Action::Property, what).await?;
    }
    Ok(())
}

/// What may change, as text; an empty text is nothing.
fn facts(version: &ModelVersion) -> [(&'static str, Option<String>); 9] {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    [
        ("description", text(&version.description)),
        ("notes", version.notes.as_deref().and_then(text)),
        ("framework", version.framework.clone()),
        ("framework_version", version.framework_version.clone()),
        ("run_id", version.run_id.clone()),
        ("experiment", version.experiment.clone()),
        ("parent", version.parent.as_ref().map(ToString::to_string)),
        ("cpu", version.resources.cpu.map(|cpu| cpu.to_string())),
        ("memory_bytes", version.resources.memory_bytes.map(|bytes| bytes.to_string())),
    ]
}
