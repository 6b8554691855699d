//! From names to rows, with a suggestion where there is none.

use domain::{
    filter::fold,
    name::{Alias, ModelName},
    reference::{ModelRef, VersionNumber, Which},
};
use sqlx::SqliteConnection;

use crate::{error::Error, threads::off_thread};

/// The row of a model that has a version outside the trash.
pub(crate) async fn model(read: &mut SqliteConnection, name: &ModelName) -> Result<i64, Error> {
    let found: Option<(i64, bool, bool)> = sqlx::query_as(
        "select id, exists (select 1 from versions where model_id = models.id and trashed_at is null),
            exists (select 1 from versions where model_id = models.id)
        from models where name = ?",
    )
    .bind(name.as_str())
    .fetch_optional(&mut *read)
    .await?;
    match found {
        Some((id, true, _)) => Ok(id),
        Some((_, false, true)) => Err(Error::InTrash(name.to_string())),
        _ => Err(no_model(read, name).await?),
    }
}

/// The row of the version that is named, or of the latest; what is in the trash is not there.
pub(crate) async fn version(read: &mut SqliteConnection, reference: &ModelRef) -> Result<i64, Error> {
    let wanted = match &reference.version {
        None => {
            let model = model(read, &reference.name).await?;
            return Ok(sqlx::query_scalar(
                "select id from versions where model_id = ? and trashed_at is null order by number desc limit 1",
            )
            .bind(model)
            .fetch_one(read)
            .await?);
        }
        Some(Which::Alias(alias)) => {
            let model = model(read, &reference.name).await?;
            return aliased(read, model, &reference.name, alias).await;
        }
        Some(Which::Number(wanted)) => *wanted,
    };
    let found: Option<(i64, bool)> = sqlx::query_as(
        "select v.id, v.trashed_at is not null from models m join versions v on v.model_id = m.id
        where m.name = ? and v.number = ?",
    )
    .bind(reference.name.as_str())
    .bind(wanted)
    .fetch_optional(&mut *read)
    .await?;
    match found {
        Some((id, false)) => Ok(id),
        Some((_, true)) => Err(Error::InTrash(reference.to_string())),
        None => Err(no_version(read, &reference.name, wanted).await?),
    }
}

/// Says that there is no such version, or not even such a model.
pub(super) async fn no_version(
    read: &mut SqliteConnection,
    name: &ModelName,
    version: VersionNumber,
) -> Result<Error, Error> {
    let model = model(read, name).await?;
    let latest =
        sqlx::query_scalar("select max(number) from versions where model_id = ? and trashed_at is null")
            .bind(model)
            .fetch_one(read)
            .await?;
    Ok(Error::NoVersion { name: name.clone(), version, latest })
}

/// Says that there is no such model, and which is called nearly the same.
pub(super) async fn no_model(read: &mut SqliteConnection, name: &ModelName) -> Result<Error, Error> {
    let names = alike(read, name.as_str()).await?;
    Ok(Error::NoModel { name: name.clone(), near: near(name.as_str(), names).await })
}

/// The row of the version that an alias stands at.
async fn aliased(
    read: &mut SqliteConnection,
    model: i64,
    name: &ModelName,
    alias: &Alias,
) -> Result<i64, Error> {
    let id = sqlx::query_scalar(
        "select a.version_id from aliases a join versions v on v.id = a.version_id
        where a.model_id = ? and a.alias = ? and v.trashed_at is null",
    )
    .bind(model)
    .bind(alias.as_str())
    .fetch_optional(&mut *read)
    .await?;
    match id {
        Some(id) => Ok(id),
        None => Err(no_alias(read, model, name, alias).await?),
    }
}

/// Says that an alias does not stand there, and which do.
pub(crate) async fn no_alias(
    read: &mut SqliteConnection,
    model: i64,
    name: &ModelName,
    alias: &Alias,
) -> Result<Error, Error> {
    let known: Vec<String> =
        sqlx::query_scalar("select alias from aliases where model_id = ? order by alias")
            .bind(model)
            .fetch_all(read)
            .await?;
    Ok(Error::NoAlias { name: name.clone(), alias: alias.clone(), known })
}

/// The models whose names differ from this one in upper and lower case only.
pub(super) async fn look_alikes(
    read: &mut SqliteConnection,
    name: &ModelName,
) -> Result<Vec<ModelName>, Error> {
    let names: Vec<String> = sqlx::query_scalar(
        "select distinct m.name from versions v join models m on m.id = v.model_id
        where v.folded_name = ? and m.name <> ? and v.trashed_at is null order by m.name",
    )
    .bind(fold(name.as_str()))
    .bind(name.as_str())
    .fetch_all(read)
    .await?;
    names.iter().map(|name| ModelName::parse(name).map_err(Error::damaged("a model's name"))).collect()
}

/// How many names are compared, of each way to come upon them.
const ALIKE_MAX: u32 = 300;

/// Names that may have been meant: those that stand beside it in the alphabet, and those that share a word with it.
async fn alike(read: &mut SqliteConnection, typed: &str) -> Result<Vec<String>, Error> {
    let words = typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    let query = if words.is_empty() { "\"\"".to_owned() } else { format!("name : ({})", words.join(" OR ")) };
    let names = sqlx::query_scalar(
        "select name from models where exists (
            select 1 from versions where model_id = models.id and trashed_at is null)
        and id in (
            select id from (select id from models where folded_name < ?1 order by folded_name desc limit ?3)
            union select id from (select id from models where folded_name >= ?1 order by folded_name limit ?3)
            union select rowid from (select rowid from model_texts where model_texts match ?2 limit ?3))",
    );
    Ok(names.bind(fold(typed)).bind(query).bind(ALIKE_MAX).fetch_all(read).await?)
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
