//! Endpoints that outlive the process, and the history of what they served.

use domain::{
    activity::{Action, By},
    endpoint::{EndpointConfig, KeyKind, Keys, Served},
    name::{EndpointName, ModelName},
    reference::{ModelRef, VersionNumber},
    time::Timestamp,
};
use serde_json::Value;
use sqlx::{SqliteConnection, sqlite::SqliteQueryResult};

use crate::{
    Store,
    activity::{self, On, What},
    error::Error,
    versions::find::{self, near},
};

/// An endpoint as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEndpoint {
    /// Its name.
    pub name: EndpointName,
    /// The model that it serves.
    pub model: ModelName,
    /// The version that it serves.
    pub version: VersionNumber,
    /// How it serves.
    pub config: EndpointConfig,
    /// Its keys.
    pub keys: Keys,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its version, configuration or keys last changed.
    pub updated_at: Timestamp,
}

/// One entry of an endpoint's history.
#[derive(Debug, Clone, PartialEq)]
pub struct DeploymentRecord {
    /// The model that was deployed.
    pub model: ModelName,
    /// Its version.
    pub version: VersionNumber,
    /// The recipe.
    pub manifest: Value,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Keeps a new endpoint, and its first deployment in the history.
    ///
    /// # Errors
    /// [`Error::EndpointExists`], or [`Error::NoModel`] and [`Error::NoVersion`] when it serves what is not there.
    pub async fn put_endpoint(
        &self,
        endpoint: &StoredEndpoint,
        manifest: &Value,
        by: &By,
    ) -> Result<(), Error> {
        let mut write = self.write().await?;
        let version = served(&mut write, endpoint).await?;
        let inserted = sqlx::query(
            "insert or ignore into endpoints (name, version_id, config, primary_key, secondary_key, created_at,
                updated_at)
            values (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(endpoint.name.as_str())
        .bind(version)
        .bind(config_text(&endpoint.config))
        .bind(&endpoint.keys.primary_key)
        .bind(&endpoint.keys.secondary_key)
        .bind(endpoint.created_at.as_millis())
        .bind(endpoint.updated_at.as_millis())
        .execute(&mut *write)
        .await?;
        if inserted.rows_affected() == 0 {
            return Err(Error::EndpointExists(endpoint.name.clone()));
        }
        record(&mut write, endpoint, manifest).await?;
        log(&mut write, endpoint, Action::Deploy, None, by).await?;
        write.commit().await
    }

    /// One endpoint.
    ///
    /// # Errors
    /// [`Error::NoEndpoint`], with a name that is nearly the same where there is one.
    pub async fn endpoint(&self, name: &EndpointName) -> Result<StoredEndpoint, Error> {
        let mut read = self.read().await?;
        match rows(&mut read, Some(name)).await?.pop() {
            Some(row) => row.try_into(),
            None => Err(no_endpoint(&mut read, name).await?),
        }
    }

    /// All endpoints, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn endpoints(&self) -> Result<Vec<StoredEndpoint>, Error> {
        let rows = rows(&mut *self.read().await?, None).await?;
        rows.into_iter().map(StoredEndpoint::try_from).collect()
    }

    /// Everything that an endpoint of this name has served, oldest first, also when it is gone.
    ///
    /// # Errors
    /// The database's.
    pub async fn deployments(&self, name: &EndpointName) -> Result<Vec<DeploymentRecord>, Error> {
        let rows: Vec<(String, VersionNumber, String, i64)> = sqlx::query_as(
            "select model, version, manifest, at from deployments where endpoint = ? order by id",
        )
        .bind(name.as_str())
        .fetch_all(&self.0.pool)
        .await?;
        let record = |(model, version, manifest, at): (String, VersionNumber, String, i64)| {
            Ok(DeploymentRecord {
                model: ModelName::parse(&model).map_err(Error::damaged("a model's name"))?,
                version,
                manifest: serde_json::from_str(&manifest).map_err(Error::damaged("a manifest"))?,
                at: Timestamp::from_millis(at),
            })
        };
        rows.into_iter().map(record).collect()
    }

