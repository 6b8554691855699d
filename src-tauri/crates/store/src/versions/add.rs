//! Registering a version.

use std::collections::BTreeMap;

use domain::{
    artifact::ArtifactKind, engine::EngineChoice, filter::fold, model::ModelVersion, name::ModelName,
    reference::VersionNumber, signature::Signature, tags::Tags, task::Task, time::Timestamp,
};
use serde::{Deserialize as _, Serialize, de::IntoDeserializer as _};
use serde_json::Value;
use sqlx::SqliteConnection;

use super::{check_tags, in_place, load};
use crate::{Ingested, Store, error::Error};

/// What is known of a version when it is registered, beside its files.
#[derive(Debug, Clone, PartialEq)]
pub struct NewVersion {
    /// The model that it becomes the next version of; made if there is none.
    pub name: ModelName,
    /// Searchable facts that may change.
    pub tags: Tags,
    /// Facts that never change.
    pub properties: Tags,
    /// A sentence or two.
    pub description: String,
    /// What trained it.
    pub framework: Option<String>,
    /// What wrote the file.
    pub producer: Option<String>,
    /// The kind of artifact; all versions of a model are of one kind.
    pub kind: ArtifactKind,
    /// What it is for.
    pub task: Task,
    /// Whether it can be deployed without code.
    pub deployable: bool,
    /// Why it cannot.
    pub undeployable_reason: Option<String>,
    /// Finite numbers by name.
    pub metrics: BTreeMap<String, f64>,
    /// Training parameters.
    pub params: Tags,
    /// The run that made it.
    pub run_id: Option<String>,
    /// Inputs and outputs.
    pub signature: Signature,
    /// What the signature does not show, in words.
    pub remarks: Vec<String>,
    /// A request that it can score.
    pub sample_input: Option<Value>,
    /// What it answers to the sample; kept only with a sample input.
    pub sample_output: Option<Value>,
    /// ONNX operator sets.
    pub opsets: BTreeMap<String, i64>,
    /// What the file says of itself.
    pub metadata: Tags,
    /// What scores it.
    pub engine: Option<String>,
    /// How each engine did with it.
    pub engines: Option<EngineChoice>,
    /// Now.
    pub created_at: Timestamp,
}

impl Store {
    /// Registers stored files as the next version of a model, wholly or not at all. A number is never given twice, not
    /// even after its version is deleted.
    ///
    /// # Errors
    /// [`Error::OtherKind`] when the model's versions are of another kind, [`Error::Tag`] and [`Error::Metric`] for
    /// illegal ones, [`Error::Released`] when the files were given up before, [`Error::Changed`] when files that are
    /// kept in place have changed since they were read. The files stay for the caller to release.
    pub async fn add_version(&self, files: &Ingested, new: NewVersion) -> Result<ModelVersion, Error> {
        let added = self.add_versions(&[(files.clone(), new)]).await?;
        added.into_iter().next().expect("one version is asked for")
    }

    /// Registers many versions in one transaction, in this order: after a crash all are there or none is. What is wrong
    /// with one is its own answer, and the others are registered.
    ///
    /// # Errors
    /// The database's; then none is registered.
    pub async fn add_versions(
        &self,
        versions: &[(Ingested, NewVersion)],
    ) -> Result<Vec<Result<ModelVersion, Error>>, Error> {
        let mut refused = Vec::with_capacity(versions.len());
        for (files, new) in versions {
            refused.push(check(files, new).await.err());
        }
        let mut write = self.write().await?;
        let (mut ids, mut outcomes) = (Vec::new(), Vec::with_capacity(versions.len()));
        for ((files, new), refused) in versions.iter().zip(refused) {
            let refused = match refused {
                None => other_kind(&mut write, new).await?,
                refused => refused,
            };
            outcomes.push(match refused {
                Some(problem) => Err(problem),
                None => {
                    ids.push(insert(&mut write, files, new).await?);
                    Ok(())
                }
            });
        }
        let mut added = load::versions(&mut write, &ids).await?.into_iter();
        write.commit().await?;
        let mut next =
            |()| added.next().ok_or_else(|| Error::damaged("a version")("its details are missing"));
        Ok(outcomes.into_iter().map(|outcome| outcome.and_then(&mut next)).collect())
    }
}

/// What can be refused without a look at the registry.
async fn check(files: &Ingested, new: &NewVersion) -> Result<(), Error> {
    check_tags(&new.tags)?;
    if let Some((key, value)) = new.metrics.iter().find(|(_, value)| !value.is_finite()) {
        return Err(Error::Metric { key: key.clone(), value: *value });
    }
    if files.pin.is_released() {
        return Err(Error::Released);
    }
    in_place::check(files).await
}

