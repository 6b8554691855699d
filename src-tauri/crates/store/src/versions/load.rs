//! Whole versions and tags from rows: a fixed number of queries, however many are loaded.

use std::collections::{BTreeMap, HashMap};

use domain::{
    artifact::{ArtifactFile, ArtifactKind},
    dataset::Dataset,
    digest::Digest,
    engine::EngineChoice,
    model::{Correction, ModelVersion, Resources, names},
    name::{Alias, EndpointName, ModelName},
    reference::VersionNumber,
    tags::Tags,
    task::Task,
    time::Timestamp,
    verification::KeptInPlace,
};
use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;

use super::in_place;
use crate::error::Error;

/// The versions of these rows, in this order.
pub(crate) async fn versions(read: &mut SqliteConnection, ids: &[i64]) -> Result<Vec<ModelVersion>, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select v.id, m.name, v.number, v.kind, v.framework, v.size_bytes, v.digest, v.created_at,
            d.description, d.producer, d.task, d.deployable, d.undeployable_reason, d.run_id, d.engine,
            d.engines, d.properties, d.params, d.signature, d.remarks, d.opsets, d.metadata,
            d.framework_version, d.experiment, d.created_by, d.parent, d.cpu, d.memory_bytes,
            c.task as said_task, c.class_names as said_class_names, c.columns as said_columns, c.engine as pinned,
            exists (select 1 from version_samples s where s.version_id = v.id) as has_sample
        from json_each(?) wanted
        join versions v on v.id = wanted.value
        join models m on m.id = v.model_id
        join version_details d on d.version_id = v.id
        left join version_corrections c on c.version_id = v.id
        order by wanted.key",
    )
    .bind(list(ids))
    .fetch_all(&mut *read)
    .await?;
    let mut parts = Parts {
        tags: version_tags(read, ids).await?,
        metrics: metrics(read, ids).await?,
        files: files(read, ids).await?,
        deployed_by: deployed_by(read, ids).await?,
        in_place: in_place::glanced(read, ids).await?,
        aliases: aliases(read, ids).await?,
        datasets: datasets(read, ids).await?,
    };
    rows.into_iter().map(|row| row.into_version(&mut parts)).collect()
}

/// The version of a row, with its notes.
pub(crate) async fn one(read: &mut SqliteConnection, id: i64) -> Result<ModelVersion, Error> {
    let found = versions(read, &[id]).await?.into_iter().next();
    let mut version = found.ok_or_else(|| Error::damaged("a version")("its details are missing"))?;
    let notes = sqlx::query_scalar("select notes from version_details where version_id = ?");
    version.notes = Some(notes.bind(id).fetch_one(read).await?);
    Ok(version)
}

