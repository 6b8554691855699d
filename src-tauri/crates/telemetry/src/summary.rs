//! Figures over a window of time.

use std::collections::BTreeMap;

use domain::{monitor::Summary, name::EndpointName, time::Timestamp};
use sqlx::{Row, SqlitePool};

use crate::{
    bounds::MAX_CLASSES,
    error::Result,
    log::Log,
    rollup::{
        Rollup,
        table::{Details, read},
        values::precise,
    },
    window::{LEVELS, Window, seconds},
};

impl Log {
    /// An endpoint's figures over the last `window_s` seconds before `now`, with all calls written so far. The window
    /// begins with the period (5 s long; 60 s in a window over 2 hours, 600 s over 26 hours) that holds its first
    /// moment.
    ///
    /// # Errors
    /// [`Error::Window`](crate::Error::Window) or [`Error::Read`](crate::Error::Read).
    pub async fn summary(&self, endpoint: &EndpointName, window_s: u64, now: Timestamp) -> Result<Summary> {
        let window = Window::new(window_s, now)?;
        let mut total = Rollup::default();
        for (_, rollup) in rollups(&self.readers, endpoint, &window, Details::All).await? {
            total.add(&rollup);
        }
        Ok(Summary {
            window_s,
            requests: total.requests(),
            errors: total.errors(),
            rows: total.rows,
            latency_ms: total.latency.percentiles(),
            predictions: predictions(&total),
            dropped: self.dropped(),
        })
    }

    /// Calls per second over all endpoints in the last `window_s` seconds before `now`, to the period of 5 s.
    ///
    /// # Errors
    /// [`Error::Window`](crate::Error::Window) or [`Error::Read`](crate::Error::Read).
    pub async fn rate(&self, window_s: u64, now: Timestamp) -> Result<f64> {
        let starts = Window::new(window_s, now)?.starts_s();
        let spans = LEVELS.map(|level| level.span_s);
        let calls: i64 = sqlx::query_scalar(
            "select coalesce(sum(answered + refused + failed), 0) from rollups
             where span_s in (select value from json_each(?)) and start_s >= ? and start_s < ?",
        )
        .bind(serde_json::to_string(&spans).expect("numbers are JSON"))
        .bind(starts.start)
        .bind(starts.end)
        .fetch_one(&self.readers)
        .await?;
        let elapsed_s = seconds(now.as_millis() - starts.start * 1_000);
        Ok(precise(u64::try_from(calls).unwrap_or(0)) / elapsed_s)
    }
}

/// An endpoint's rollups of a window with their starts in seconds, of all versions, oldest first.
pub(crate) async fn rollups(
    readers: &SqlitePool,
    endpoint: &EndpointName,
    window: &Window,
    details: Details,
) -> sqlx::Result<Vec<(i64, Rollup)>> {
    let starts = window.starts_s();
    let rows = sqlx::query(
        "select start_s, answered, refused, failed, row_count, latency, classes, value_rows, value_sum, value_min,
             value_max
         from rollups where endpoint = ? and start_s >= ? and start_s < ? order by start_s",
    )
    .bind(endpoint.as_str())
    .bind(starts.start)
    .bind(starts.end)
    .fetch_all(readers)
    .await?;
    rows.iter().map(|row| Ok((row.try_get("start_s")?, read(row, details)?))).collect()
}

/// Rows by class, or mean, smallest and largest value.
fn predictions(total: &Rollup) -> BTreeMap<String, f64> {
    if !total.predicts_numbers() {
        let kept = total.classes.keep(MAX_CLASSES);
        return kept.iter().map(|(class, rows)| (class.to_owned(), precise(rows))).collect();
    }
    let (min, max) = total.values.range.unzip();
    let figures = [("mean", total.values.mean()), ("min", min), ("max", max)];
    figures.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
