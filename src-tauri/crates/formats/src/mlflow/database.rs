//! A SQLite store. It is opened for reading only; where SQLite would have to write beside it to read it, a copy is read.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use domain::tags::Tags;
use serde::Deserialize;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use super::{
    Error, Experiment, LoggedModel, PAGE, Run, RunPage, Study, StudyModel, StudyVersion, is_own, place,
    shown, time,
};

/// What every SQLite file begins with; the two bytes after its size tell whether it has a write-ahead log.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// The store in `folder`, or the file itself.
pub(super) fn find(folder: &Path) -> Option<PathBuf> {
    if folder.is_file() {
        return is_sqlite(folder).then(|| folder.to_owned());
    }
    let usual = folder.join("mlflow.db");
    if is_sqlite(&usual) {
        return Some(usual);
    }
    let entries = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let mut stores: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|end| end == "db" || end == "sqlite" || end == "sqlite3"))
        .filter(|path| is_sqlite(path))
        .collect();
    stores.sort();
    match stores.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn is_sqlite(file: &Path) -> bool {
    head(file).is_some_and(|head| head.starts_with(MAGIC))
}

fn head(file: &Path) -> Option<[u8; 20]> {
    let mut head = [0; 20];
    File::open(file).ok()?.read_exact(&mut head).ok()?;
    Some(head)
}

/// An open store.
pub(super) struct Database {
    file: PathBuf,
    connection: SqliteConnection,
    tables: BTreeSet<String>,
    /// A copy that was made to leave the store alone.
    _copy: Option<TempDir>,
}

#[derive(sqlx::FromRow)]
struct RunRow {
    run_uuid: String,
    name: Option<String>,
    user_id: Option<String>,
    status: Option<String>,
    start_time: Option<i64>,
    artifact_uri: Option<String>,
    experiment: String,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    name: String,
    version: i64,
    description: Option<String>,
    source: Option<String>,
    storage_location: Option<String>,
    run_id: Option<String>,
    creation_time: Option<i64>,
}

/// An entry of the tag in which MLflow 2 lists what a run logged.
#[derive(Deserialize)]
struct History {
    artifact_path: String,
}

const RUN_COLUMNS: &str =
    "r.run_uuid, r.name, r.user_id, r.status, r.start_time, r.artifact_uri, e.name as experiment";

impl Database {
    pub(super) async fn open(file: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Database { path: file.display().to_string(), source };
        let copy = copied(file).map_err(|source| Error::Io { path: file.display().to_string(), source })?;
        let read = match &copy {
            Some(copy) => copy.path().join("copy.db"),
            None => file.to_owned(),
        };
        let options =
            SqliteConnectOptions::new().filename(read).read_only(copy.is_none()).disable_statement_logging();
        let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
        let names: Vec<String> = sqlx::query_scalar("select name from sqlite_master where type = 'table'")
            .fetch_all(&mut connection)
            .await
            .map_err(failed)?;
        let tables: BTreeSet<String> = names.into_iter().collect();
        if !["experiments", "runs", "latest_metrics"].iter().all(|table| tables.contains(*table)) {
            return Err(Error::NotAStudy(file.display().to_string()));
        }
        Ok(Self { file: file.to_owned(), connection, tables, _copy: copy })
    }

    pub(super) async fn study(&mut self) -> Result<Study, Error> {
        let experiments: Vec<(String, String, i64)> = self
            .failing(
                sqlx::query_as(
                    "select cast(e.experiment_id as text), e.name,
                    (select count(*) from runs r where r.experiment_id = e.experiment_id
                        and coalesce(r.lifecycle_stage, 'active') = 'active')
                    from experiments e where coalesce(e.lifecycle_stage, 'active') = 'active' order by e.name",
                ),
                [].as_slice(),
            )
            .await?;
        let experiments = experiments.into_iter().map(|(id, name, runs)| Experiment {
            id,
            name,
            runs: runs.unsigned_abs(),
        });
        let experiments = experiments.collect();
        let models = self.models().await?;
        Ok(Study { path: shown(self.root()), store: "database".to_owned(), experiments, models })
    }

