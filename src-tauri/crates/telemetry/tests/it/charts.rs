//! Drawings and the numbers behind them.

use domain::{
    monitor::{Chart, ChartKind},
    record::InferenceRecord,
};
use telemetry::{ChartRequest, Theme, standalone};

use crate::support::{Bench, call, class, iris, noise, refused, value};

const KINDS: [ChartKind; 3] = [ChartKind::Requests, ChartKind::Latency, ChartKind::Predictions];

/// A quarter of an hour of traffic with some refusals, two classes, and nothing between 5 and 6 minutes.
async fn busy() -> Bench {
    let bench = Bench::at(0).await;
    bench.clock.set(900);
    let mut random = noise(1);
    let mut calls = Vec::new();
    for second in (0..900).filter(|second| !(300..360).contains(second)) {
        for _ in 0..4 + (random() * 4.0) as usize {
            let at = f64::from(second) + random();
            let name = if random() < 0.6 { "benign" } else { "malignant" };
            let total_us = (250.0 / (1.0 - random() * 0.95)) as u32;
            calls.push(InferenceRecord { total_us, ..class(at, name) });
        }
        if random() < 0.02 {
            calls.push(refused(f64::from(second), 400));
        }
        if (600..630).contains(&second) {
            calls.push(refused(f64::from(second), 503));
        }
    }
    bench.record_all(calls).await;
    bench
}

/// The classes of a drawing's elements, each once, in order of appearance.
fn classes(chart: &Chart) -> Vec<&str> {
    let mut classes = Vec::new();
    for class in chart.svg.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    classes
}

fn assert_is_clean(svg: &str) {
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
    for forbidden in ["\"#", "font-", "style", "<script", "opacity", "NaN", "inf", "href", "\n"] {
        assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
    }
    assert_eq!(svg.matches("<text ").count(), svg.matches("</text>").count());
}

