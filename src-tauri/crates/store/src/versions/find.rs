//! From names to rows, with a suggestion where there is none.

use domain::{
    name::ModelName,
    reference::{ModelRef, VersionNumber},
};
use sqlx::SqliteConnection;

use crate::{error::Error, threads::off_thread};

/// The row of a model that has a version.
pub(super) async fn model(read: &mut SqliteConnection, name: &ModelName) -> Result<i64, Error> {
    let id = sqlx::query_scalar(
        "select id from models where name = ? and exists (select 1 from versions where model_id = models.id)",
    )
    .bind(name.as_str())
    .fetch_optional(&mut *read)
    .await?;
    if let Some(id) = id {
        return Ok(id);
    }
    let names = sqlx::query_scalar(
        "select name from models where exists (select 1 from versions where model_id = models.id)",
    )
    .fetch_all(read)
    .await?;
    Err(Error::NoModel { name: name.clone(), near: near(name.as_str(), names).await })
}

/// The row of the version that is named, or of the latest.
pub(crate) async fn version(read: &mut SqliteConnection, reference: &ModelRef) -> Result<i64, Error> {
    let model = model(read, &reference.name).await?;
    let (latest_id, latest): (i64, VersionNumber) =
        sqlx::query_as("select id, number from versions where model_id = ? order by number desc limit 1")
            .bind(model)
            .fetch_one(&mut *read)
            .await?;
    let Some(wanted) = reference.version else { return Ok(latest_id) };
    sqlx::query_scalar("select id from versions where model_id = ? and number = ?")
        .bind(model)
        .bind(wanted)
        .fetch_optional(read)
        .await?
        .ok_or_else(|| Error::NoVersion { name: reference.name.clone(), version: wanted, latest })
}

/// The name that was probably meant: at most a third of its letters typed wrongly.
pub(crate) async fn near(typed: &str, names: Vec<String>) -> Option<String> {
    let typed = typed.to_lowercase();
    off_thread(move || {
        let limit = (typed.chars().count() / 3).max(1);
        let distance = |name: &String| strsim::damerau_levenshtein(&typed, &name.to_lowercase());
        names
            .into_iter()
            .filter(|name| name.len().abs_diff(typed.len()) <= limit * 4) // cheap, and true of any UTF-8
            .map(|name| (distance(&name), name))
            .filter(|(distance, _)| *distance <= limit)
            .min()
            .map(|(_, name)| name)
    })
    .await
}
