//! The log of who changed what: every change writes it in its own transaction.

use std::str::FromStr;

use domain::{
    activity::{Action, Activity, ActivityPage, By, Changed, Subject, Undo, Via},
    name::{EndpointName, ModelName},
    reference::VersionNumber,
    time::Timestamp,
};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::{Store, error::Error, versions::load::list};

/// The most characters of a text that the log keeps; of a longer one it keeps its beginning and its length.
const TEXT_MAX: usize = 5_000;

/// What a change is about.
#[derive(Clone, Copy)]
pub(crate) struct On<'a> {
    subject: Subject,
    model: Option<&'a ModelName>,
    version: Option<VersionNumber>,
    endpoint: Option<&'a EndpointName>,
}

/// What was done to it.
#[derive(Default)]
pub(crate) struct What<'a> {
    pub(crate) key: Option<&'a str>,
    pub(crate) before: Option<&'a str>,
    pub(crate) after: Option<&'a str>,
}

impl<'a> On<'a> {
    pub(crate) const fn model(model: &'a ModelName) -> Self {
        Self { subject: Subject::Model, model: Some(model), version: None, endpoint: None }
    }

    pub(crate) const fn version(model: &'a ModelName, version: VersionNumber) -> Self {
        Self { subject: Subject::Version, model: Some(model), version: Some(version), endpoint: None }
    }

