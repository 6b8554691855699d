//! From many references to rows, with a fixed number of queries.

use std::collections::HashMap;

use domain::{
    name::EndpointName,
    reference::{ModelRef, Which},
};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::find;
use crate::error::Error;

/// What a reference stands for: one version, or all of a model.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    /// Those that lists show.
    pub(super) live: Vec<i64>,
    /// Those in the trash.
    pub(super) trashed: Vec<i64>,
}

/// The rows of each reference, in the references' order; both lists are empty where there is none.
pub(super) async fn resolve(
    read: &mut SqliteConnection,
    references: &[ModelRef],
) -> Result<Vec<Resolved>, Error> {
    let wanted: Vec<_> = references.iter().map(wanted).collect();
    let rows: Vec<(i64, i64, bool)> = sqlx::query_as(
        "select r.key, v.id, v.trashed_at is not null
        from json_each(?) r
        join models m on m.name = r.value ->> 0
        join versions v on v.model_id = m.id and (r.value ->> 1 is null or v.number = r.value ->> 1)
            and (r.value ->> 2 is null or v.id = (
                select a.version_id from aliases a where a.model_id = m.id and a.alias = r.value ->> 2))
        order by r.key, v.number",
    )
    .bind(json!(wanted).to_string())
    .fetch_all(read)
    .await?;
    let mut resolved = vec![Resolved::default(); references.len()];
    for (position, id, trashed) in rows {
        let position = usize::try_from(position).map_err(Error::damaged("a position"))?;
        let each = &mut resolved[position];
        if trashed { each.trashed.push(id) } else { each.live.push(id) }
    }
    Ok(resolved)
}

/// A reference as name, number and alias.
fn wanted(reference: &ModelRef) -> Value {
    let (number, alias) = match &reference.version {
        None => (None, None),
        Some(Which::Number(number)) => (Some(*number), None),
        Some(Which::Alias(alias)) => (None, Some(alias)),
    };
    json!([reference.name, number, alias])
}

/// All versions that a reference stands for, in the trash or not.
pub(crate) async fn all(read: &mut SqliteConnection, reference: &ModelRef) -> Result<Vec<i64>, Error> {
    let found = resolve(read, std::slice::from_ref(reference)).await?.remove(0);
    if found.live.is_empty() && found.trashed.is_empty() {
        find::version(read, reference).await?;
    }
    Ok(found.live.into_iter().chain(found.trashed).collect())
}

/// Says that an endpoint serves one of these versions.
pub(super) fn in_use(
    reference: &ModelRef,
    ids: &[i64],
    serving: &HashMap<i64, Vec<EndpointName>>,
) -> Option<Error> {
    let mut endpoints: Vec<EndpointName> =
        ids.iter().filter_map(|id| serving.get(id)).flatten().cloned().collect();
    endpoints.sort();
    (!endpoints.is_empty()).then(|| Error::InUse { reference: reference.clone(), endpoints })
}
