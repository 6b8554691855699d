//! What people say of a version instead of its file, and what is read of the file anew.

use domain::{
    artifact::Inspection,
    engine::EngineName,
    model::{Correction, ModelVersion},
    reference::ModelRef,
    task::Task,
};

use super::{add::json, find, load_one};
use crate::{Store, error::Error};

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
    ) -> Result<ModelVersion, Error> {
        let mut write = self.write().await?;
        let id = find::version(&mut write, reference).await?;
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
        let version = load_one(&mut write, id).await?;
        write.commit().await?;
        Ok(version)
    }

    /// Replaces what was read of a version's file and measured of its engines, as a newer program sees them. What
    /// people said of it stays.
    ///
    /// # Errors
    /// [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn reassess(&self, reference: &ModelRef, found: &Inspection) -> Result<ModelVersion, Error> {
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
        let version = load_one(&mut write, id).await?;
        write.commit().await?;
        Ok(version)
    }
}