    /// When and where versions of a model were served, newest first, at most `limit`; also by endpoints that are gone.
    ///
    /// # Errors
    /// The database's.
    pub async fn deployments_of(&self, model: &ModelName, limit: u32) -> Result<Vec<Served>, Error> {
        // Each lasted until its endpoint's next one, or until its endpoint was deleted.
        let rows: Vec<(String, VersionNumber, i64, Option<i64>)> = sqlx::query_as(
            "select d.endpoint, d.version, d.at, coalesce(
                (select n.at from deployments n where n.endpoint = d.endpoint and n.id > d.id order by n.id limit 1),
                (select max(a.at) from activity a where a.endpoint = d.endpoint and a.action = 'delete' and a.at >= d.at
                    and not exists (select 1 from endpoints e where e.name = d.endpoint)))
            from deployments d where d.model = ? order by d.id desc limit ?",
        )
        .bind(model.as_str())
        .bind(limit)
        .fetch_all(&self.0.pool)
        .await?;
        let served = |(endpoint, version, at, until): (String, VersionNumber, i64, Option<i64>)| {
            Ok(Served {
                endpoint: EndpointName::parse(&endpoint).map_err(Error::damaged("an endpoint's name"))?,
                version,
                at: Timestamp::from_millis(at),
                until: until.map(Timestamp::from_millis),
            })
        };
        rows.into_iter().map(served).collect()
    }

    /// Keeps that the endpoint serves `endpoint`'s version since its `updated_at`, and adds that to the history. Nothing
    /// else of the endpoint changes.
    ///
    /// # Errors
    /// [`Error::NoEndpoint`], [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn set_endpoint_version(
        &self,
        endpoint: &StoredEndpoint,
        manifest: &Value,
        by: &By,
    ) -> Result<(), Error> {
        let mut write = self.write().await?;
        let version = served(&mut write, endpoint).await?;
        let before = rows(&mut write, Some(&endpoint.name)).await?.pop();
        let changed = sqlx::query("update endpoints set version_id = ?, updated_at = ? where name = ?")
            .bind(version)
            .bind(endpoint.updated_at.as_millis())
            .bind(endpoint.name.as_str())
            .execute(&mut *write)
            .await?;
        require_change(&mut write, &changed, &endpoint.name).await?;
        record(&mut write, endpoint, manifest).await?;
        let before = before.map(|row| format!("{}:{}", row.model, row.version));
        log(&mut write, endpoint, Action::Update, before.as_deref(), by).await?;
        write.commit().await
    }

    /// Replaces both keys, of which the one that is named is new. The log says that, and no key.
    ///
    /// # Errors
    /// [`Error::NoEndpoint`].
    pub async fn set_endpoint_keys(
        &self,
        name: &EndpointName,
        keys: &Keys,
        made_anew: KeyKind,
        by: &By,
    ) -> Result<(), Error> {
        let mut write = self.write().await?;
        let changed = sqlx::query(
            "update endpoints set primary_key = ?, secondary_key = ?, updated_at = ? where name = ?",
        )
        .bind(&keys.primary_key)
        .bind(&keys.secondary_key)
        .bind(by.at.as_millis())
        .bind(name.as_str())
        .execute(&mut *write)
        .await?;
        require_change(&mut write, &changed, name).await?;
        let key = match made_anew {
            KeyKind::Primary => "primary",
            KeyKind::Secondary => "secondary",
        };
        let what = What { key: Some(key), ..What::default() };
        activity::record(&mut write, by, On::endpoint(name, None), Action::Regenerate, what).await?;
        write.commit().await
    }

    /// Replaces the configuration.
    ///
    /// # Errors
    /// [`Error::NoEndpoint`].
    pub async fn set_endpoint_config(
        &self,
        name: &EndpointName,
        config: &EndpointConfig,
        by: &By,
    ) -> Result<(), Error> {
        let mut write = self.write().await?;
        let before = rows(&mut write, Some(name)).await?.pop().map(|row| row.config);
        let changed = sqlx::query("update endpoints set config = ?, updated_at = ? where name = ?")
            .bind(config_text(config))
            .bind(by.at.as_millis())
            .bind(name.as_str())
            .execute(&mut *write)
            .await?;
        require_change(&mut write, &changed, name).await?;
        let after = config_text(config);
        let what = What { key: Some("config"), before: before.as_deref(), after: Some(&after) };
        activity::record(&mut write, by, On::endpoint(name, None), Action::Edit, what).await?;
        write.commit().await
    }

    /// Forgets the endpoint and its keys. Its history stays.
    ///
    /// # Errors
    /// [`Error::NoEndpoint`].
    pub async fn remove_endpoint(&self, name: &EndpointName, by: &By) -> Result<(), Error> {
        let mut write = self.write().await?;
        let before = rows(&mut write, Some(name)).await?.pop().map(StoredEndpoint::try_from).transpose()?;
        let removed = sqlx::query("delete from endpoints where name = ?")
            .bind(name.as_str())
            .execute(&mut *write)
            .await?;
        require_change(&mut write, &removed, name).await?;
        let serves = before.as_ref().map(|endpoint| (&endpoint.model, endpoint.version));
        let on = On::endpoint(name, serves);
        activity::record(&mut write, by, on, Action::Delete, What::default()).await?;
        write.commit().await
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    model: String,
    version: VersionNumber,
    config: String,
    primary_key: String,
    secondary_key: String,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for StoredEndpoint {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            name: EndpointName::parse(&row.name).map_err(Error::damaged("an endpoint's name"))?,
            model: ModelName::parse(&row.model).map_err(Error::damaged("a model's name"))?,
            version: row.version,
            config: serde_json::from_str(&row.config)
                .map_err(Error::damaged("an endpoint's configuration"))?,
            keys: Keys { primary_key: row.primary_key, secondary_key: row.secondary_key },
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

/// The one that is named, or all.
async fn rows(read: &mut SqliteConnection, name: Option<&EndpointName>) -> Result<Vec<Row>, Error> {
    let rows = sqlx::query_as(
        "select e.name, m.name as model, v.number as version, e.config, e.primary_key, e.secondary_key, e.created_at,
            e.updated_at
        from endpoints e join versions v on v.id = e.version_id join models m on m.id = v.model_id
        where ?1 is null or e.name = ?1 order by e.name",
    )
    .bind(name.map(EndpointName::as_str))
    .fetch_all(read)
    .await?;
    Ok(rows)
}

/// The row of the version that the endpoint serves.
async fn served(read: &mut SqliteConnection, endpoint: &StoredEndpoint) -> Result<i64, Error> {
    let reference = ModelRef::numbered(endpoint.model.clone(), endpoint.version);
    find::version(read, &reference).await
}

async fn record(
    write: &mut SqliteConnection,
    endpoint: &StoredEndpoint,
    manifest: &Value,
) -> Result<(), Error> {
    sqlx::query("insert into deployments (endpoint, model, version, manifest, at) values (?, ?, ?, ?, ?)")
        .bind(endpoint.name.as_str())
        .bind(endpoint.model.as_str())
        .bind(endpoint.version)
        .bind(manifest.to_string())
        .bind(endpoint.updated_at.as_millis())
        .execute(write)
        .await?;
    Ok(())
}

/// What an endpoint came to serve.
async fn log(
    write: &mut SqliteConnection,
    endpoint: &StoredEndpoint,
    action: Action,
    before: Option<&str>,
    by: &By,
) -> Result<(), Error> {
    let after = format!("{}:{}", endpoint.model, endpoint.version);
    let on = On::endpoint(&endpoint.name, Some((&endpoint.model, endpoint.version)));
    activity::record(write, by, on, action, What { key: None, before, after: Some(&after) }).await
}

async fn require_change(
    read: &mut SqliteConnection,
    result: &SqliteQueryResult,
    name: &EndpointName,
) -> Result<(), Error> {
    if result.rows_affected() == 0 { Err(no_endpoint(read, name).await?) } else { Ok(()) }
}

async fn no_endpoint(read: &mut SqliteConnection, name: &EndpointName) -> Result<Error, Error> {
    let names = sqlx::query_scalar("select name from endpoints").fetch_all(read).await?;
    Ok(Error::NoEndpoint { name: name.clone(), near: near(name.as_str(), names).await })
}

fn config_text(config: &EndpointConfig) -> String {
    serde_json::to_string(config).expect("numbers and switches always serialise")
}
