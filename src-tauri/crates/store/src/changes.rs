//! Tags and aliases, of one or of many at once, and taking such a change back.
//!
//! A change is written into the activity log first, one entry for each fact that is not yet as it shall be, and then
//! carried out from those entries, all in one transaction. So the log is never behind or ahead of what it tells, and
//! undoing is the same with the entries turned round.

mod apply;
mod targets;
mod undo;

use domain::{
    activity::{By, Changed},
    filter::Filter,
    finding::Rows,
    model::ModelVersion,
    name::Alias,
    reference::ModelRef,
    tags::Tags,
};
use sqlx::SqliteConnection;

use crate::{
    Store, activity,
    error::Error,
    versions::{check_tags, find, load},
};

pub use undo::Undone;

/// Which models and versions a change is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Targets {
    /// These: a name alone is the model, with a number or an alias it is that version.
    References(Vec<ModelRef>),
    /// All that match, as a list shows them.
    Matching {
        /// Which.
        filter: Filter,
        /// Models that have a version that matches, or the versions themselves.
        rows: Rows,
        /// But not these.
        except: Vec<ModelRef>,
    },
}

impl Store {
    /// Removes and sets tags of everything that is meant, wholly or not at all. Removing a tag that is not there is
    /// fine, and a key that is also set is set.
    ///
    /// # Errors
    /// [`Error::Tag`] for an illegal tag, [`Error::NoModel`], [`Error::NoVersion`] or [`Error::NoAlias`] for the first
    /// that is not there.
    pub async fn tag_all(
        &self,
        targets: &Targets,
        set: &Tags,
        remove: &[String],
        by: &By,
    ) -> Result<Changed, Error> {
        check_tags(set)?;
        let mut write = self.write().await?;
        let mark = activity::newest(&mut write).await?;
        let meant = targets::resolve(&mut write, targets).await?;
        for key in remove.iter().filter(|key| !set.contains_key(*key)) {
            log_tags(&mut write, &meant, key, None, by).await?;
        }
        for (key, value) in set {
            log_tags(&mut write, &meant, key, Some(value), by).await?;
        }
        apply::tags(&mut write, mark).await?;
        let changed = activity::since(&mut write, mark, meant.count()).await?;
        write.commit().await?;
        Ok(changed)
    }

    /// Removes aliases from, and puts aliases on, everything that is meant: the versions that are named, and of models
    /// the latest. Of several versions of one model the newest gets an alias, since it stands at one.
    ///
    /// # Errors
    /// [`Error::NoModel`], [`Error::NoVersion`] or [`Error::NoAlias`] for the first that is not there.
    pub async fn alias_all(
        &self,
        targets: &Targets,
        set: &[Alias],
        remove: &[Alias],
        by: &By,
    ) -> Result<Changed, Error> {
        let mut write = self.write().await?;
        let mark = activity::newest(&mut write).await?;
        let meant = targets::resolve(&mut write, targets).await?;
        let versions = targets::versions(&mut write, &meant).await?;
        for alias in remove.iter().filter(|alias| !set.contains(alias)) {
            log_unalias(&mut write, &meant, alias, by).await?;
        }
        for alias in set {
            log_alias(&mut write, &versions, alias, by).await?;
        }
        apply::aliases(&mut write, mark).await?;
        let changed = activity::since(&mut write, mark, meant.count()).await?;
        write.commit().await?;
        Ok(changed)
    }

    /// The versions that are meant, and of each model that is meant the latest.
    ///
    /// # Errors
    /// [`Error::NoModel`], [`Error::NoVersion`] or [`Error::NoAlias`] for the first that is not there.
    pub async fn versions_of(&self, targets: &Targets) -> Result<Vec<ModelVersion>, Error> {
        let mut read = self.read().await?;
        let meant = targets::resolve(&mut read, targets).await?;
        let ids = targets::versions(&mut read, &meant).await?;
        load::versions(&mut read, &ids).await
    }

    /// As [`tag_all`](Self::tag_all) for one; gives back all tags that it has now.
    ///
    /// # Errors
    /// As [`tag_all`](Self::tag_all).
    pub async fn set_tags(
        &self,
        reference: &ModelRef,
        set: Tags,
        remove: &[String],
        by: &By,
    ) -> Result<Tags, Error> {
        self.tag_all(&Targets::References(vec![reference.clone()]), &set, remove, by).await?;
        let mut read = self.read().await?;
        let (id, all) = if reference.version.is_none() {
            let id = find::model(&mut read, &reference.name).await?;
            (id, load::model_tags(&mut read, &[id]).await?)
        } else {
            let id = find::version(&mut read, reference).await?;
            (id, load::version_tags(&mut read, &[id]).await?)
        };
        Ok(all.get(&id).cloned().unwrap_or_default())
    }