/// The refusal of a version of another kind than the model's versions are of.
async fn other_kind(write: &mut SqliteConnection, new: &NewVersion) -> Result<Option<Error>, Error> {
    let other: Option<String> = sqlx::query_scalar(
        "select v.kind from models m join versions v on v.model_id = m.id
        where m.name = ? and v.kind <> ? and v.trashed_at is null limit 1",
    )
    .bind(new.name.as_str())
    .bind(new.kind.name())
    .fetch_optional(write)
    .await?;
    let Some(held) = other else { return Ok(None) };
    let held: Result<_, serde::de::value::Error> =
        ArtifactKind::deserialize(held.as_str().into_deserializer());
    let held = held.map_err(Error::damaged("a kind"))?;
    Ok(Some(Error::OtherKind { name: new.name.clone(), held, given: new.kind }))
}

/// Writes everything of one version; gives back its row.
async fn insert(write: &mut SqliteConnection, files: &Ingested, new: &NewVersion) -> Result<i64, Error> {
    let (model, number) = next_number(write, new).await?;
    let id = insert_version(write, model, number, files, new).await?;
    insert_details(write, id, new).await?;
    insert_lists(write, id, files, new).await?;
    in_place::insert(write, id, files).await?;
    Ok(id)
}

/// The model's row, and the number of its next version.
async fn next_number(write: &mut SqliteConnection, new: &NewVersion) -> Result<(i64, VersionNumber), Error> {
    let name = new.name.as_str();
    let (model, next): (i64, VersionNumber) = sqlx::query_as(
        "insert into models (name, folded_name, next_version) values (?, ?, 2)
        on conflict (name) do update set next_version = next_version + 1
        returning id, next_version",
    )
    .bind(name)
    .bind(fold(name))
    .fetch_one(write)
    .await?;
    Ok((model, next - 1))
}

async fn insert_version(
    write: &mut SqliteConnection,
    model: i64,
    number: VersionNumber,
    files: &Ingested,
    new: &NewVersion,
) -> Result<i64, Error> {
    let id = sqlx::query_scalar(
        "insert into versions (model_id, number, folded_name, folded_description, kind, framework, size_bytes,
            digest, created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
    )
    .bind(model)
    .bind(number)
    .bind(fold(new.name.as_str()))
    .bind(fold(&new.description))
    .bind(new.kind.name())
    .bind(&new.framework)
    .bind(files.size_bytes.cast_signed())
    .bind(files.digest.as_str())
    .bind(new.created_at.as_millis())
    .fetch_one(write)
    .await?;
    Ok(id)
}

async fn insert_details(write: &mut SqliteConnection, id: i64, new: &NewVersion) -> Result<(), Error> {
    sqlx::query(
        "insert into version_details (version_id, description, producer, task, deployable, undeployable_reason, run_id,
            engine, engines, properties, params, signature, remarks, opsets, metadata)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(&new.description)
    .bind(&new.producer)
    .bind(new.task.name())
    .bind(new.deployable)
    .bind(&new.undeployable_reason)
    .bind(&new.run_id)
    .bind(&new.engine)
    .bind(new.engines.as_ref().map(json))
    .bind(json(&new.properties))
    .bind(json(&new.params))
    .bind(json(&new.signature))
    .bind(json(&new.remarks))
    .bind(json(&new.opsets))
    .bind(json(&new.metadata))
    .execute(&mut *write)
    .await?;
    let Some(input) = &new.sample_input else { return Ok(()) };
    sqlx::query("insert into version_samples (version_id, input, output) values (?, ?, ?)")
        .bind(id)
        .bind(json(input))
        .bind(new.sample_output.as_ref().map(json))
        .execute(write)
        .await?;
    Ok(())
}

/// Tags, metrics and files; the files' content is loose no longer.
async fn insert_lists(
    write: &mut SqliteConnection,
    id: i64,
    files: &Ingested,
    new: &NewVersion,
) -> Result<(), Error> {
    if !new.tags.is_empty() {
        sqlx::query(
            "insert into version_tags (version_id, key, value) select ?, key, value from json_each(?)",
        )
        .bind(id)
        .bind(json(&new.tags))
        .execute(&mut *write)
        .await?;
    }
    for (key, value) in &new.metrics {
        sqlx::query("insert into version_metrics (version_id, key, value) values (?, ?, ?)")
            .bind(id)
            .bind(key)
            .bind(value)
            .execute(&mut *write)
            .await?;
    }
    sqlx::query(
        "insert into version_files (version_id, path, size_bytes, digest)
        select ?, value ->> 'path', value ->> 'size_bytes', value ->> 'digest' from json_each(?)",
    )
    .bind(id)
    .bind(json(&files.files))
    .execute(&mut *write)
    .await?;
    if files.in_place.is_some() {
        return Ok(());
    }
    sqlx::query(
        "delete from loose_content where digest = ?
            or digest in (select digest from version_files where version_id = ?)",
    )
    .bind(files.digest.as_str())
    .bind(id)
    .execute(write)
    .await?;
    Ok(())
}

pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("maps with text keys, lists and plain structs always serialise")
}