    pub(super) async fn runs(&mut self, experiment: &str, after: Option<&str>) -> Result<RunPage, Error> {
        let (time, id) = after.and_then(|token| token.split_once(':')).unwrap_or(("9223372036854775807", ""));
        let sql = format!(
            "select {RUN_COLUMNS} from runs r join experiments e on e.experiment_id = r.experiment_id
            where cast(r.experiment_id as text) = ?1 and coalesce(r.lifecycle_stage, 'active') = 'active'
                and (coalesce(r.start_time, 0), r.run_uuid) < (cast(?2 as integer), ?3)
            order by coalesce(r.start_time, 0) desc, r.run_uuid desc limit {}",
            PAGE + 1
        );
        let id = if id.is_empty() { "~" } else { id };
        let mut rows: Vec<RunRow> =
            self.failing(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &[experiment, time, id]).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let last = rows.last().map(|row| format!("{}:{}", row.start_time.unwrap_or(0), row.run_uuid));
        Ok(RunPage { next: last.filter(|_| more), runs: self.filled(rows).await? })
    }

    pub(super) async fn run(&mut self, id: &str) -> Result<Option<Run>, Error> {
        let ids = serde_json::to_string(&[id]).unwrap_or_default();
        Ok(self.runs_of(&ids).await?.pop())
    }

    /// Runs by a JSON list of their ids.
    async fn runs_of(&mut self, ids: &str) -> Result<Vec<Run>, Error> {
        let sql = format!(
            "select {RUN_COLUMNS} from runs r join experiments e on e.experiment_id = r.experiment_id
            where r.run_uuid in (select value from json_each(?))"
        );
        let rows = self.failing(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &[ids]).await?;
        self.filled(rows).await
    }

    /// Runs with what stands in other tables.
    async fn filled(&mut self, rows: Vec<RunRow>) -> Result<Vec<Run>, Error> {
        let ids: Vec<&str> = rows.iter().map(|row| row.run_uuid.as_str()).collect();
        let ids = serde_json::to_string(&ids).unwrap_or_default();
        let metrics: Vec<(String, String, f64)> = self
            .failing(
                sqlx::query_as(
                    "select run_uuid, \"key\", value from latest_metrics
                    where is_nan = 0 and run_uuid in (select value from json_each(?))",
                ),
                &[&ids],
            )
            .await?;
        let mut metrics =
            grouped(metrics.into_iter().filter(|(_, _, value)| value.is_finite() && value.abs() < 1.7e308));
        let mut params = grouped(self.pairs("params", &ids).await?);
        let mut tags = grouped(self.pairs("tags", &ids).await?);
        let mut logged = self.logged(&ids).await?;
        let root = self.root();
        let run = |row: RunRow| {
            let id = row.run_uuid;
            let tags: Tags = tags.remove(&id).unwrap_or_default();
            let mut models = logged.remove(&id).unwrap_or_default();
            models.extend(history(&root, &tags, row.artifact_uri.as_deref().unwrap_or_default(), &models));
            Run {
                name: row.name.or_else(|| tags.get("mlflow.runName").cloned()).unwrap_or_default(),
                experiment: row.experiment,
                user: row.user_id.unwrap_or_default(),
                status: row.status.unwrap_or_default(),
                started_at: time(row.start_time),
                metrics: metrics.remove(&id).unwrap_or_default(),
                params: params.remove(&id).unwrap_or_default(),
                tags: tags.into_iter().filter(|(key, _)| is_own(key)).collect(),
                models,
                id,
            }
        };
        Ok(rows.into_iter().map(run).collect())
    }

    async fn pairs(
        &mut self,
        table: &'static str,
        ids: &str,
    ) -> Result<Vec<(String, String, String)>, Error> {
        let sql = match table {
            "params" => {
                "select run_uuid, \"key\", value from params where run_uuid in (select value from json_each(?))"
            }
            _ => {
                "select run_uuid, \"key\", coalesce(value, '') from tags where run_uuid in (select value from json_each(?))"
            }
        };
        self.failing(sqlx::query_as(sql), &[ids]).await
    }

