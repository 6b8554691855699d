//! The values that narrow a list down, with counts.

use domain::{filter::Filter, model::Facet};
use sqlx::QueryBuilder;

use super::condition;
use crate::{Store, error::Error};

/// At most how many values are offered.
const VALUES: i64 = 12;
/// A key with more values than this tells versions apart (an id, a date) rather than groups them.
const VALUES_OF_A_KEY: i64 = 24;

impl Store {
    /// The most frequent frameworks and tags among the models that have a version that matches: each with the number of
    /// those models, highest first. A tag whose key is an attribute's name is left out, since `key=value` means the
    /// attribute.
    ///
    /// # Errors
    /// The database's.
    pub async fn facets(&self, filter: &Filter) -> Result<Vec<Facet>, Error> {
        // `cross join` keeps SQLite from reading all tags when few versions match.
        let mut sql = QueryBuilder::new(
            "with matching as materialized (select v.id, v.model_id, v.framework from versions v where ",
        );
        condition::push(&mut sql, filter);
        sql.push(
            "), pairs (key, value, model_id) as (
                select 'framework', framework, model_id from matching where framework is not null
                union all
                select t.key, t.value, m.model_id from matching m cross join version_tags t on t.version_id = m.id
                where t.key not in ('name', 'framework', 'version', 'kind')
                union all
                select t.key, t.value, t.model_id from model_tags t
                where t.model_id in (select model_id from matching)
                    and t.key not in ('name', 'framework', 'version', 'kind')
            ), counted as (
                select key, value, count(distinct model_id) as models, count(*) over (partition by key) as key_values
                from pairs group by key, value
            )
            select key, value, models from counted where key_values <= ",
        );
        sql.push_bind(VALUES_OF_A_KEY).push(" order by models desc, key, value limit ").push_bind(VALUES);
        let rows: Vec<(String, String, i64)> = sql.build_query_as().fetch_all(&self.0.pool).await?;
        let facet =
            |(key, value, models): (String, String, i64)| Facet { key, value, count: models.unsigned_abs() };
        Ok(rows.into_iter().map(facet).collect())
    }
}
