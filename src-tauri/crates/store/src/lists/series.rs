//! A metric over the last versions of a model, for the line beside its name.

use std::collections::HashMap;

use domain::model::{MetricPoint, MetricSeries, ModelVersion, telling_metric};
use sqlx::SqliteConnection;

use crate::{
    error::Error,
    versions::load::{json, number},
};

/// At most how many values a line has.
const POINTS: usize = 24;
/// How many numbers back versions are looked at: some may lack the metric, and a model may have thousands.
const BACK: u32 = 48;

/// By the number of its model's row: the metric that tells most of `latest`, over the versions up to it.
pub(super) async fn of(
    read: &mut SqliteConnection,
    latest: impl Iterator<Item = (u32, &ModelVersion)>,
) -> Result<HashMap<i64, MetricSeries>, Error> {
    let asked: Vec<(i64, &str, u32, u32)> = latest
        .filter_map(|(model, version)| {
            let metric = telling_metric(&version.metrics)?;
            Some((i64::from(model), metric, version.version.saturating_sub(BACK), version.version))
        })
        .collect();
    let text: String = sqlx::query_scalar(
        "select json_group_array(json_array(v.model_id, v.number, printf('%!.17g', m.value))) from json_each(?) a
         join versions v on v.model_id = a.value ->> 0 and v.number > a.value ->> 2 and v.number <= a.value ->> 3
             and v.trashed_at is null
         join version_metrics m on m.version_id = v.id and m.key = a.value ->> 1",
    )
    .bind(serde_json::to_string(&asked).expect("numbers and names have a JSON form"))
    .fetch_one(read)
    .await?;
    let rows: Vec<(i64, u32, String)> = json(&text)?;
    let mut series: HashMap<i64, MetricSeries> = asked
        .iter()
        .map(|(model, metric, ..)| {
            (*model, MetricSeries { metric: (*metric).to_owned(), points: Vec::new() })
        })
        .collect();
    for (model, version, value) in rows {
        if let Some(line) = series.get_mut(&model) {
            line.points.push(MetricPoint { version, value: number(&value)? });
        }
    }
    for line in series.values_mut() {
        line.points.sort_by_key(|point| point.version);
        line.points.drain(..line.points.len().saturating_sub(POINTS));
    }
    Ok(series)
}
