//! Whole versions and tags, however many, in one query that gives one text: rows that come one by one cost far more.

use std::collections::{BTreeMap, HashMap};

use domain::{
    artifact::{ArtifactFile, ArtifactKind},
    dataset::Dataset,
    digest::Digest,
    engine::EngineChoice,
    model::{Correction, ModelVersion, Resources, names},
    name::{Alias, EndpointName, ModelName},
    reference::{ModelRef, VersionNumber},
    tags::Tags,
    task::Task,
    time::Timestamp,
    verification::KeptInPlace,
};
use serde::{Deserialize, de::DeserializeOwned};
use sqlx::SqliteConnection;

use super::in_place;
use crate::error::Error;

/// The versions of these rows, in this order.
pub(crate) async fn versions(read: &mut SqliteConnection, ids: &[i64]) -> Result<Vec<ModelVersion>, Error> {
    let text: String = sqlx::query_scalar(VERSIONS).bind(list(ids)).fetch_one(&mut *read).await?;
    let mut rows: Vec<Row> = json(&text)?;
    add_far_metrics(read, &mut rows).await?;
    let in_place: Vec<i64> = rows.iter().filter(|row| row.in_place != 0).map(|row| row.id).collect();
    let mut places = in_place::glanced(read, &in_place).await?;
    let mut rows: HashMap<i64, Row> = rows.into_iter().map(|row| (row.id, row)).collect();
    ids.iter().filter_map(|id| rows.remove(id).map(|row| row.into_version(places.remove(id)))).collect()
}

/// Metrics so far from 1 that SQLite does not write them to their last bit.
async fn add_far_metrics(read: &mut SqliteConnection, rows: &mut [Row]) -> Result<(), Error> {
    let ids: Vec<i64> = rows.iter().filter(|row| row.far_metrics != 0).map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let far: Vec<(i64, String, f64)> = sqlx::query_as(
        "select version_id, key, value from version_metrics
        where version_id in (select value from json_each(?)) and abs(value) not between 1e-80 and 1e80",
    )
    .bind(list(&ids))
    .fetch_all(read)
    .await?;
    for (id, key, value) in far {
        if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
            row.metrics.insert(key, value.to_string());
        }
    }
    Ok(())
}

/// Each version as a list of [`Row`]'s fields in their order, without their names. Floating-point numbers go as texts of 17
/// digits, which tell them to the last bit: as JSON, SQLite would write 15.
const VERSIONS: &str = "select json_group_array(json_array(
    v.id, m.name, v.number, v.kind, v.framework, v.size_bytes, v.digest, v.created_at,
    d.description, d.producer, d.task, d.deployable, d.undeployable_reason, d.run_id, d.engine, d.engines,
    d.properties, d.params, d.signature, d.remarks, d.opsets, d.metadata, d.framework_version, d.experiment,
    d.created_by, d.parent, case when d.cpu is not null then printf('%!.17g', d.cpu) end, d.memory_bytes,
    c.task, c.class_names, c.columns, c.engine,
    exists (select 1 from version_references r where r.version_id = v.id),
    exists (select 1 from version_samples s where s.version_id = v.id),
    (select json_group_object(key, value) from version_tags t where t.version_id = v.id),
    (select json_group_object(key, printf('%!.17g', value)) from version_metrics x where x.version_id = v.id),
    exists (select 1 from version_metrics x
        where x.version_id = v.id and value <> 0 and abs(value) not between 1e-80 and 1e80),
    (select json_group_array(json_object('path', path, 'size_bytes', size_bytes, 'digest', digest))
        from version_files f where f.version_id = v.id),
    (select json_group_array(json_object('role', role, 'name', name, 'size_bytes', size_bytes, 'digest', digest))
        from version_datasets s where s.version_id = v.id),
    (select json_group_array(alias) from aliases a where a.version_id = v.id),
    (select json_group_array(name) from endpoints e where e.version_id = v.id)))
from json_each(?) wanted
join versions v on v.id = wanted.value
join models m on m.id = v.model_id
join version_details d on d.version_id = v.id
left join version_corrections c on c.version_id = v.id";

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
    tags(
        read,
        ids,
        "select json_group_array(json_array(model_id, key, value)) from model_tags
        where model_id in (select value from json_each(?))",
    )
    .await
}

/// The tags of these versions, not of their models.
pub(crate) async fn version_tags(
    read: &mut SqliteConnection,
    ids: &[i64],
) -> Result<HashMap<i64, Tags>, Error> {
    tags(
        read,
        ids,
        "select json_group_array(json_array(version_id, key, value)) from version_tags
        where version_id in (select value from json_each(?))",
    )
    .await
}

