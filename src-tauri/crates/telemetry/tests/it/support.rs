//! Logs in temporary folders, a clock that stands where it is put, and calls.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::{
    monitor::ChartKind,
    name::{EndpointName, ModelName},
    record::{InferenceRecord, Prediction},
    time::Timestamp,
};
use telemetry::{ChartRequest, Log, Settings};
use tempfile::TempDir;

/// 2026-11-20 14:05:00 UTC, a multiple of 300 s.
pub const NOON_MS: i64 = 1_795_183_500_000;

/// A clock that the test moves.
#[derive(Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub fn at(seconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(NOON_MS + seconds * 1_000)))
    }

    pub fn set(&self, seconds: i64) {
        self.0.store(NOON_MS + seconds * 1_000, Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// A log in its own folder.
pub struct Bench {
    pub folder: TempDir,
    pub clock: Clock,
    pub log: Log,
}

impl Bench {
    /// Opened at `seconds` after [`NOON_MS`].
    pub async fn at(seconds: i64) -> Self {
        Self::with(seconds, Settings::default()).await
    }

    pub async fn with(seconds: i64, settings: Settings) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Clock::at(seconds);
        let log = open(&folder, &clock, settings).await;
        Self { folder, clock, log }
    }

    pub async fn reopened(self) -> Self {
        self.log.close().await;
        let log = open(&self.folder, &self.clock, Settings::default()).await;
        Self { log, ..self }
    }

    pub async fn record_all(&self, records: impl IntoIterator<Item = InferenceRecord>) {
        records.into_iter().for_each(|record| self.log.record(record));
        self.log.flush().await.unwrap();
        assert_eq!(self.log.dropped(), 0);
    }

    pub fn request(&self, kind: ChartKind, window_s: u64) -> ChartRequest {
        let now = self.clock.now();
        ChartRequest { endpoint: iris(), kind, window_s, width: 540, height: 200, utc_offset_s: 0, now }
    }
}

async fn open(folder: &TempDir, clock: &Clock, settings: Settings) -> Log {
    let clock = clock.clone();
    Log::open_with(folder.path(), move || clock.now(), settings).await.unwrap()
}

pub fn iris() -> EndpointName {
    EndpointName::parse("iris").unwrap()
}

/// An answered call of one row, `seconds` after [`NOON_MS`].
pub fn call(seconds: f64) -> InferenceRecord {
    InferenceRecord {
        at: Timestamp::from_millis(NOON_MS + (seconds * 1_000.0) as i64),
        endpoint: iris(),
        model: ModelName::parse("iris-forest").unwrap(),
        version: 2,
        status: 200,
        rows: 1,
        queue_us: 10,
        scoring_us: 300,
        total_us: 420,
        prediction: Some(Prediction::Classes(vec![("setosa".to_owned(), 1)])),
        probability: Some(0.97),
        error: None,
    }
}

/// A call that was refused with a status.
pub fn refused(seconds: f64, status: u16) -> InferenceRecord {
    let error = Some("expected input 'X' to have 4 features, got 3".to_owned());
    InferenceRecord { status, rows: 0, prediction: None, probability: None, error, ..call(seconds) }
}

/// A call that predicted a class for one row.
pub fn class(seconds: f64, name: &str) -> InferenceRecord {
    InferenceRecord { prediction: Some(Prediction::Classes(vec![(name.to_owned(), 1)])), ..call(seconds) }
}

/// A call that predicted a number.
pub fn value(seconds: f64, value: f64) -> InferenceRecord {
    InferenceRecord { prediction: Some(Prediction::Value(value)), probability: None, ..call(seconds) }
}

/// Numbers that look random and are the same in every run (a linear congruential generator).
pub fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}
