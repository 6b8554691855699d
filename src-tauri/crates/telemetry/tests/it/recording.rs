//! Calls go in, figures and records come out.

use std::time::Duration;

use domain::{
    name::EndpointName,
    record::{InferenceRecord, Prediction},
};
use sqlx::{Connection, SqliteConnection};
use telemetry::{Error, MAX_CLASSES, OTHER, Recorded, Settings};
use tokio::time::timeout;

use crate::support::{Bench, call, class, iris, noise, refused, value};

#[tokio::test]
async fn a_recorded_call_is_counted_and_listed() {
    let bench = Bench::at(60).await;
    bench.record_all([call(50.0), refused(55.0, 400), refused(56.0, 503), class(57.0, "virginica")]).await;

    let summary = bench.log.summary(&iris(), 900, bench.clock.now()).await.unwrap();
    assert_eq!((summary.requests, summary.errors, summary.rows), (4, 2, 2));
    assert_eq!(summary.predictions.get("setosa"), Some(&1.0));
    assert_eq!(summary.predictions.get("virginica"), Some(&1.0));
    assert!((summary.latency_ms.p50.unwrap() - 0.42).abs() < 0.005, "{:?}", summary.latency_ms);

    let page = bench.log.records(&iris(), 10, None).await.unwrap();
    let newest_first = [class(57.0, "virginica"), refused(56.0, 503), refused(55.0, 400), call(50.0)];
    assert_eq!(
        page.records.iter().map(|stored| &stored.record).collect::<Vec<_>>(),
        Vec::from_iter(&newest_first)
    );
    assert_eq!(page.next, None);
    assert_eq!(bench.log.rate(60, bench.clock.now()).await.unwrap(), 4.0 / 60.0);
}

#[tokio::test]
async fn an_endpoint_that_nobody_called_has_no_figures() {
    let bench = Bench::at(0).await;
    bench.record_all([call(-1.0)]).await;
    let other = EndpointName::parse("wine").unwrap();
    let summary = bench.log.summary(&other, 900, bench.clock.now()).await.unwrap();
    assert_eq!((summary.requests, summary.latency_ms.p50), (0, None));
    assert!(summary.predictions.is_empty());
    assert!(bench.log.records(&other, 10, None).await.unwrap().records.is_empty());
}

#[tokio::test]
async fn pages_of_records_join_without_gap_or_overlap() {
    let bench = Bench::at(100).await;
    // Several segments in one batch, and many small batches.
    bench.record_all((0..1_300).map(|i| call(f64::from(i) / 100.0))).await;
    for i in 0..40 {
        bench.record_all([call(20.0 + f64::from(i))]).await;
    }
    for limit in [1, 7, 50, 512, 10_000] {
        let (mut ids, mut before) = (Vec::new(), None);
        for _ in 0..(if limit == 1 { 60 } else { usize::MAX }) {
            let page = bench.log.records(&iris(), limit, before).await.unwrap();
            assert!(page.records.len() <= limit);
            ids.extend(page.records.iter().map(|stored| stored.id));
            before = page.next;
            if before.is_none() {
                assert_eq!(ids.len(), 1_340);
                break;
            }
        }
        assert!(ids.windows(2).all(|pair| pair[0] == pair[1] + 1), "limit {limit}");
    }
}

#[tokio::test]
async fn listeners_hear_of_calls_ten_times_a_second() {
    let bench = Bench::at(0).await;
    let mut news = bench.log.subscribe();
    let started = std::time::Instant::now();
    for _ in 0..5 {
        bench.log.record(call(0.0));
        bench.log.record(call(0.0));
        let heard = timeout(Duration::from_secs(5), news.recv()).await.unwrap().unwrap();
        assert_eq!(heard, Recorded { endpoint: iris(), requests: 2 });
    }
    assert!(started.elapsed() < Duration::from_millis(2_500), "five rounds took {:?}", started.elapsed());
    let summary = bench.log.summary(&iris(), 60, bench.clock.now()).await.unwrap();
    assert_eq!(summary.requests, 10, "what was told of can be read");
}

#[tokio::test]
async fn calls_beyond_the_queue_are_dropped_and_counted() {
    let bench = Bench::with(0, Settings { queue: 4, ..Settings::default() }).await;
    // The writer shares this thread, so it cannot take any before the flush.
    (0..10).for_each(|_| bench.log.record(call(-1.0)));
    bench.log.flush().await.unwrap();
    assert_eq!(bench.log.dropped(), 6);
    let summary = bench.log.summary(&iris(), 60, bench.clock.now()).await.unwrap();
    assert_eq!((summary.requests, summary.dropped), (4, 6));
}

