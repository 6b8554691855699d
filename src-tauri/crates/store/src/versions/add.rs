//! Registering a version.

use std::collections::{BTreeMap, HashMap};

use domain::{
    activity::{Action, By},
    artifact::ArtifactKind,
    dataset::DatasetRole,
    engine::EngineChoice,
    error::ErrorCode,
    filter::fold,
    model::{ModelVersion, Resources},
    name::ModelName,
    reference::{ModelRef, VersionNumber},
    signature::Signature,
    tags::Tags,
    task::Task,
    time::Timestamp,
};
use serde::Serialize;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::{
    check_tags,
    edit::{check_resources, check_text},
    find, in_place, load,
};
use crate::{
    Ingested, Store,
    activity::{self, On, What},
    error::Error,
};

/// What is known of a version when it is registered, beside its files.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// The model that it becomes the next version of; made if there is none.
    pub name: ModelName,
    /// Searchable facts that may change.
    pub tags: Tags,
    /// Facts that never change.
    pub properties: Tags,
    /// A sentence or two.
    pub description: String,
    /// Notes in Markdown.
    pub notes: String,
    /// What trained it.
    pub framework: Option<String>,
    /// The framework's version.
    pub framework_version: Option<String>,
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
    /// The experiment that the run belongs to.
    pub experiment: Option<String>,
    /// Who registered it.
    pub created_by: String,
    /// A version that it was made from; it must be there.
    pub parent: Option<ModelRef>,
    /// What serving it needs.
    pub resources: Resources,
    /// What it was trained, checked or used with.
    pub datasets: Vec<NewDataset>,
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

/// Stored data that belongs to a version.
#[derive(Debug, Clone)]
pub struct NewDataset {
    /// What it is to the version.
    pub role: DatasetRole,
    /// The stored file, or the files of a folder, each of which is a data set of its own.
    pub files: Ingested,
}

impl NewVersion {
    /// A version of which nothing is known but these.
    #[must_use]
    pub fn of(
        name: ModelName,
        kind: ArtifactKind,
        task: Task,
        created_by: String,
        created_at: Timestamp,
    ) -> Self {
        Self {
            name,
            tags: Tags::new(),
            properties: Tags::new(),
            description: String::new(),
            notes: String::new(),
            framework: None,
            framework_version: None,
            producer: None,
            kind,
            task,
            deployable: false,
            undeployable_reason: None,
            metrics: BTreeMap::new(),
            params: Tags::new(),
            run_id: None,
            experiment: None,
            created_by,
            parent: None,
            resources: Resources::default(),
            datasets: Vec::new(),
            signature: Signature::default(),
            remarks: Vec::new(),
            sample_input: None,
            sample_output: None,
            opsets: BTreeMap::new(),
            metadata: Tags::new(),
            engine: None,
            engines: None,
            created_at,
        }
    }

    /// What no version may have.
    fn check(&self) -> Result<(), Error> {
        self.check_datasets()?;
        check_tags(&self.tags)?;
        check_text("description", &self.description)?;
        check_text("notes", &self.notes)?;
        check_resources(self.resources.cpu, self.resources.memory_bytes)?;
        match self.metrics.iter().find(|(_, value)| !value.is_finite()) {
            Some((key, value)) => Err(Error::Metric { key: key.clone(), value: *value }),
            None => Ok(()),
        }
    }

    /// One name in one role is one file.
    fn check_datasets(&self) -> Result<(), Error> {
        let mut seen = HashMap::new();
        for data in &self.datasets {
            for file in &data.files.files {
                let before = seen.insert((data.role, &file.path), &file.digest);
                if before.is_some_and(|before| *before != file.digest) {
                    return Err(Error::TwoDatasets { role: data.role, name: file.path.clone() });
                }
            }
        }
        Ok(())
    }
}

impl Store {
    /// Registers stored files as the next version of a model, wholly or not at all. A number is never given twice, not
    /// even after its version is deleted.
    ///
    /// # Errors
    /// [`Error::OtherKind`] when the model's versions are of another kind, [`Error::Tag`] and [`Error::Metric`] for
    /// illegal ones, [`Error::TooLong`], [`Error::Resources`] and [`Error::TwoDatasets`], what finding the
    /// parent fails with, [`Error::Released`] when the files were given up before, [`Error::Changed`] when files that are
    /// kept in place have changed since they were read. The files stay for the caller to release.
    pub async fn add_version(
        &self,
        files: &Ingested,
        new: NewVersion,
        by: &By,
    ) -> Result<ModelVersion, Error> {
        let notes = new.notes.clone();
        let added = self.add_versions(&[(files.clone(), new)], by).await?;
        let added = added.into_iter().next().expect("one version is asked for")?;
        Ok(ModelVersion { notes: Some(notes), ..added })
    }

