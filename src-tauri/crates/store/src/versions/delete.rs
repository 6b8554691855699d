//! Deleting a version, or a model with all of them.

use domain::{name::EndpointName, reference::ModelRef};
use sqlx::SqliteConnection;

use super::{find, load::list};
use crate::{Store, error::Error};

/// What a deletion removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deleted {
    /// How many versions.
    pub versions: u64,
    /// The bytes of files that no other version has.
    pub freed_bytes: u64,
}

impl Store {
    /// Deletes the version that is named, or without a number the model with all its versions, and the files that
    /// nothing else needs. A model whose last version goes loses its tags and description too.
    ///
    /// # Errors
    /// [`Error::NoModel`], [`Error::NoVersion`], or [`Error::InUse`] while an endpoint serves one of the versions.
    pub async fn delete(&self, reference: &ModelRef) -> Result<Deleted, Error> {
        let mut write = self.write().await?;
        let model = find::model(&mut write, &reference.name).await?;
        let ids = match reference.version {
            Some(_) => vec![find::version(&mut write, reference).await?],
            None => {
                sqlx::query_scalar("select id from versions where model_id = ?")
                    .bind(model)
                    .fetch_all(&mut *write)
                    .await?
            }
        };
        refuse_in_use(&mut write, reference, &ids).await?;
        remove(&mut write, &ids).await?;
        clear_empty_model(&mut write, model).await?;
        write.commit().await?;
        // From here on they are deleted, whether or not their files can be removed now.
        let freed_bytes = self.sweep().await.unwrap_or_else(|error| {
            tracing::warn!(model = %reference, %error, "Files of deleted versions are left for the next opening");
            0
        });
        Ok(Deleted { versions: ids.len() as u64, freed_bytes })
    }
}

async fn refuse_in_use(write: &mut SqliteConnection, reference: &ModelRef, ids: &[i64]) -> Result<(), Error> {
    let names: Vec<String> = sqlx::query_scalar(
        "select name from endpoints where version_id in (select value from json_each(?)) order by name",
    )
    .bind(list(ids))
    .fetch_all(write)
    .await?;
    if names.is_empty() {
        return Ok(());
    }
    let names: Result<Vec<_>, _> = names.iter().map(|name| EndpointName::parse(name)).collect();
    let endpoints = names.map_err(Error::damaged("an endpoint's name"))?;
    Err(Error::InUse { reference: reference.clone(), endpoints })
}

/// Lists the content as loose in the same transaction that takes its names away.
async fn remove(write: &mut SqliteConnection, ids: &[i64]) -> Result<(), Error> {
    for statement in [
        "insert or ignore into loose_content (place, digest)
            select 'objects', digest from version_files where version_id in (select value from json_each(?))",
        "insert or ignore into loose_content (place, digest)
            select 'trees', digest from versions where id in (select value from json_each(?))",
        "delete from versions where id in (select value from json_each(?))",
    ] {
        sqlx::query(statement).bind(list(ids)).execute(&mut *write).await?;
    }
    Ok(())
}

async fn clear_empty_model(write: &mut SqliteConnection, model: i64) -> Result<(), Error> {
    sqlx::query(
        "delete from model_tags where model_id = ?1 and not exists (select 1 from versions where model_id = ?1)",
    )
    .bind(model)
    .execute(&mut *write)
    .await?;
    sqlx::query(
        "update models set description = '', folded_description = ''
        where id = ?1 and not exists (select 1 from versions where model_id = ?1)",
    )
    .bind(model)
    .execute(write)
    .await?;
    Ok(())
}
