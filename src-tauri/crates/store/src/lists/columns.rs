//! What rows can be shown and sorted by, beside what all versions have.

use domain::finding::Column;

use super::{plan::Plan, set::Set, values};
use crate::{Store, error::Error};

/// Parameters are looked for in so many versions.
const NEWEST: u32 = 1_000;

impl Store {
    /// The metrics, the tags, and of the newest versions the parameters; each kind by its keys.
    ///
    /// # Errors
    /// The database's.
    pub async fn columns(&self) -> Result<Vec<Column>, Error> {
        let mut look = self.look().await?;
        let mut columns = Vec::new();
        for key in values::metric_keys(look.connection()).await? {
            let measured = Plan::Set(Set::Measured(key.clone()));
            let count = look.versions(&measured).await?.len();
            columns.push(Column { key: format!("metric:{key}"), count });
        }
        let tags: Vec<(String, i64)> =
            sqlx::query_as("select key, sum(uses) from tag_values group by key order by key")
                .fetch_all(look.connection())
                .await?;
        let params: Vec<(String, i64)> = sqlx::query_as(
            "select p.key, count(*) from (select params from version_details order by version_id desc limit ?) d,
                json_each(d.params) p
            group by p.key order by p.key",
        )
        .bind(NEWEST)
        .fetch_all(look.connection())
        .await?;
        let column = |kind: &'static str| {
            move |(key, count): (String, i64)| Column {
                key: format!("{kind}:{key}"),
                count: count.unsigned_abs(),
            }
        };
        columns.extend(tags.into_iter().map(column("tag")));
        columns.extend(params.into_iter().map(column("param")));
        columns.retain(|column| column.count > 0);
        Ok(columns)
    }
}