/// The tags of these models.
pub(crate) async fn model_tags(
    read: &mut SqliteConnection,
    ids: &[i64],
) -> Result<HashMap<i64, Tags>, Error> {
    let rows = sqlx::query_as(
        "select model_id, key, value from model_tags where model_id in (select value from json_each(?))",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?;
    Ok(grouped(rows))
}

/// The tags of these versions, not of their models.
pub(crate) async fn version_tags(
    read: &mut SqliteConnection,
    ids: &[i64],
) -> Result<HashMap<i64, Tags>, Error> {
    let rows = sqlx::query_as(
        "select version_id, key, value from version_tags where version_id in (select value from json_each(?))",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?;
    Ok(grouped(rows))
}

async fn metrics(
    read: &mut SqliteConnection,
    ids: &[i64],
) -> Result<HashMap<i64, BTreeMap<String, f64>>, Error> {
    let rows = sqlx::query_as(
        "select version_id, key, value from version_metrics where version_id in (select value from json_each(?))",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?;
    Ok(grouped(rows))
}

async fn files(read: &mut SqliteConnection, ids: &[i64]) -> Result<HashMap<i64, Vec<ArtifactFile>>, Error> {
    let rows: Vec<(i64, String, i64, String)> = sqlx::query_as(
        "select version_id, path, size_bytes, digest from version_files
        where version_id in (select value from json_each(?)) order by version_id, path",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?;
    let mut files: HashMap<i64, Vec<ArtifactFile>> = HashMap::new();
    for (id, path, size_bytes, digest) in rows {
        let digest = Digest::parse(&digest).map_err(Error::damaged("a digest"))?;
        files.entry(id).or_default().push(ArtifactFile {
            path,
            size_bytes: size_bytes.unsigned_abs(),
            digest,
        });
    }
    Ok(files)
}

/// The endpoints that serve these versions, by the version's row.
pub(super) async fn deployed_by(
    read: &mut SqliteConnection,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<EndpointName>>, Error> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "select version_id, name from endpoints where version_id in (select value from json_each(?)) order by name",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?;
    let mut endpoints: HashMap<i64, Vec<EndpointName>> = HashMap::new();
    for (id, name) in rows {
        let name = EndpointName::parse(&name).map_err(Error::damaged("an endpoint's name"))?;
        endpoints.entry(id).or_default().push(name);
    }
    Ok(endpoints)
}

async fn aliases(read: &mut SqliteConnection, ids: &[i64]) -> Result<HashMap<i64, Vec<Alias>>, Error> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "select version_id, alias from aliases where version_id in (select value from json_each(?)) order by alias",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?;
    let mut aliases: HashMap<i64, Vec<Alias>> = HashMap::new();
    for (id, alias) in rows {
        let alias = Alias::parse(&alias).map_err(Error::damaged("an alias"))?;
        aliases.entry(id).or_default().push(alias);
    }
    Ok(aliases)
}

async fn datasets(read: &mut SqliteConnection, ids: &[i64]) -> Result<HashMap<i64, Vec<Dataset>>, Error> {
    let rows: Vec<(i64, String, String, i64, String)> = sqlx::query_as(
        "select version_id, role, name, size_bytes, digest from version_datasets
        where version_id in (select value from json_each(?)) order by version_id, role, name",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?;
    let mut datasets: HashMap<i64, Vec<Dataset>> = HashMap::new();
    for (id, role, name, size_bytes, digest) in rows {
        datasets.entry(id).or_default().push(Dataset {
            role: role.parse().map_err(Error::damaged("a data set's role"))?,
            name,
            size_bytes: size_bytes.unsigned_abs(),
            digest: Digest::parse(&digest).map_err(Error::damaged("a digest"))?,
        });
    }
    Ok(datasets)
}

/// Row numbers as the JSON array that `json_each` takes apart: one bound value, however many.
pub(crate) fn list(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!("[{}]", ids.join(","))
}

fn grouped<T>(rows: Vec<(i64, String, T)>) -> HashMap<i64, BTreeMap<String, T>> {
    let mut groups: HashMap<i64, BTreeMap<String, T>> = HashMap::new();
    for (id, key, value) in rows {
        groups.entry(id).or_default().insert(key, value);
    }
    groups
}

/// What belongs to versions but stands in tables of its own, by the version's row.
struct Parts {
    tags: HashMap<i64, Tags>,
    metrics: HashMap<i64, BTreeMap<String, f64>>,
    files: HashMap<i64, Vec<ArtifactFile>>,
    deployed_by: HashMap<i64, Vec<EndpointName>>,
    in_place: HashMap<i64, KeptInPlace>,
    aliases: HashMap<i64, Vec<Alias>>,
    datasets: HashMap<i64, Vec<Dataset>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    number: VersionNumber,
    kind: String,
    framework: Option<String>,
    size_bytes: i64,
    digest: String,
    created_at: i64,
    description: String,
    producer: Option<String>,
    task: String,
    deployable: bool,
    undeployable_reason: Option<String>,
    run_id: Option<String>,
    engine: Option<String>,
    engines: Option<String>,
    properties: String,
    params: String,
    signature: String,
    remarks: String,
    opsets: String,
    metadata: String,
    framework_version: Option<String>,
    experiment: Option<String>,
    created_by: String,
    parent: Option<String>,
    cpu: Option<f64>,
    memory_bytes: Option<i64>,
    said_task: Option<String>,
    said_class_names: Option<String>,
    said_columns: Option<String>,
    pinned: Option<String>,
    has_sample: bool,
}

impl Row {
    fn into_version(self, parts: &mut Parts) -> Result<ModelVersion, Error> {
        let correction = self.correction()?;
        let engines = self.engines()?;
        let (properties, metadata): (Tags, Tags) = (json(&self.properties)?, json(&self.metadata)?);
        let read = |key: &str| properties.get(key).or_else(|| metadata.get(key)).map(|text| names(text));
        Ok(ModelVersion {
            name: ModelName::parse(&self.name).map_err(Error::damaged("a model's name"))?,
            version: self.number,
            tags: parts.tags.remove(&self.id).unwrap_or_default(),
            aliases: parts.aliases.remove(&self.id).unwrap_or_default(),
            description: self.description,
            notes: None,
            framework: self.framework,
            framework_version: self.framework_version,
            producer: self.producer,
            kind: kind(&self.kind)?,
            task: correction.task.map_or_else(|| task(&self.task), Ok)?,
            deployable: self.deployable,
            undeployable_reason: self.undeployable_reason,
            metrics: parts.metrics.remove(&self.id).unwrap_or_default(),
            params: json(&self.params)?,
            run_id: self.run_id,
            experiment: self.experiment,
            created_by: self.created_by,
            parent: self.parent.as_deref().map(str::parse).transpose().map_err(Error::damaged("a parent"))?,
            resources: Resources { cpu: self.cpu, memory_bytes: self.memory_bytes.map(i64::unsigned_abs) },
            datasets: parts.datasets.remove(&self.id).unwrap_or_default(),
            size_bytes: self.size_bytes.unsigned_abs(),
            digest: Digest::parse(&self.digest).map_err(Error::damaged("a digest"))?,
            files: parts.files.remove(&self.id).unwrap_or_default(),
            kept_in_place: parts.in_place.remove(&self.id),
            signature: json(&self.signature)?,
            remarks: json(&self.remarks)?,
            columns: correction.columns.clone().or_else(|| read("columns")),
            class_names: correction.class_names.clone().or_else(|| read("class_names")),
            correction,
            has_sample: self.has_sample,
            opsets: json(&self.opsets)?,
            engine: engines.as_ref().map(EngineChoice::label).or(self.engine),
            engine_summary: engines.as_ref().map(EngineChoice::summary),
            engines,
            created_at: Timestamp::from_millis(self.created_at),
            deployed_by: parts.deployed_by.remove(&self.id).unwrap_or_default(),
            properties,
            metadata,
        })
    }

    fn correction(&self) -> Result<Correction, Error> {
        Ok(Correction {
            task: self.said_task.as_deref().map(task).transpose()?,
            class_names: self.said_class_names.as_deref().map(json).transpose()?,
            columns: self.said_columns.as_deref().map(json).transpose()?,
        })
    }

    /// The measured engines with the pin that is kept beside them.
    fn engines(&self) -> Result<Option<EngineChoice>, Error> {
        let Some(text) = &self.engines else { return Ok(None) };
        let mut engines: EngineChoice = json(text)?;
        let pinned = self.pinned.as_deref().map(str::parse).transpose();
        engines.pinned = pinned.map_err(Error::damaged("an engine"))?;
        Ok(Some(engines))
    }
}

/// The kind of artifact that the database tells of.
pub(super) fn kind(name: &str) -> Result<ArtifactKind, Error> {
    name.parse().map_err(Error::damaged("a kind"))
}

fn task(text: &str) -> Result<Task, Error> {
    text.parse().map_err(Error::damaged("a task"))
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(Error::damaged("a version's details"))
}
