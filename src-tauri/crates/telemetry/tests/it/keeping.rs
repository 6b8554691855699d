//! What outlives a restart, and what is deleted.

use std::time::Duration;

use domain::{monitor::ChartKind, name::EndpointName, record::InferenceRecord};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use telemetry::{Error, Retention, Settings};
use tokio::time::timeout;

use crate::support::{Bench, NOON_MS, call, class, iris, refused};

const DAY_S: i64 = 86_400;

#[tokio::test]
async fn a_restart_keeps_everything() {
    let bench = Bench::at(60).await;
    bench.record_all((0..700).map(|i| call(f64::from(i) / 20.0))).await;
    // Not flushed: closing writes it.
    bench.log.record(refused(55.0, 500));
    let bench = bench.reopened().await;
    bench.record_all([class(58.0, "virginica")]).await;
    let summary = bench.log.summary(&iris(), 900, bench.clock.now()).await.unwrap();
    assert_eq!((summary.requests, summary.errors), (702, 1));
    assert_eq!(summary.predictions["setosa"], 700.0);
    let page = bench.log.records(&iris(), 1_000, None).await.unwrap();
    assert_eq!(page.records.len(), 702);
    assert_eq!(
        page.records.iter().map(|stored| stored.id).collect::<Vec<_>>(),
        (1..=702).rev().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_closed_log_drops_calls_and_says_so() {
    let bench = Bench::at(0).await;
    bench.log.close().await;
    bench.log.close().await;
    bench.log.record(call(0.0));
    assert_eq!(bench.log.dropped(), 1);
    assert!(matches!(bench.log.flush().await, Err(Error::Closed)));
}

#[tokio::test]
async fn a_call_that_comes_late_is_counted_where_it_belongs() {
    let bench = Bench::at(0).await;
    bench.record_all([call(-200.0)]).await;
    // By now its period has left the writer's memory.
    bench.record_all([call(-200.0), call(-1.0)]).await;
    let bench = bench.reopened().await;
    bench.record_all([call(-200.0)]).await;
    let chart = bench.log.chart(&bench.request(ChartKind::Requests, 900)).await.unwrap();
    let calls: f64 = chart.series[0].values.iter().flatten().map(|rate| rate * chart.step_s).sum();
    assert_eq!(calls.round(), 4.0);
}

#[tokio::test]
async fn a_forgotten_endpoint_leaves_nothing_and_no_other_is_touched() {
    let bench = Bench::at(60).await;
    let wine = EndpointName::parse("wine").unwrap();
    bench.log.record(call(59.0));
    bench.log.record(InferenceRecord { endpoint: wine.clone(), ..call(59.0) });
    bench.log.forget(&iris()).await.unwrap();
    let requests = async |endpoint: &EndpointName| {
        bench.log.summary(endpoint, 60, bench.clock.now()).await.unwrap().requests
    };
    assert_eq!((requests(&iris()).await, requests(&wine).await), (0, 1));
    assert!(bench.log.records(&iris(), 10, None).await.unwrap().records.is_empty());
    bench.record_all([call(59.5)]).await;
    assert_eq!(requests(&iris()).await, 1, "a new endpoint of that name begins at nothing");
}

#[tokio::test]
async fn old_and_surplus_records_are_deleted_but_stay_counted() {
    let retention = Retention { records: 1_000, record_days: 2, ..Retention::default() };
    let bench =
        Bench::with(0, Settings { retention, flush_every: Duration::from_millis(1), ..Settings::default() })
            .await;
    bench.record_all((0..100).map(|_| call(-3.0 * DAY_S as f64))).await;
    bench.record_all((0..3_000).map(|i| call(-3_000.0 + f64::from(i)))).await;
    let kept = async || bench.log.records(&iris(), 10_000, None).await.unwrap().records;
    timeout(Duration::from_secs(10), async {
        while kept().await.len() > 1_000 {
            bench.log.flush().await.unwrap();
        }
    })
    .await
    .expect("the surplus is deleted in the background");
    let kept = kept().await;
    assert!(kept.len() > 400, "{} are left", kept.len());
    assert_eq!(kept[0].record, call(-1.0));
    let summary = bench.log.summary(&iris(), 7 * DAY_S as u64, bench.clock.now()).await.unwrap();
    assert_eq!(summary.requests, 3_100);
}

#[tokio::test]
async fn folding_old_rollups_changes_no_figure() {
    let bench = Bench::at(0).await;
    let calls = (0..2_000).map(|i| InferenceRecord {
        total_us: 300 + i * 7,
        version: 1 + i % 2,
        ..class(-6.0 * DAY_S as f64 + f64::from(i) * 250.0, ["setosa", "virginica"][i as usize % 2])
    });
    bench.record_all(calls).await;
    let week = 7 * DAY_S as u64;
    let summary = async || bench.log.summary(&iris(), week, bench.clock.now()).await.unwrap();
    let before = summary().await;
    let path = bench.folder.path().join("inference-log.db");
    let mut database = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    let mut count = async |condition| -> i64 {
        let statement = AssertSqlSafe(format!("select count(*) from rollups where {condition}"));
        sqlx::query_scalar(statement).bind(NOON_MS / 1_000).fetch_one(&mut database).await.unwrap()
    };
    let unfolded = "span_s < 60 and start_s < ?1 - 3 * 3600 or span_s < 600 and start_s < ?1 - 27 * 3600";
    timeout(Duration::from_secs(20), async { while count(unfolded).await > 0 {} })
        .await
        .expect("old rollups are folded in the background");
    assert!(count("span_s = 60 and ?1").await > 0 && count("span_s = 600 and ?1").await > 0);
    assert_eq!(summary().await, before);
    assert_eq!(before.requests, 2_000);
}
