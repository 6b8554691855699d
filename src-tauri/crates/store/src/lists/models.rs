//! One row a model: its newest version that matches stands for it.

use domain::{
    filter::Filter,
    model::{ModelPage, ModelRow},
};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{VersionQuery, condition};
use crate::{Store, error::Error, versions::load};

/// A page's row before its version is loaded.
#[derive(sqlx::FromRow)]
struct Row {
    latest: i64,
    model: i64,
    versions: i64,
    key: String,
}

impl Store {
    /// One page of the models that have a version that matches, sorted by the newest such version, and how many there
    /// are in all.
    ///
    /// # Errors
    /// [`Error::PageToken`] when `after` is not a token of a list in this order.
    pub async fn models(&self, query: &VersionQuery) -> Result<ModelPage, Error> {
        let mut read = self.read().await?;
        let total = count(&mut read, &query.filter).await?;
        let mut rows = page(&mut read, query).await?;
        let more = rows.len() > query.limit as usize;
        rows.truncate(query.limit as usize);
        let next = rows.last().filter(|_| more).map(|row| query.sort.token(row.latest, &row.key));
        Ok(ModelPage { models: load_rows(&mut read, rows).await?, next, total })
    }
}

async fn load_rows(read: &mut SqliteConnection, rows: Vec<Row>) -> Result<Vec<ModelRow>, Error> {
    let latest: Vec<i64> = rows.iter().map(|row| row.latest).collect();
    let models: Vec<i64> = rows.iter().map(|row| row.model).collect();
    let versions = load::versions(read, &latest).await?;
    let mut tags = load::model_tags(read, &models).await?;
    let row = |(row, latest): (Row, _)| ModelRow {
        tags: tags.remove(&row.model).unwrap_or_default(),
        latest,
        versions: row.versions.unsigned_abs(),
    };
    Ok(rows.into_iter().zip(versions).map(row).collect())
}

async fn count(read: &mut SqliteConnection, filter: &Filter) -> Result<u64, Error> {
    let mut sql = QueryBuilder::new("select count(distinct v.model_id) from versions v where ");
    condition::push(&mut sql, filter);
    let total: i64 = sql.build_query_scalar().fetch_one(read).await?;
    Ok(total.unsigned_abs())
}

async fn page(read: &mut SqliteConnection, query: &VersionQuery) -> Result<Vec<Row>, Error> {
    // Under one model later versions have higher row numbers, so the highest is the newest.
    let mut sql: QueryBuilder<Sqlite> = QueryBuilder::new(
        "with matching as (select max(v.id) as latest, count(*) as versions from versions v where ",
    );
    condition::push(&mut sql, &query.filter);
    sql.push(" group by v.model_id) select m.latest, v.model_id as model, m.versions, ");
    sql.push(query.sort.key_as_text());
    sql.push(" as key from matching m join versions v on v.id = m.latest where true");
    query.sort.push_page(&mut sql, query.after.as_deref(), query.limit)?;
    Ok(sql.build_query_as().fetch_all(read).await?)
}