#[tokio::test]
async fn percentiles_agree_with_an_exact_computation() {
    let bench = Bench::at(900).await;
    let mut random = noise(7);
    let mut times: Vec<u32> = (0..5_000).map(|_| (200.0 * (random() * 6.0).exp()) as u32).collect();
    let calls =
        times.iter().enumerate().map(|(i, us)| InferenceRecord { total_us: *us, ..call(i as f64 / 6.0) });
    bench.record_all(calls).await;
    times.sort_unstable();
    let found = bench.log.summary(&iris(), 900, bench.clock.now()).await.unwrap().latency_ms;
    for (percent, found) in [(50, found.p50), (95, found.p95), (99, found.p99)] {
        let exact = f64::from(times[times.len() * percent / 100 - 1]) / 1_000.0;
        assert!((found.unwrap() / exact - 1.0).abs() < 0.01, "p{percent}: {found:?}, exactly {exact}");
    }
}

#[tokio::test]
async fn a_window_counts_from_the_period_of_its_first_moment() {
    let bench = Bench::at(100).await;
    bench.record_all([call(39.9), call(40.0), call(41.0), call(99.0), call(100.0), call(101.0)]).await;
    let requests =
        async |window_s| bench.log.summary(&iris(), window_s, bench.clock.now()).await.unwrap().requests;
    assert_eq!(requests(60).await, 5, "the one at 101 s shares the period of now");
    assert_eq!(requests(61).await, 6);
    assert_eq!(requests(1).await, 3);
    for bad in [0, u64::MAX] {
        let error = bench.log.summary(&iris(), bad, bench.clock.now()).await.unwrap_err();
        assert!(matches!(error, Error::Window { found } if found == bad), "{error}");
    }
}

#[tokio::test]
async fn numbers_are_summed_up_by_mean_and_range() {
    let bench = Bench::at(60).await;
    let four_rows = InferenceRecord { rows: 4, ..value(52.0, 200.0) };
    bench.record_all([value(50.0, 100.0), four_rows, value(53.0, f64::NAN)]).await;
    let summary = bench.log.summary(&iris(), 60, bench.clock.now()).await.unwrap();
    let figures: Vec<(&str, f64)> = summary.predictions.iter().map(|(name, v)| (name.as_str(), *v)).collect();
    assert_eq!(figures, [("max", 200.0), ("mean", 180.0), ("min", 100.0)]);
    assert_eq!(summary.requests, 3);
    assert_eq!(bench.log.records(&iris(), 1, None).await.unwrap().records[0].record.prediction, None);
}

#[tokio::test]
async fn hostile_texts_are_cleaned_and_cut() {
    let bench = Bench::at(60).await;
    let long = InferenceRecord { error: Some("e".repeat(100_000)), ..refused(50.0, 400) };
    bench.record_all([class(50.0, &"x".repeat(10_000)), class(51.0, "a\0b\nc\u{1b}[31m"), long]).await;
    let page = bench.log.records(&iris(), 3, None).await.unwrap();
    assert!(page.records[0].record.error.as_ref().unwrap().chars().count() <= 500);
    let name = |i: usize| match &page.records[i].record.prediction {
        Some(Prediction::Classes(classes)) => classes[0].0.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(name(1), "a\u{fffd}b\u{fffd}c\u{fffd}[31m");
    assert_eq!(name(2), format!("{}…", "x".repeat(99)));
}

#[tokio::test]
async fn a_million_different_classes_take_little_room() {
    let bench = Bench::at(60).await;
    let flood = |call: u32| {
        let classes = (0..1_000).map(|i| (format!("class {}", call * 1_000 + i), 1)).collect();
        InferenceRecord { rows: 1_000, prediction: Some(Prediction::Classes(classes)), ..class(30.0, "") }
    };
    bench.record_all((0..1_000).map(flood)).await;
    let summary = bench.log.summary(&iris(), 60, bench.clock.now()).await.unwrap();
    assert_eq!(summary.predictions.len(), MAX_CLASSES);
    assert_eq!(summary.predictions.values().sum::<f64>(), 1_000_000.0);
    assert!(summary.predictions[OTHER] > 900_000.0);
    assert!(bench.log.size_bytes() < 3_000_000, "{} bytes", bench.log.size_bytes());
}

#[tokio::test]
async fn calls_that_the_disk_refuses_are_dropped_whole() {
    let bench = Bench::at(0).await;
    let path = bench.folder.path().join("inference-log.db");
    let mut intruder = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    bench.record_all([call(-1.0)]).await;
    sqlx::query("alter table segments rename to hidden").execute(&mut intruder).await.unwrap();
    (0..3).for_each(|_| bench.log.record(call(-1.0)));
    bench.log.flush().await.unwrap();
    assert_eq!(bench.log.dropped(), 3);
    sqlx::query("alter table hidden rename to segments").execute(&mut intruder).await.unwrap();
    bench.log.record(call(-1.0));
    bench.log.flush().await.unwrap();
    let summary = bench.log.summary(&iris(), 60, bench.clock.now()).await.unwrap();
    assert_eq!((summary.requests, summary.dropped), (2, 3), "neither listed nor counted");
    assert_eq!(bench.log.records(&iris(), 10, None).await.unwrap().records.len(), 2);
}
