//! From what is meant to rows.

use std::collections::HashSet;

use domain::{filter::Filter, finding::Rows, reference::ModelRef};
use sqlx::{QueryBuilder, SqliteConnection};

use super::Targets;
use crate::{
    error::Error,
    lists::condition,
    versions::{find, load},
};

/// The rows of models and of versions, each once.
#[derive(Debug, Default)]
pub(crate) struct Meant {
    pub(crate) models: Vec<i64>,
    pub(crate) versions: Vec<i64>,
}

impl Meant {
    pub(crate) fn count(&self) -> u64 {
        (self.models.len() + self.versions.len()) as u64
    }
}

pub(crate) async fn resolve(read: &mut SqliteConnection, targets: &Targets) -> Result<Meant, Error> {
    match targets {
        Targets::References(references) => named(read, references).await,
        Targets::Matching { filter, rows, except } => {
            let except = named(read, except).await?;
            let mut meant = Meant::default();
            let (list, left_out) = match rows {
                Rows::Models => (&mut meant.models, except.models),
                Rows::Versions => (&mut meant.versions, except.versions),
            };
            let left_out: HashSet<i64> = left_out.into_iter().collect();
            *list = matching(read, filter, *rows).await?;
            list.retain(|id| !left_out.contains(id));
            Ok(meant)
        }
    }
}

async fn named(read: &mut SqliteConnection, references: &[ModelRef]) -> Result<Meant, Error> {
    let (mut meant, mut models, mut versions) = (Meant::default(), HashSet::new(), HashSet::new());
    for reference in references {
        if reference.version.is_none() {
            let id = find::model(read, &reference.name).await?;
            meant.models.extend(models.insert(id).then_some(id));
        } else {
            let id = find::version(read, reference).await?;
            meant.versions.extend(versions.insert(id).then_some(id));
        }
    }
    Ok(meant)
}

async fn matching(read: &mut SqliteConnection, filter: &Filter, rows: Rows) -> Result<Vec<i64>, Error> {
    let mut sql = QueryBuilder::new(match rows {
        Rows::Models => "select distinct v.model_id from versions v where ",
        Rows::Versions => "select v.id from versions v where ",
    });
    condition::push(&mut sql, filter);
    Ok(sql.build_query_scalar().fetch_all(read).await?)
}

/// The versions that are meant, and of each model that is meant the latest.
pub(crate) async fn versions(read: &mut SqliteConnection, meant: &Meant) -> Result<Vec<i64>, Error> {
    let mut versions: Vec<i64> = sqlx::query_scalar(
        "select (select v.id from versions v where v.model_id = meant.value and v.trashed_at is null
            order by v.number desc limit 1)
        from json_each(?) meant",
    )
    .bind(load::list(&meant.models))
    .fetch_all(read)
    .await?;
    versions.extend(&meant.versions);
    Ok(versions)
}