    /// The models that MLflow 3 keeps beside the runs, by run.
    async fn logged(&mut self, ids: &str) -> Result<HashMap<String, Vec<LoggedModel>>, Error> {
        let mut found: HashMap<String, Vec<LoggedModel>> = HashMap::new();
        if !self.tables.contains("logged_models") {
            return Ok(found);
        }
        let rows: Vec<(String, String, String)> = self
            .failing(
                sqlx::query_as(
                    "select source_run_id, name, artifact_location from logged_models
                    where coalesce(lifecycle_stage, 'active') = 'active'
                        and source_run_id in (select value from json_each(?)) order by name, model_id",
                ),
                &[ids],
            )
            .await?;
        let root = self.root();
        for (run, name, source) in rows {
            let folder = place::locate(&root, &source).map(shown);
            found.entry(run).or_default().push(LoggedModel { name, source, folder });
        }
        Ok(found)
    }

    async fn models(&mut self) -> Result<Vec<StudyModel>, Error> {
        if !self.tables.contains("registered_models") {
            return Ok(Vec::new());
        }
        let models: Vec<(String, String)> = self
            .failing(
                sqlx::query_as("select name, coalesce(description, '') from registered_models order by name"),
                [].as_slice(),
            )
            .await?;
        let tags: Vec<(String, String, String)> = self
            .failing(
                sqlx::query_as("select name, \"key\", coalesce(value, '') from registered_model_tags"),
                [].as_slice(),
            )
            .await?;
        let mut tags: HashMap<String, Tags> = grouped(tags);
        let mut versions = self.versions().await?;
        let model = |(name, description): (String, String)| StudyModel {
            description,
            tags: tags.remove(&name).unwrap_or_default(),
            versions: versions.remove(&name).unwrap_or_default(),
            name,
        };
        Ok(models.into_iter().map(model).collect())
    }

    async fn versions(&mut self) -> Result<HashMap<String, Vec<StudyVersion>>, Error> {
        let storage = match self.has_column("model_versions", "storage_location").await? {
            true => "storage_location",
            false => "null as storage_location",
        };
        let sql = format!(
            "select name, version, description, source, run_id, creation_time, {storage} from model_versions
            where coalesce(current_stage, 'None') <> 'Deleted_Internal' order by name, version"
        );
        let rows: Vec<VersionRow> =
            self.failing(sqlx::query_as(sqlx::AssertSqlSafe(sql)), [].as_slice()).await?;
        let ids: Vec<&str> = rows.iter().filter_map(|row| row.run_id.as_deref()).collect();
        let ids = serde_json::to_string(&ids).unwrap_or_default();
        let runs: HashMap<String, Run> =
            self.runs_of(&ids).await?.into_iter().map(|run| (run.id.clone(), run)).collect();
        let mut aliases = self.aliases().await?;
        let tags: Vec<(String, i64, String, String)> = self
            .failing(
                sqlx::query_as("select name, version, \"key\", coalesce(value, '') from model_version_tags"),
                [].as_slice(),
            )
            .await?;
        let mut by_version: HashMap<(String, i64), Tags> = HashMap::new();
        for (name, version, key, value) in tags.into_iter().filter(|(_, _, key, _)| is_own(key)) {
            by_version.entry((name, version)).or_default().insert(key, value);
        }
        let root = self.root();
        let mut found: HashMap<String, Vec<StudyVersion>> = HashMap::new();
        for row in rows {
            let run = row.run_id.as_ref().and_then(|id| runs.get(id)).cloned();
            let place = (row.name.clone(), row.version);
            let version = StudyVersion {
                version: u32::try_from(row.version).unwrap_or(0),
                description: row.description.clone().unwrap_or_default(),
                tags: by_version.remove(&place).unwrap_or_default(),
                aliases: aliases.remove(&place).unwrap_or_default(),
                folder: lies(&root, &row, run.as_ref()).map(shown),
                source: row.source.unwrap_or_default(),
                created_at: time(row.creation_time),
                run,
            };
            found.entry(row.name).or_default().push(version);
        }
        Ok(found)
    }