    /// Registers many versions in one transaction, in this order: after a crash all are there or none is. What is wrong
    /// with one is its own answer, and the others are registered.
    ///
    /// # Errors
    /// The database's; then none is registered.
    pub async fn add_versions(
        &self,
        versions: &[(Ingested, NewVersion)],
        by: &By,
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
            let parent = match refused {
                Some(problem) => Err(problem),
                None => parent(&mut write, new.parent.as_ref()).await,
            };
            outcomes.push(match parent {
                Err(problem) if problem.code() == ErrorCode::Io => return Err(problem),
                Err(problem) => Err(problem),
                Ok(parent) => {
                    ids.push(insert(&mut write, files, parent.as_ref(), new, by).await?);
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
    new.check()?;
    if files.pin.is_released() || new.datasets.iter().any(|data| data.files.pin.is_released()) {
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
    Ok(Some(Error::OtherKind { name: new.name.clone(), held: load::kind(&held)?, given: new.kind }))
}

/// Writes everything of one version; gives back its row.
async fn insert(
    write: &mut SqliteConnection,
    files: &Ingested,
    parent: Option<&ModelRef>,
    new: &NewVersion,
    by: &By,
) -> Result<i64, Error> {
    let (model, number) = next_number(write, new).await?;
    let id = insert_version(write, model, number, files, new).await?;
    insert_details(write, id, parent, new).await?;
    insert_lists(write, id, files, new).await?;
    insert_datasets(write, id, &new.datasets).await?;
    in_place::insert(write, id, files).await?;
    keep_content(write, id).await?;
    let what = What { after: Some(files.digest.as_str()), ..What::default() };
    activity::record(write, by, On::version(&new.name, number), Action::Register, what).await?;
    Ok(id)
}

/// The version that a new one was made from, by its number.
pub(super) async fn parent(
    read: &mut SqliteConnection,
    parent: Option<&ModelRef>,
) -> Result<Option<ModelRef>, Error> {
    let Some(parent) = parent else { return Ok(None) };
    let id = find::version(read, parent).await?;
    let number =
        sqlx::query_scalar("select number from versions where id = ?").bind(id).fetch_one(read).await?;
    Ok(Some(ModelRef::numbered(parent.name.clone(), number)))
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

async fn insert_details(
    write: &mut SqliteConnection,
    id: i64,
    parent: Option<&ModelRef>,
    new: &NewVersion,
) -> Result<(), Error> {
    sqlx::query(
        "insert into version_details (version_id, description, producer, task, deployable, undeployable_reason, run_id,
            engine, engines, properties, params, signature, remarks, opsets, metadata, notes, framework_version,
            experiment, created_by, parent, cpu, memory_bytes)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    .bind(&new.notes)
    .bind(&new.framework_version)
    .bind(&new.experiment)
    .bind(&new.created_by)
    .bind(parent.map(ToString::to_string))
    .bind(new.resources.cpu)
    .bind(new.resources.memory_bytes.map(u64::cast_signed))
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

/// Tags, metrics and files.
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
    .execute(write)
    .await?;
    Ok(())
}

/// Each file of the data.
async fn insert_datasets(
    write: &mut SqliteConnection,
    id: i64,
    datasets: &[NewDataset],
) -> Result<(), Error> {
    for data in datasets {
        for file in &data.files.files {
            sqlx::query(
                "insert into version_datasets (version_id, role, name, size_bytes, digest) values (?, ?, ?, ?, ?)
                on conflict do nothing", // the same file given twice
            )
            .bind(id)
            .bind(data.role.name())
            .bind(&file.path)
            .bind(file.size_bytes.cast_signed())
            .bind(file.digest.as_str())
            .execute(&mut *write)
            .await?;
        }
    }
    Ok(())
}

/// What the version needs is loose no longer.
async fn keep_content(write: &mut SqliteConnection, id: i64) -> Result<(), Error> {
    sqlx::query(
        "delete from loose_content
        where (place, digest) in (select place, digest from needed_content where version_id = ?)",
    )
    .bind(id)
    .execute(write)
    .await?;
    Ok(())
}

pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("maps with text keys, lists and plain structs always serialise")
}
