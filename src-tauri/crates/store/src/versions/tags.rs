//! Changing tags.

use domain::{reference::ModelRef, tags::Tags};
use sqlx::SqliteConnection;

use super::{check_tags, find, load};
use crate::{Store, error::Error};

impl Store {
    /// Removes and then sets tags of the version that is named, or without a number those of the model; gives back all
    /// that it has now. Removing a tag that is not there is fine.
    ///
    /// # Errors
    /// [`Error::Tag`] for an illegal tag, [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn set_tags(&self, reference: &ModelRef, set: Tags, remove: &[String]) -> Result<Tags, Error> {
        check_tags(&set)?;
        let mut write = self.write().await?;
        let (id, all) = if reference.version.is_none() {
            let id = find::model(&mut write, &reference.name).await?;
            change(&mut write, &MODEL_TAGS, id, &set, remove).await?;
            (id, load::model_tags(&mut write, &[id]).await?)
        } else {
            let id = find::version(&mut write, reference).await?;
            change(&mut write, &VERSION_TAGS, id, &set, remove).await?;
            (id, load::version_tags(&mut write, &[id]).await?)
        };
        write.commit().await?;
        Ok(all.get(&id).cloned().unwrap_or_default())
    }
}

/// The statements that change one of the two tables of tags.
struct Statements {
    remove: &'static str,
    set: &'static str,
}

const MODEL_TAGS: Statements = Statements {
    remove: "delete from model_tags where model_id = ? and key = ?",
    set: "insert into model_tags (model_id, key, value) values (?, ?, ?)
        on conflict (model_id, key) do update set value = excluded.value",
};

const VERSION_TAGS: Statements = Statements {
    remove: "delete from version_tags where version_id = ? and key = ?",
    set: "insert into version_tags (version_id, key, value) values (?, ?, ?)
        on conflict (version_id, key) do update set value = excluded.value",
};

async fn change(
    write: &mut SqliteConnection,
    statements: &Statements,
    id: i64,
    set: &Tags,
    remove: &[String],
) -> Result<(), Error> {
    for key in remove {
        sqlx::query(statements.remove).bind(id).bind(key).execute(&mut *write).await?;
    }
    for (key, value) in set {
        sqlx::query(statements.set).bind(id).bind(key).bind(value).execute(&mut *write).await?;
    }
    Ok(())
}
