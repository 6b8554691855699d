//! Changing the description of a model or of a version.

use domain::{
    activity::{Action, By},
    filter::fold,
    reference::ModelRef,
};

use super::{
    edit::{Edit, check_text},
    find,
};
use crate::{
    Store,
    activity::{self, On, What},
    error::Error,
};

impl Store {
    /// Replaces the description of the version that is named, or without one that of the model.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::NoModel`], [`Error::NoVersion`] or [`Error::NoAlias`].
    pub async fn describe(&self, reference: &ModelRef, description: String, by: &By) -> Result<(), Error> {
        if reference.version.is_some() {
            let edit = Edit { description: Some(description), ..Edit::default() };
            return self.edit(reference, edit, by).await.map(|_| ());
        }
        check_text("description", &description)?;
        let mut write = self.write().await?;
        let model = find::model(&mut write, &reference.name).await?;
        let before: String = sqlx::query_scalar("select description from models where id = ?")
            .bind(model)
            .fetch_one(&mut *write)
            .await?;
        if before == description {
            return Ok(());
        }
        sqlx::query("update models set description = ?, folded_description = ? where id = ?")
            .bind(&description)
            .bind(fold(&description))
            .bind(model)
            .execute(&mut *write)
            .await?;
        let text = |text: &'_ str| if text.is_empty() { None } else { Some(text.to_owned()) };
        let (was, now) = (text(&before), text(&description));
        let what = What { key: Some("description"), before: was.as_deref(), after: now.as_deref() };
        activity::record(&mut write, by, On::model(&reference.name), Action::Edit, what).await?;
        write.commit().await
    }
}