    /// Takes an alias away from a model, or from the version that is named if it stands there.
    ///
    /// # Errors
    /// [`Error::NoAlias`] when it does not; [`Error::NoModel`] or [`Error::NoVersion`].
    pub async fn remove_alias(&self, reference: &ModelRef, alias: &Alias, by: &By) -> Result<Changed, Error> {
        let changed = self
            .alias_all(&Targets::References(vec![reference.clone()]), &[], std::slice::from_ref(alias), by)
            .await?;
        if changed.changed > 0 {
            return Ok(changed);
        }
        let mut read = self.read().await?;
        let model = find::model(&mut read, &reference.name).await?;
        Err(find::no_alias(&mut read, model, &reference.name, alias).await?)
    }
}

/// Who and when, as the columns `at`, `actor` and `via` of a statement's first three parameters.
macro_rules! by {
    ($query:expr, $by:expr) => {
        $query.bind($by.at.as_millis()).bind(&$by.actor).bind($by.via.map(domain::activity::Via::name))
    };
}
pub(crate) use by;

async fn log_tags(
    write: &mut SqliteConnection,
    meant: &targets::Meant,
    key: &str,
    value: Option<&String>,
    by: &By,
) -> Result<(), Error> {
    for (statement, ids) in [(LOG_MODEL_TAGS, &meant.models), (LOG_VERSION_TAGS, &meant.versions)] {
        let logged = by!(sqlx::query(statement), by).bind(key).bind(value).bind(load::list(ids));
        logged.execute(&mut *write).await?;
    }
    Ok(())
}

/// `is not`, unlike `<>`, tells a tag that is not there from any value.
const LOG_MODEL_TAGS: &str =
    "insert into activity (at, actor, via, subject, model, action, key, before, after)
    select ?1, ?2, ?3, 'model', m.name, 'tag', ?4, t.value, ?5
    from json_each(?6) meant join models m on m.id = meant.value
    left join model_tags t on t.model_id = m.id and t.key = ?4
    where t.value is not ?5";

const LOG_VERSION_TAGS: &str =
    "insert into activity (at, actor, via, subject, model, version, action, key, before, after)
    select ?1, ?2, ?3, 'version', m.name, v.number, 'tag', ?4, t.value, ?5
    from json_each(?6) meant join versions v on v.id = meant.value join models m on m.id = v.model_id
    left join version_tags t on t.version_id = v.id and t.key = ?4
    where t.value is not ?5";

/// Only where it stands at another version, or at none.
async fn log_alias(
    write: &mut SqliteConnection,
    versions: &[i64],
    alias: &Alias,
    by: &By,
) -> Result<(), Error> {
    let logged = sqlx::query(
        "insert into activity (at, actor, via, subject, model, version, action, key, before, after)
        select ?1, ?2, ?3, 'alias', m.name, v.number, 'alias', ?4, cast(o.number as text), cast(v.number as text)
        from (select max(id) as id from versions where id in (select value from json_each(?5)) group by model_id) meant
        join versions v on v.id = meant.id join models m on m.id = v.model_id
        left join aliases a on a.model_id = m.id and a.alias = ?4
        left join versions o on o.id = a.version_id
        where o.id is not v.id",
    );
    by!(logged, by).bind(alias.as_str()).bind(load::list(versions)).execute(write).await?;
    Ok(())
}

async fn log_unalias(
    write: &mut SqliteConnection,
    meant: &targets::Meant,
    alias: &Alias,
    by: &By,
) -> Result<(), Error> {
    let logged = sqlx::query(
        "insert into activity (at, actor, via, subject, model, version, action, key, before)
        select ?1, ?2, ?3, 'alias', m.name, v.number, 'alias', a.alias, cast(v.number as text)
        from aliases a join versions v on v.id = a.version_id join models m on m.id = a.model_id
        where a.alias = ?4 and (a.version_id in (select value from json_each(?5))
            or a.model_id in (select value from json_each(?6)))",
    );
    let logged = by!(logged, by).bind(alias.as_str());
    logged.bind(load::list(&meant.versions)).bind(load::list(&meant.models)).execute(write).await?;
    Ok(())
}
