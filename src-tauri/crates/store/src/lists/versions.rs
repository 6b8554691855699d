//! One row a version.

use domain::{filter::Filter, model::VersionPage};
use sqlx::{QueryBuilder, SqliteConnection};

use super::{VersionQuery, condition};
use crate::{Store, error::Error, versions::load};

impl Store {
    /// One page of the versions that match, and how many match in all.
    ///
    /// # Errors
    /// [`Error::PageToken`] when `after` is not a token of a list in this order.
    pub async fn versions(&self, query: &VersionQuery) -> Result<VersionPage, Error> {
        let mut read = self.read().await?;
        let total = count(&mut read, &query.filter).await?;
        let mut rows = page(&mut read, query).await?;
        let more = rows.len() > query.limit as usize;
        rows.truncate(query.limit as usize);
        let next = rows.last().filter(|_| more).map(|(id, key)| query.sort.token(*id, key));
        let ids: Vec<i64> = rows.into_iter().map(|(id, _)| id).collect();
        Ok(VersionPage { versions: load::versions(&mut read, &ids).await?, next, total })
    }
}

async fn count(read: &mut SqliteConnection, filter: &Filter) -> Result<u64, Error> {
    let mut sql = QueryBuilder::new("select count(*) from versions v where ");
    condition::push(&mut sql, filter);
    let total: i64 = sql.build_query_scalar().fetch_one(read).await?;
    Ok(total.unsigned_abs())
}

/// Rows and their sort keys.
async fn page(read: &mut SqliteConnection, query: &VersionQuery) -> Result<Vec<(i64, String)>, Error> {
    let mut sql = QueryBuilder::new("select v.id, ");
    sql.push(query.sort.key_as_text()).push(" from versions v where ");
    condition::push(&mut sql, &query.filter);
    query.sort.push_page(&mut sql, query.after.as_deref(), query.limit)?;
    Ok(sql.build_query_as().fetch_all(read).await?)
}
