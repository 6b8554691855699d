//! Carrying out what the activity log says since a mark.

use sqlx::SqliteConnection;

use crate::error::Error;

/// The tags of models and versions.
pub(super) async fn tags(write: &mut SqliteConnection, mark: i64) -> Result<(), Error> {
    run(write, mark, &[REMOVE_MODEL_TAGS, SET_MODEL_TAGS, REMOVE_VERSION_TAGS, SET_VERSION_TAGS]).await
}

/// The aliases.
pub(super) async fn aliases(write: &mut SqliteConnection, mark: i64) -> Result<(), Error> {
    run(write, mark, &[REMOVE_ALIASES, SET_ALIASES]).await
}

async fn run(write: &mut SqliteConnection, mark: i64, statements: &[&'static str]) -> Result<(), Error> {
    for statement in statements {
        sqlx::query(*statement).bind(mark).execute(&mut *write).await?;
    }
    Ok(())
}

const REMOVE_MODEL_TAGS: &str = "delete from model_tags where (model_id, key) in (
        select m.id, a.key from activity a join models m on m.name = a.model
        where a.id > ? and a.action = 'tag' and a.subject = 'model' and a.after is null)";

const SET_MODEL_TAGS: &str = "insert into model_tags (model_id, key, value)
    select m.id, a.key, a.after from activity a join models m on m.name = a.model
    where a.id > ? and a.action = 'tag' and a.subject = 'model' and a.after is not null
    on conflict (model_id, key) do update set value = excluded.value";

const REMOVE_VERSION_TAGS: &str = "delete from version_tags where (version_id, key) in (
        select v.id, a.key from activity a join models m on m.name = a.model
        join versions v on v.model_id = m.id and v.number = a.version
        where a.id > ? and a.action = 'tag' and a.subject = 'version' and a.after is null)";

const SET_VERSION_TAGS: &str = "insert into version_tags (version_id, key, value)
    select v.id, a.key, a.after from activity a join models m on m.name = a.model
    join versions v on v.model_id = m.id and v.number = a.version
    where a.id > ? and a.action = 'tag' and a.subject = 'version' and a.after is not null
    on conflict (version_id, key) do update set value = excluded.value";

const REMOVE_ALIASES: &str = "delete from aliases where (model_id, alias) in (
        select m.id, a.key from activity a join models m on m.name = a.model
        where a.id > ? and a.action = 'alias' and a.after is null)";

const SET_ALIASES: &str = "insert into aliases (model_id, alias, version_id)
    select m.id, a.key, v.id from activity a join models m on m.name = a.model
    join versions v on v.model_id = m.id and v.number = cast(a.after as integer)
    where a.id > ? and a.action = 'alias' and a.after is not null
    on conflict (model_id, alias) do update set version_id = excluded.version_id";