#[tokio::test]
async fn a_drawing_has_classes_and_no_style() {
    let bench = busy().await;
    let expected: [&[&str]; 3] = [
        &[
            "axisline",
            "axis-label",
            "gridline",
            "area c-healthy",
            "line c-healthy",
            "band c-unhealthy",
            "band c-failed",
        ],
        &["axisline", "axis-label", "gridline", "line c-series-8", "line c-series-1", "line c-series-2"],
        &[
            "axisline",
            "axis-label",
            "gridline",
            "band soft c-series-1",
            "band-label",
            "line c-series-1",
            "band soft c-series-2",
        ],
    ];
    for (kind, expected) in KINDS.into_iter().zip(expected) {
        let request = bench.request(kind, 900);
        let chart = bench.log.chart(&request).await.unwrap();
        assert_is_clean(&chart.svg);
        assert_eq!(classes(&chart), expected, "{kind:?}");
        assert!(chart.svg.contains(r#"width="540" height="200" viewBox="0 0 540 200""#));
        assert_eq!(
            chart,
            bench.log.chart(&request).await.unwrap(),
            "the same request gives the same drawing"
        );
        let area = chart.area;
        assert!(
            area.left > 10.0 && area.left + area.width <= 540.0 && area.top + area.height < 190.0,
            "{area:?}"
        );
        assert!(
            chart.svg.matches("<poly").count() < 30,
            "few elements: {}",
            chart.svg.matches("<poly").count()
        );
    }
}

#[tokio::test]
async fn a_charts_numbers_are_those_of_the_summary() {
    let bench = busy().await;
    let summary = bench.log.summary(&iris(), 900, bench.clock.now()).await.unwrap();
    let [requests, latency, predictions] = [
        bench.log.chart(&bench.request(ChartKind::Requests, 900)).await.unwrap(),
        bench.log.chart(&bench.request(ChartKind::Latency, 900)).await.unwrap(),
        bench.log.chart(&bench.request(ChartKind::Predictions, 900)).await.unwrap(),
    ];
    let calls: f64 =
        requests.series.iter().flat_map(|s| &s.values).flatten().map(|rate| rate * requests.step_s).sum();
    assert_eq!(calls.round(), summary.requests as f64);
    let mean: f64 = requests.series.iter().filter_map(|s| s.total).sum();
    assert!((mean * 900.0 - summary.requests as f64).abs() < 0.01 * summary.requests as f64, "{mean}/s");
    let totals: Vec<Option<f64>> = latency.series.iter().map(|s| s.total).collect();
    assert_eq!(totals, [summary.latency_ms.p50, summary.latency_ms.p95, summary.latency_ms.p99]);
    for series in &predictions.series {
        assert_eq!(series.total, Some(summary.predictions[&series.name] * 100.0 / summary.rows as f64));
    }
    for chart in [requests, latency, predictions] {
        assert!(chart.series.iter().all(|series| series.values.len() == chart.times.len()));
        assert!((90..=240).contains(&chart.times.len()), "{} points", chart.times.len());
        assert!(chart.summary.contains("the last 15 minutes"), "{}", chart.summary);
    }
}

#[tokio::test]
async fn a_quiet_minute_is_zero_calls_and_a_gap_in_latency() {
    let bench = busy().await;
    let requests = bench.log.chart(&bench.request(ChartKind::Requests, 900)).await.unwrap();
    let latency = bench.log.chart(&bench.request(ChartKind::Latency, 900)).await.unwrap();
    let quiet = requests.times.iter().position(|t| t.as_millis() == 1_795_183_500_000 + 332_500).unwrap();
    assert_eq!(requests.series[0].values[quiet], Some(0.0));
    assert_eq!(latency.series[0].values[quiet], None);
    assert_eq!(latency.svg.matches(r#"class="line c-series-1""#).count(), 2, "the line is broken once");
}

#[tokio::test]
async fn time_without_a_host_is_a_gap() {
    let bench = Bench::at(0).await;
    bench.record_all([call(10.0)]).await;
    bench.clock.set(100);
    bench.log.close().await;
    bench.clock.set(500);
    let bench = bench.reopened().await;
    bench.clock.set(900);
    bench.record_all([call(880.0)]).await;
    let chart = bench.log.chart(&bench.request(ChartKind::Requests, 900)).await.unwrap();
    let at = |second: i64| {
        let is_it = |t: &domain::time::Timestamp| t.as_millis() == 1_795_183_500_000 + second * 1_000 + 500;
        chart.series[0].values[chart.times.iter().position(is_it).unwrap()]
    };
    assert_eq!((at(12), at(52), at(302), at(602)), (Some(0.2), Some(0.0), None, Some(0.0)));
    assert_eq!(chart.svg.matches(r#"class="line c-healthy""#).count(), 2);
}

#[tokio::test]
async fn an_empty_window_has_axes_and_no_lines() {
    let bench = Bench::at(0).await;
    for kind in KINDS {
        for window_s in [60, 900, 3_600, 21_600, 86_400, 604_800] {
            let chart = bench.log.chart(&bench.request(kind, window_s)).await.unwrap();
            assert_is_clean(&chart.svg);
            assert_eq!(classes(&chart), ["axisline", "axis-label", "gridline"], "{kind:?} {window_s}");
            assert!(chart.series.iter().flat_map(|s| &s.values).all(Option::is_none));
            assert!(chart.summary.starts_with("No "), "{}", chart.summary);
        }
    }
}

#[tokio::test]
async fn a_single_call_can_be_seen() {
    let bench = Bench::at(0).await;
    bench.clock.set(900);
    bench.record_all([call(600.0)]).await;
    let latency = bench.log.chart(&bench.request(ChartKind::Latency, 900)).await.unwrap();
    assert_eq!(latency.svg.matches("<circle ").count(), 3, "{}", latency.svg);
    let requests = bench.log.chart(&bench.request(ChartKind::Requests, 900)).await.unwrap();
    assert_eq!(requests.series[0].values.iter().filter(|v| **v == Some(0.2)).count(), 1);
    assert_eq!(
        requests.summary,
        "Requests in the last 15 minutes: 1 call, 0.07 per minute on average, 0.2 per second at most; all answered."
    );
}

#[tokio::test]
async fn numbers_are_drawn_as_their_mean() {
    let bench = Bench::at(0).await;
    bench.clock.set(900);
    bench.record_all((0..900).map(|s| value(f64::from(s), 150.0 + 5.0 * (f64::from(s) / 90.0).sin()))).await;
    let chart = bench.log.chart(&bench.request(ChartKind::Predictions, 900)).await.unwrap();
    assert_eq!((chart.title.as_str(), chart.series.len()), ("Predicted value", 1));
    assert!(chart.y_range.0 > 100.0 && chart.y_range.1 < 200.0, "{:?}", chart.y_range);
    assert_eq!(classes(&chart), ["axisline", "axis-label", "gridline", "line c-series-1"]);
}

#[tokio::test]
async fn beyond_eight_classes_the_rest_is_other() {
    let bench = Bench::at(0).await;
    bench.clock.set(900);
    let digits =
        (0..900).flat_map(|s| (0..(s % 10) + 1).map(move |digit| class(f64::from(s), &digit.to_string())));
    bench.record_all(digits).await;
    let chart = bench.log.chart(&bench.request(ChartKind::Predictions, 900)).await.unwrap();
    let names: Vec<&str> = chart.series.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["0", "1", "2", "3", "4", "5", "6", "other"]);
    assert_eq!(chart.series[7].role, "series-rest");
    let whole: f64 = chart.series.iter().filter_map(|s| s.total).sum();
    assert!((whole - 100.0).abs() < 1e-9);
}

#[tokio::test]
async fn class_names_are_escaped_wherever_they_are_drawn() {
    let bench = Bench::at(0).await;
    bench.clock.set(900);
    let names = ["<script>alert(1)</script>", "\" onload=\"alert(1)", "]]>&amp;'", &"y".repeat(10_000)];
    bench.record_all((0..900).flat_map(|s| names.map(|name| class(f64::from(s), name)))).await;
    let request = ChartRequest { height: 400, ..bench.request(ChartKind::Predictions, 900) };
    let chart = bench.log.chart(&request).await.unwrap();
    assert_is_clean(&chart.svg);
    assert!(chart.svg.contains("&lt;script&gt;"), "{}", chart.svg);
    for document in [chart.svg.clone(), standalone(&chart, Theme::Dark)] {
        assert!(!document.contains("<script") && !document.contains("\" onload"), "{document}");
        assert!(document.len() < 60_000);
    }
}

#[tokio::test]
async fn any_size_and_offset_can_be_drawn() {
    let bench = busy().await;
    for (width, height, utc_offset_s) in
        [(0, 0, 0), (1, 5_000, i32::MAX), (100_000, 1, -43_200), (320, 120, 20_700)]
    {
        for kind in KINDS {
            let request = ChartRequest { width, height, utc_offset_s, ..bench.request(kind, 900) };
            let chart = bench.log.chart(&request).await.unwrap();
            assert!(chart.area.width > 50.0 && chart.area.height > 40.0, "{:?}", chart.area);
        }
    }
}

#[tokio::test]
async fn a_drawing_on_its_own_brings_its_colours() {
    let bench = busy().await;
    let chart = bench.log.chart(&bench.request(ChartKind::Requests, 900)).await.unwrap();
    let [light, dark] = [Theme::Light, Theme::Dark].map(|theme| standalone(&chart, theme));
    assert_ne!(light, dark);
    for document in [light, dark] {
        assert!(document.contains("<style>") && document.contains(".c-healthy{fill:#"), "{document}");
        assert!(document.contains(">Requests<") && document.contains(">2xx<"));
        assert!(!document.contains("var(") && !document.contains("oklch"));
        assert_eq!(document.matches("<svg ").count(), 2);
    }
}
