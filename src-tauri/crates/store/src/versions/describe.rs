//! Changing descriptions.

use domain::{filter::fold, reference::ModelRef};

use super::find;
use crate::{Store, error::Error};

impl Store {
    /// Replaces the description of the version that is named, or without a number that of the model.
    ///
    /// # Errors
    /// [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn describe(&self, reference: &ModelRef, description: String) -> Result<(), Error> {
        let mut write = self.write().await?;
        let folded = fold(&description);
        if reference.version.is_none() {
            let model = find::model(&mut write, &reference.name).await?;
            sqlx::query("update models set description = ?, folded_description = ? where id = ?")
                .bind(description)
                .bind(folded)
                .bind(model)
                .execute(&mut *write)
                .await?;
        } else {
            let version = find::version(&mut write, reference).await?;
            sqlx::query("update version_details set description = ? where version_id = ?")
                .bind(description)
                .bind(version)
                .execute(&mut *write)
                .await?;
            sqlx::query("update versions set folded_description = ? where id = ?")
                .bind(folded)
                .bind(version)
                .execute(&mut *write)
                .await?;
        }
        Ok(write.commit().await?)
    }
}
