//! Which keys and values there are, without reading all rows that have them.

use sqlx::SqliteConnection;

use super::set::Column;
use crate::error::Error;

/// The keys of all tags, in their order.
pub(super) async fn tag_keys(read: &mut SqliteConnection) -> Result<Vec<String>, Error> {
    leaps(read, "tag_values", "key", "", u32::MAX).await
}

/// The keys of all metrics, in their order.
pub(super) async fn metric_keys(read: &mut SqliteConnection) -> Result<Vec<String>, Error> {
    leaps(read, "version_metrics", "key", "", u32::MAX).await
}

/// The first words of a column from `from` on, in their order.
pub(super) async fn words(
    read: &mut SqliteConnection,
    column: Column,
    from: &str,
    limit: u32,
) -> Result<Vec<String>, Error> {
    let (table, name, _) = column.place();
    leaps(read, table, name, from, limit).await
}

/// The values of a tag that are used most, most used first.
pub(super) async fn tag_values(
    read: &mut SqliteConnection,
    key: &str,
    limit: u32,
) -> Result<Vec<String>, Error> {
    let values = sqlx::query_scalar("select value from tag_values where key = ? order by uses desc limit ?");
    Ok(values.bind(key).bind(limit).fetch_all(read).await?)
}

/// The values of a tag that begin so.
pub(super) async fn tag_values_from(
    read: &mut SqliteConnection,
    key: &str,
    start: &str,
    limit: u32,
) -> Result<Vec<String>, Error> {
    let values =
        sqlx::query_scalar("select value from tag_values where key = ? and value >= ? and value < ? limit ?");
    Ok(values.bind(key).bind(start).bind(after_all(start)).bind(limit).fetch_all(read).await?)
}

/// Tags whose values begin so, in any case of A to Z.
pub(super) async fn tags_from(
    read: &mut SqliteConnection,
    start: &str,
    limit: u32,
) -> Result<Vec<(String, String)>, Error> {
    let tags = sqlx::query_as(
        "select key, value from tag_values
        where value >= ?1 collate nocase and value < ?2 collate nocase limit ?3",
    );
    Ok(tags.bind(start).bind(after_all(start)).bind(limit).fetch_all(read).await?)
}

/// The names of models that begin so.
pub(super) async fn names_from(
    read: &mut SqliteConnection,
    folded: &str,
    limit: u32,
) -> Result<Vec<String>, Error> {
    let names = sqlx::query_scalar(
        "select name from models m where folded_name >= ? and folded_name < ?
            and exists (select 1 from versions v where v.model_id = m.id and v.trashed_at is null)
        order by folded_name limit ?",
    );
    Ok(names.bind(folded).bind(after_all(folded)).bind(limit).fetch_all(read).await?)
}

/// A text behind all that begin with `start`.
fn after_all(start: &str) -> String {
    format!("{start}\u{10ffff}")
}

/// Each value of an indexed column once: the index is leapt through from value to value.
async fn leaps(
    read: &mut SqliteConnection,
    table: &'static str,
    column: &'static str,
    from: &str,
    limit: u32,
) -> Result<Vec<String>, Error> {
    let mut sql = sqlx::QueryBuilder::new(format!(
        "with recursive leaps (at) as (select min({column}) from {table} where {column} is not null and {column} >= "
    ));
    sql.push_bind(from.to_owned());
    sql.push(format_args!(
        " union all select (select min({column}) from {table} where {column} > leaps.at)
        from leaps where leaps.at is not null)
        select at from leaps where at is not null limit "
    ));
    sql.push_bind(limit);
    Ok(sql.build_query_scalar().fetch_all(read).await?)
}
