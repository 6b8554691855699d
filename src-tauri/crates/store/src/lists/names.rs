//! The names of the models that a filter finds, and nothing else of them.

use domain::{filter::Filter, name::ModelName};
use sqlx::QueryBuilder;

use super::condition;
use crate::{Store, error::Error};

impl Store {
    /// The models that have a version that matches, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn model_names(&self, filter: &Filter) -> Result<Vec<ModelName>, Error> {
        let mut sql = QueryBuilder::new(
            "select name from models where id in (select v.model_id from versions v where ",
        );
        condition::push(&mut sql, filter);
        sql.push(") order by name");
        let names: Vec<String> = sql.build_query_scalar().fetch_all(&self.0.pool).await?;
        let names: Result<_, _> = names.iter().map(|name| ModelName::parse(name)).collect();
        names.map_err(Error::damaged("a model's name"))
    }
}
