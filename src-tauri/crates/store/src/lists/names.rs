//! What a filter finds by name, and nothing else of it.

use domain::{filter::Filter, finding::Rows, name::ModelName, reference::ModelRef};
use sqlx::QueryBuilder;

use super::condition;
use crate::{Store, error::Error};

impl Store {
    /// References to all models that have a version that matches, or to the versions themselves, in the order of names
    /// and numbers.
    ///
    /// # Errors
    /// The database's.
    pub async fn references(&self, filter: &Filter, rows: Rows) -> Result<Vec<ModelRef>, Error> {
        let mut sql = QueryBuilder::new(match rows {
            Rows::Models => {
                "select name, null as number from models where id in (select v.model_id from versions v where "
            }
            Rows::Versions => {
                "select m.name, v.number from versions v join models m on m.id = v.model_id where ("
            }
        });
        condition::push(&mut sql, filter);
        sql.push(") order by name, number");
        let found: Vec<(String, Option<u32>)> = sql.build_query_as().fetch_all(&self.0.pool).await?;
        let reference = |(name, number): (String, Option<u32>)| {
            let name = ModelName::parse(&name).map_err(Error::damaged("a model's name"))?;
            Ok(ModelRef { name, version: number.map(Into::into) })
        };
        found.into_iter().map(reference).collect()
    }
}
