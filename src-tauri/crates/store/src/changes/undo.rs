//! Taking a change of tags and aliases back.

use domain::activity::{By, Undo};
use sqlx::SqliteConnection;

use super::{apply, by};
use crate::{Store, activity, error::Error};

/// What was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// How many facts are as they were before.
    pub restored: u64,
    /// How many are not: they were changed again since, or what they belong to is gone.
    pub skipped: u64,
    /// How to take the taking back back.
    pub undo: Option<Undo>,
}

impl Store {
    /// Puts every tag and alias that the entries changed back as it was, unless it was changed again since; wholly or
    /// not at all. Entries about other things are left as they are.
    ///
    /// # Errors
    /// [`Error::NoUndo`] when there is nothing of tags or aliases among the entries.
    pub async fn take_back(&self, undo: Undo, by: &By) -> Result<Undone, Error> {
        let mut write = self.write().await?;
        let mark = activity::newest(&mut write).await?;
        let facts = facts(&mut write, undo).await?;
        if facts == 0 {
            return Err(Error::NoUndo);
        }
        for statement in [MODEL_TAGS, VERSION_TAGS, ALIASES] {
            let logged = by!(sqlx::query(statement), by).bind(undo.first).bind(undo.last);
            logged.execute(&mut *write).await?;
        }
        apply::tags(&mut write, mark).await?;
        apply::aliases(&mut write, mark).await?;
        let changed = activity::since(&mut write, mark, facts).await?;
        write.commit().await?;
        let restored = changed.changed;
        Ok(Undone { restored, skipped: facts - restored, undo: changed.undo })
    }
}

async fn facts(read: &mut SqliteConnection, undo: Undo) -> Result<u64, Error> {
    let facts: i64 = sqlx::query_scalar(
        "select count(*) from (select 1 from activity where id between ? and ? and action in ('tag', 'alias')
            group by subject, model, action, key, case when subject = 'alias' then 0 else version end)",
    )
    .bind(undo.first)
    .bind(undo.last)
    .fetch_one(read)
    .await?;
    Ok(facts.unsigned_abs())
}

// Each statement logs, for each fact that the entries changed, the way from their last state to their first, where the
// fact is still in that last state.

const MODEL_TAGS: &str = "insert into activity (at, actor, via, subject, model, action, key, before, after)
    select ?1, ?2, ?3, 'model', m.name, 'tag', span.key, now.value, first.before
    from (select model, key, min(id) as first_id, max(id) as last_id from activity
        where id between ?4 and ?5 and action = 'tag' and subject = 'model' group by model, key) span
    join activity first on first.id = span.first_id join activity last on last.id = span.last_id
    join models m on m.name = span.model
    left join model_tags now on now.model_id = m.id and now.key = span.key
    where now.value is last.after and now.value is not first.before
    order by span.first_id";

const VERSION_TAGS: &str = "insert into activity (at, actor, via, subject, model, version, action, key, before, after)
    select ?1, ?2, ?3, 'version', m.name, v.number, 'tag', span.key, now.value, first.before
    from (select model, version, key, min(id) as first_id, max(id) as last_id from activity
        where id between ?4 and ?5 and action = 'tag' and subject = 'version' group by model, version, key) span
    join activity first on first.id = span.first_id join activity last on last.id = span.last_id
    join models m on m.name = span.model join versions v on v.model_id = m.id and v.number = span.version
    left join version_tags now on now.version_id = v.id and now.key = span.key
    where now.value is last.after and now.value is not first.before
    order by span.first_id";

/// An alias goes back only to a version that is there.
const ALIASES: &str = "insert into activity (at, actor, via, subject, model, version, action, key, before, after)
    select ?1, ?2, ?3, 'alias', m.name, coalesce(back.number, o.number), 'alias', span.key, cast(o.number as text),
        first.before
    from (select model, key, min(id) as first_id, max(id) as last_id from activity
        where id between ?4 and ?5 and action = 'alias' group by model, key) span
    join activity first on first.id = span.first_id join activity last on last.id = span.last_id
    join models m on m.name = span.model
    left join aliases now on now.model_id = m.id and now.alias = span.key
    left join versions o on o.id = now.version_id
    left join versions back on back.model_id = m.id and back.number = cast(first.before as integer)
    where cast(o.number as text) is last.after and last.after is not first.before
        and (first.before is null or back.id is not null)
    order by span.first_id";