    async fn aliases(&mut self) -> Result<HashMap<(String, i64), Vec<String>>, Error> {
        let mut found: HashMap<(String, i64), Vec<String>> = HashMap::new();
        if self.tables.contains("registered_model_aliases") {
            let rows: Vec<(String, i64, String)> = self
                .failing(
                    sqlx::query_as(
                        "select name, version, alias from registered_model_aliases order by alias",
                    ),
                    [].as_slice(),
                )
                .await?;
            for (name, version, alias) in rows {
                found.entry((name, version)).or_default().push(alias);
            }
        }
        Ok(found)
    }

    async fn has_column(&mut self, table: &str, column: &str) -> Result<bool, Error> {
        let columns: Vec<(String,)> =
            self.failing(sqlx::query_as("select name from pragma_table_info(?)"), &[table]).await?;
        Ok(columns.iter().any(|(name,)| name == column))
    }

    /// Where artifacts are looked for.
    fn root(&self) -> PathBuf {
        self.file.parent().map(Path::to_owned).unwrap_or_default()
    }

    async fn failing<'q, T>(
        &mut self,
        mut query: sqlx::query::QueryAs<'q, sqlx::Sqlite, T, sqlx::sqlite::SqliteArguments>,
        values: &[&str],
    ) -> Result<Vec<T>, Error>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
    {
        for value in values {
            query = query.bind((*value).to_owned());
        }
        let rows = query.fetch_all(&mut self.connection).await;
        rows.map_err(|source| Error::Database { path: self.file.display().to_string(), source })
    }
}

/// The folder of a registered version: where MLflow says that it is stored, or what its run logged under that name.
fn lies(root: &Path, row: &VersionRow, run: Option<&Run>) -> Option<PathBuf> {
    let stored = row.storage_location.as_deref().and_then(|place| place::locate(root, place));
    let source = row.source.as_deref().unwrap_or_default();
    stored.or_else(|| place::locate(root, source)).or_else(|| {
        let name = source.strip_prefix("runs:/").and_then(|rest| rest.split_once('/')).map(|(_, name)| name);
        let models = &run?.models;
        let model = match name {
            Some(name) => models.iter().find(|model| model.name == name || model.source.ends_with(name))?,
            None => models
                .iter()
                .find(|model| source.strip_prefix("models:/").is_some_and(|id| model.source.contains(id)))?,
        };
        model.folder.clone().map(PathBuf::from)
    })
}

/// What MLflow 2 lists of a run's models in a tag of its own.
fn history(root: &Path, tags: &Tags, artifacts: &str, known: &[LoggedModel]) -> Vec<LoggedModel> {
    let text = tags.get("mlflow.log-model.history").map(String::as_str).unwrap_or("[]");
    let entries: Vec<History> = serde_json::from_str(text).unwrap_or_default();
    let logged = entries.into_iter().map(|History { artifact_path }| {
        let source = format!("{}/{artifact_path}", artifacts.trim_end_matches('/'));
        LoggedModel { folder: place::locate(root, &source).map(shown), name: artifact_path, source }
    });
    logged.filter(|model| known.iter().all(|other| other.folder != model.folder)).collect()
}

/// A copy of a store that cannot be read without writing beside it: one with a write-ahead log, or with the journal of
/// a transaction that was broken off.
fn copied(file: &Path) -> std::io::Result<Option<TempDir>> {
    let beside = |end: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let logged = head(file).is_some_and(|head| head[18] == 2 || head[19] == 2);
    if !logged && !beside("-journal").exists() {
        return Ok(None);
    }
    let copy = tempfile::tempdir()?;
    fs::copy(file, copy.path().join("copy.db"))?;
    for end in ["-wal", "-journal"] {
        if beside(end).exists() {
            fs::copy(beside(end), copy.path().join(format!("copy.db{end}")))?;
        }
    }
    Ok(Some(copy))
}

fn grouped<T>(rows: impl IntoIterator<Item = (String, String, T)>) -> HashMap<String, BTreeMap<String, T>> {
    let mut groups: HashMap<String, BTreeMap<String, T>> = HashMap::new();
    for (owner, key, value) in rows {
        groups.entry(owner).or_default().insert(key, value);
    }
    groups
}