    /// An endpoint with what it serves.
    pub(crate) const fn endpoint(
        endpoint: &'a EndpointName,
        serves: Option<(&'a ModelName, VersionNumber)>,
    ) -> Self {
        let (model, version) = match serves {
            Some((model, version)) => (Some(model), Some(version)),
            None => (None, None),
        };
        Self { subject: Subject::Endpoint, model, version, endpoint: Some(endpoint) }
    }
}

/// Writes one entry.
pub(crate) async fn record(
    write: &mut SqliteConnection,
    by: &By,
    on: On<'_>,
    action: Action,
    what: What<'_>,
) -> Result<(), Error> {
    sqlx::query(
        "insert into activity (at, actor, via, subject, model, version, endpoint, action, key, before, after)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(by.at.as_millis())
    .bind(&by.actor)
    .bind(by.via.map(Via::name))
    .bind(on.subject.name())
    .bind(on.model.map(ModelName::as_str))
    .bind(on.version)
    .bind(on.endpoint.map(EndpointName::as_str))
    .bind(action.name())
    .bind(what.key)
    .bind(what.before.map(short))
    .bind(what.after.map(short))
    .execute(write)
    .await?;
    Ok(())
}

/// Writes one entry a version, with its digest as what was there, or is there again.
pub(crate) async fn record_versions(
    write: &mut SqliteConnection,
    by: &By,
    ids: &[i64],
    action: Action,
) -> Result<(), Error> {
    sqlx::query(
        "insert into activity (at, actor, via, subject, model, version, action, before, after)
        select ?1, ?2, ?3, 'version', m.name, v.number, ?4, iif(?4 = 'restore', null, v.digest),
            iif(?4 = 'restore', v.digest, null)
        from json_each(?5) meant join versions v on v.id = meant.value join models m on m.id = v.model_id",
    )
    .bind(by.at.as_millis())
    .bind(&by.actor)
    .bind(by.via.map(Via::name))
    .bind(action.name())
    .bind(list(ids))
    .execute(write)
    .await?;
    Ok(())
}

/// A fact of a version by its key, as the log words it.
pub(crate) type Fact = (&'static str, Option<String>);

/// Writes one entry for each fact that is no longer as it was.
pub(crate) async fn record_differences(
    write: &mut SqliteConnection,
    by: &By,
    on: On<'_>,
    action: Action,
    facts: impl Iterator<Item = (Fact, Fact)>,
) -> Result<(), Error> {
    for ((key, was), (_, now)) in facts {
        if was != now {
            let what = What { key: Some(key), before: was.as_deref(), after: now.as_deref() };
            record(write, by, on, action, what).await?;
        }
    }
    Ok(())
}

/// A text as the log keeps it.
fn short(text: &str) -> String {
    let length = text.chars().count();
    if length <= TEXT_MAX {
        return text.to_owned();
    }
    let kept: String = text.chars().take(TEXT_MAX).collect();
    format!("{kept}… ({length} characters)")
}

/// The number of the newest entry; 0 before the first.
pub(crate) async fn newest(read: &mut SqliteConnection) -> Result<i64, Error> {
    Ok(sqlx::query_scalar("select coalesce(max(id), 0) from activity").fetch_one(read).await?)
}

/// What has been written since the entry `mark`.
pub(crate) async fn since(read: &mut SqliteConnection, mark: i64, targets: u64) -> Result<Changed, Error> {
    let last = newest(read).await?;
    let undo = (last > mark).then_some(Undo { first: mark + 1, last });
    Ok(Changed { targets, changed: (last - mark).unsigned_abs(), undo })
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityQuery {
    /// Of this model, its versions, their aliases, and the endpoints that serve them.
    pub model: Option<ModelName>,
    /// Of this version of the model only.
    pub version: Option<VersionNumber>,
    /// Of this endpoint.
    pub endpoint: Option<EndpointName>,
    /// Only entries with lower numbers.
    pub before: Option<i64>,
    /// At most how many.
    pub limit: u32,
}

impl Store {
    /// One page of the log, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn activity(&self, query: &ActivityQuery) -> Result<ActivityPage, Error> {
        let mut read = self.read().await?;
        let mut count = QueryBuilder::new("select count(*) from activity a where true");
        push(&mut count, query);
        let total: i64 = count.build_query_scalar().fetch_one(&mut *read).await?;
        let mut sql = QueryBuilder::new(
            "select a.id, a.at, a.actor, a.via, a.subject, a.model, a.version, a.endpoint, a.action, a.key, a.before,
                a.after
            from activity a where true",
        );
        push(&mut sql, query);
        if let Some(before) = query.before {
            sql.push(" and a.id < ").push_bind(before);
        }
        sql.push(" order by a.id desc limit ").push_bind(i64::from(query.limit) + 1);
        let mut rows: Vec<Row> = sql.build_query_as().fetch_all(&mut *read).await?;
        let more = rows.len() > query.limit as usize;
        rows.truncate(query.limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.id);
        let entries: Result<_, Error> = rows.into_iter().map(Activity::try_from).collect();
        Ok(ActivityPage { entries: entries?, next, total: total.unsigned_abs() })
    }
}

fn push(sql: &mut QueryBuilder<Sqlite>, query: &ActivityQuery) {
    if let Some(model) = &query.model {
        sql.push(" and a.model = ").push_bind(model.as_str().to_owned());
    }
    if let Some(version) = query.version {
        // An alias that moved away is news of the version that it left, too.
        sql.push(" and (a.version = ").push_bind(version);
        sql.push(" or a.subject = 'alias' and a.before = ").push_bind(version.to_string()).push(")");
    }
    if let Some(endpoint) = &query.endpoint {
        sql.push(" and a.endpoint = ").push_bind(endpoint.as_str().to_owned());
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    at: i64,
    actor: String,
    via: Option<String>,
    subject: String,
    model: Option<String>,
    version: Option<VersionNumber>,
    endpoint: Option<String>,
    action: String,
    key: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

impl TryFrom<Row> for Activity {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            at: Timestamp::from_millis(row.at),
            actor: row.actor,
            via: row.via.as_deref().map(word).transpose()?,
            subject: word(&row.subject)?,
            model: row.model.as_deref().map(word).transpose()?,
            version: row.version,
            endpoint: row.endpoint.as_deref().map(word).transpose()?,
            action: word(&row.action)?,
            key: row.key,
            before: row.before,
            after: row.after,
        })
    }
}

fn word<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Error> {
    text.parse().map_err(Error::damaged("an entry of the activity log"))
}