async fn tags(
    read: &mut SqliteConnection,
    ids: &[i64],
    sql: &'static str,
) -> Result<HashMap<i64, Tags>, Error> {
    let text: String = sqlx::query_scalar(sql).bind(list(ids)).fetch_one(read).await?;
    let rows: Vec<(i64, String, String)> = json(&text)?;
    let mut tags: HashMap<i64, Tags> = HashMap::new();
    for (id, key, value) in rows {
        tags.entry(id).or_default().insert(key, value);
    }
    Ok(tags)
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

/// Row numbers as the JSON array that `json_each` takes apart: one bound value, however many.
pub(crate) fn list(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!("[{}]", ids.join(","))
}

#[derive(Deserialize)]
struct Row {
    id: i64,
    name: ModelName,
    number: VersionNumber,
    kind: ArtifactKind,
    framework: Option<String>,
    size_bytes: u64,
    digest: Digest,
    created_at: i64,
    description: String,
    producer: Option<String>,
    task: Task,
    deployable: u8,
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
    parent: Option<ModelRef>,
    cpu: Option<String>,
    memory_bytes: Option<u64>,
    said_task: Option<Task>,
    said_class_names: Option<String>,
    said_columns: Option<String>,
    pinned: Option<String>,
    in_place: u8,
    has_sample: u8,
    tags: Tags,
    metrics: BTreeMap<String, String>,
    far_metrics: u8,
    files: Vec<ArtifactFile>,
    datasets: Vec<Dataset>,
    aliases: Vec<Alias>,
    deployed_by: Vec<EndpointName>,
}

impl Row {
    fn into_version(mut self, kept_in_place: Option<KeptInPlace>) -> Result<ModelVersion, Error> {
        self.sort();
        let correction = self.correction()?;
        let engines = self.engines()?;
        let (properties, metadata): (Tags, Tags) = (json(&self.properties)?, json(&self.metadata)?);
        let read = |key: &str| properties.get(key).or_else(|| metadata.get(key)).map(|text| names(text));
        let metrics = self.metrics.into_iter().map(|(key, value)| Ok((key, number(&value)?)));
        Ok(ModelVersion {
            name: self.name,
            version: self.number,
            tags: self.tags,
            aliases: self.aliases,
            description: self.description,
            notes: None,
            framework: self.framework,
            framework_version: self.framework_version,
            producer: self.producer,
            kind: self.kind,
            task: correction.task.unwrap_or(self.task),
            deployable: self.deployable != 0,
            undeployable_reason: self.undeployable_reason,
            metrics: metrics.collect::<Result<_, Error>>()?,
            params: json(&self.params)?,
            run_id: self.run_id,
            experiment: self.experiment,
            created_by: self.created_by,
            parent: self.parent,
            resources: Resources {
                cpu: self.cpu.as_deref().map(number).transpose()?,
                memory_bytes: self.memory_bytes,
            },
            datasets: self.datasets,
            size_bytes: self.size_bytes,
            digest: self.digest,
            files: self.files,
            kept_in_place,
            signature: json(&self.signature)?,
            remarks: json(&self.remarks)?,
            columns: correction.columns.clone().or_else(|| read("columns")),
            class_names: correction.class_names.clone().or_else(|| read("class_names")),
            correction,
            has_sample: self.has_sample != 0,
            opsets: json(&self.opsets)?,
            engine: engines.as_ref().map(EngineChoice::label).or(self.engine),
            engine_summary: engines.as_ref().map(EngineChoice::summary),
            engines,
            created_at: Timestamp::from_millis(self.created_at),
            deployed_by: self.deployed_by,
            properties,
            metadata,
        })
    }

    /// Lists come in any order.
    fn sort(&mut self) {
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.datasets.sort_by(|a, b| (a.role.name(), &a.name).cmp(&(b.role.name(), &b.name)));
        self.aliases.sort();
        self.deployed_by.sort();
    }

    fn correction(&self) -> Result<Correction, Error> {
        Ok(Correction {
            task: self.said_task,
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

/// A number that SQLite has written with all its digits.
pub(crate) fn number(text: &str) -> Result<f64, Error> {
    text.parse().map_err(Error::damaged("a number"))
}

/// What the database keeps as JSON.
pub(crate) fn json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(Error::damaged("a version's details"))
}
