//! What people say of a version instead of its file, and what is read of the file anew.

use domain::{
    activity::{Action, By},
    artifact::Inspection,
    engine::EngineName,
    model::{Correction, ModelVersion},
    reference::ModelRef,
    task::Task,
};

use sqlx::SqliteConnection;

use super::{add::json, find, load};
use crate::{
    Store,
    activity::{self, On, What},
    error::Error,
};

impl Store {
    /// Replaces what people say of a version, and the engine that it is pinned to.
    ///
    /// # Errors
    /// [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn correct(
        &self,
        reference: &ModelRef,
        correction: &Correction,
        pinned: Option<EngineName>,
        by: &By,
    ) -> Result<ModelVersion, Error> {
        let mut write = self.write().await?;
        let id = find::version(&mut write, reference).await?;
        let before = load::one(&mut write, id).await?;
        sqlx::query(
            "insert or replace into version_corrections (version_id, task, class_names, columns, engine)
            values (?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(correction.task.map(Task::name))
        .bind(correction.class_names.as_ref().map(json))
        .bind(correction.columns.as_ref().map(json))
        .bind(pinned.map(EngineName::name))
        .execute(&mut *write)
        .await?;
        let version = load::one(&mut write, id).await?;
        log(&mut write, &before, &version, by).await?;
        write.commit().await?;
        Ok(version)
    }

    /// Replaces what was read of a version's file and measured of its engines, as a newer program sees them. What
    /// people said of it stays.
    ///
    /// # Errors
    /// [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn reassess(
        &self,
        reference: &ModelRef,
        found: &Inspection,
        by: &By,
    ) -> Result<ModelVersion, Error> {
        let mut write = self.write().await?;
        let id = find::version(&mut write, reference).await?;
        sqlx::query(
            "update version_details set task = ?, deployable = ?, undeployable_reason = ?, engine = ?, engines = ?,
                signature = ?, remarks = ?
            where version_id = ?",
        )
        .bind(found.task.name())
        .bind(found.deployable)
        .bind(&found.undeployable_reason)
        .bind(&found.engine)
        .bind(found.engines.as_ref().map(json))
        .bind(json(&found.signature))
        .bind(json(&found.remarks))
        .bind(id)
        .execute(&mut *write)
        .await?;
        let version = load::one(&mut write, id).await?;
        let what = What { key: version.engine.as_deref(), ..What::default() };
        let on = On::version(&version.name, version.version);
        activity::record(&mut write, by, on, Action::Assess, what).await?;
        write.commit().await?;
        Ok(version)
    }
}

/// One entry a difference.
async fn log(
    write: &mut SqliteConnection,
    before: &ModelVersion,
    after: &ModelVersion,
    by: &By,
) -> Result<(), Error> {
    let on = On::version(&after.name, after.version);
    activity::record_differences(write, by, on, Action::Correct, said(before).into_iter().zip(said(after)))
        .await
}

/// What people say, as text; none where the file, or what was measured, is believed.
fn said(version: &ModelVersion) -> [(&'static str, Option<String>); 4] {
    let said = &version.correction;
    let pinned = version.engines.as_ref().and_then(|engines| engines.pinned);
    [
        ("task", said.task.map(|task| task.name().to_owned())),
        ("class_names", said.class_names.as_ref().map(json)),
        ("columns", said.columns.as_ref().map(json)),
        ("engine", pinned.map(|engine| engine.name().to_owned())),
    ]
}
