//! Models and versions, one at a time.

pub(crate) mod add;
mod correct;
mod describe;
pub(crate) mod edit;
pub(crate) mod find;
pub(crate) mod in_place;
pub(crate) mod load;
pub(crate) mod purge;
pub(crate) mod resolve;
pub(crate) mod trash;
pub(crate) mod trashed;

use domain::{
    digest::Digest,
    engine::EngineChoice,
    model::{Model, ModelVersion},
    name::ModelName,
    reference::{ModelRef, VersionNumber},
    tags::Tags,
};
use serde_json::Value;

use crate::{Store, error::Error};

/// A version's kept sample; both parts are JSON as they were given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoredSample {
    /// A request that the version can score.
    pub input: Option<Value>,
    /// What it answered.
    pub output: Option<Value>,
}

impl Store {
    /// A model with all its versions outside the trash, newest first.
    ///
    /// # Errors
    /// [`Error::NoModel`], with a name that is nearly the same where there is one.
    pub async fn model(&self, name: &ModelName) -> Result<Model, Error> {
        let mut read = self.read().await?;
        let id = find::model(&mut read, name).await?;
        let description: String = sqlx::query_scalar("select description from models where id = ?")
            .bind(id)
            .fetch_one(&mut *read)
            .await?;
        let ids: Vec<i64> = sqlx::query_scalar(
            "select id from versions where model_id = ? and trashed_at is null order by number desc",
        )
        .bind(id)
        .fetch_all(&mut *read)
        .await?;
        let tags = load::model_tags(&mut read, &[id]).await?.remove(&id).unwrap_or_default();
        let versions = load::versions(&mut read, &ids).await?;
        let look_alikes = find::look_alikes(&mut read, name).await?;
        Ok(Model { name: name.clone(), description, tags, look_alikes, versions })
    }

    /// One version: the one named, or the latest.
    ///
    /// # Errors
    /// [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn version(&self, reference: &ModelRef) -> Result<ModelVersion, Error> {
        let mut read = self.read().await?;
        let id = find::version(&mut read, reference).await?;
        load::one(&mut read, id).await
    }

    /// The sample that a version was registered with; empty when with none.
    ///
    /// # Errors
    /// [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn sample(&self, reference: &ModelRef) -> Result<StoredSample, Error> {
        let mut read = self.read().await?;
        let id = find::version(&mut read, reference).await?;
        let kept: Option<(String, Option<String>)> =
            sqlx::query_as("select input, output from version_samples where version_id = ?")
                .bind(id)
                .fetch_optional(&mut *read)
                .await?;
        let Some((input, output)) = kept else { return Ok(StoredSample::default()) };
        let json = |text: String| serde_json::from_str(&text).map_err(Error::damaged("a sample"));
        Ok(StoredSample { input: Some(json(input)?), output: output.map(json).transpose()? })
    }
}

impl Store {
    /// A version of exactly these bytes, one in the trash too; none where there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn registered(&self, digest: &Digest) -> Result<Option<ModelRef>, Error> {
        let found: Option<(String, VersionNumber)> = sqlx::query_as(
            "select m.name, v.number from versions v join models m on m.id = v.model_id where v.digest = ?
            order by v.id limit 1",
        )
        .bind(digest.as_str())
        .fetch_optional(&mut *self.read().await?)
        .await?;
        let Some((name, number)) = found else { return Ok(None) };
        let name = ModelName::parse(&name).map_err(Error::damaged("a model's name"))?;
        Ok(Some(ModelRef::numbered(name, number)))
    }

    /// What came of trying the engines with these bytes, as their newest version has it; none where nothing did.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it cannot be read.
    pub async fn measured(&self, digest: &Digest) -> Result<Option<EngineChoice>, Error> {
        let engines: Option<String> = sqlx::query_scalar(
            "select d.engines from versions v join version_details d on d.version_id = v.id
            where v.digest = ? and v.trashed_at is null and d.engines is not null order by v.id desc limit 1",
        )
        .bind(digest.as_str())
        .fetch_optional(&mut *self.read().await?)
        .await?;
        engines
            .map(|text| serde_json::from_str(&text).map_err(Error::damaged("a version's engines")))
            .transpose()
    }
}

/// Refuses tags that a filter could not name.
pub(crate) fn check_tags(tags: &Tags) -> Result<(), Error> {
    Ok(tags.iter().try_for_each(|(key, value)| domain::tags::check(key, value))?)
}
