//! One call to an endpoint, from its arrival to its record.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use domain::{
    infer::{InferRequest, InferResponse},
    record::{InferenceRecord, Prediction},
    tensor::Tensor,
};
use subtle::ConstantTimeEq;

use super::{Recorder, Scored, Served, live::Live};
use crate::{codec::fit, error::Error};

/// What a caller that hung up before the answer would have got, in the words of nginx's logs.
const HUNG_UP: u16 = 499;

/// A call under way.
///
/// Invariant: it is recorded exactly once, when it is dropped, however it ended: answered, refused, panicked, or
/// given up by a caller that hung up.
pub(crate) struct Call {
    live: Arc<Live>,
    record: Recorder,
    arrived: Instant,
    at: SystemTime,
    rows: usize,
    queue: Duration,
    scoring: Duration,
    prediction: Option<Prediction>,
    probability: Option<f32>,
    status: u16,
    error: Option<String>,
}

impl Call {
    pub(super) fn begin(live: Arc<Live>, record: Recorder) -> Self {
        Self {
            live,
            record,
            arrived: Instant::now(),
            at: SystemTime::now(),
            rows: 0,
            queue: Duration::ZERO,
            scoring: Duration::ZERO,
            prediction: None,
            probability: None,
            status: HUNG_UP,
            error: None,
        }
    }

    pub(crate) fn served(&self) -> &Served {
        &self.live.served
    }

    /// The version that answers, to keep while the call itself is busy.
    pub(crate) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live)
    }

    /// Scores within the endpoint's limits.
    pub(crate) async fn score(&mut self, request: InferRequest) -> Result<Scored, Error> {
        let InferRequest { id, inputs, outputs: wanted } = request;
        self.rows = inputs.first().map_or(0, Tensor::rows);
        check_outputs(self.served(), &wanted)?;
        let asked = Instant::now();
        let replica = self.live.replica().await;
        self.queue = asked.elapsed();
        let (scoring, outputs) = self.live.score(replica?, inputs).await;
        self.scoring = scoring;
        let mut outputs = outputs?;
        let names = self.served().class_names.as_deref().unwrap_or_default();
        self.prediction = inference::predictions(&outputs).map(|prediction| prediction.named(names));
        self.probability = inference::probability(&outputs);
        if !wanted.is_empty() {
            outputs.retain(|output| wanted.contains(&output.tensor.name));
        }
        let Served { model, version, .. } = self.served();
        let response = InferResponse { id, model: model.clone(), version: *version, outputs };
        Ok(Scored { response, queue_us: micros(self.queue), scoring_us: micros(self.scoring) })
    }

    /// Notes what the caller was told: nothing where it was answered, else the status and why.
    pub(crate) fn finish(mut self, refused: Option<(u16, &Error)>) {
        (self.status, self.error) = match refused {
            None => (200, None),
            Some((status, error)) => (status, Some(error.to_string())),
        };
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let Served { name, model, version, config, .. } = &self.live.served;
        if !config.collect {
            return;
        }
        if std::thread::panicking() {
            (self.status, self.error) = (Error::Panicked.status(), Some(Error::Panicked.to_string()));
        }
        let record = InferenceRecord {
            at: self.at.into(),
            endpoint: name.clone(),
            model: model.clone(),
            version: *version,
            status: self.status,
            rows: u32::try_from(self.rows).unwrap_or(u32::MAX),
            queue_us: micros(self.queue),
            scoring_us: micros(self.scoring),
            total_us: micros(self.arrived.elapsed()),
            prediction: self.prediction.take(),
            probability: self.probability,
            error: self.error.take(),
        };
        // A recorder's defect is not the caller's: the panic is reported by the hook, and the answer still goes out.
        let _ = catch_unwind(AssertUnwindSafe(|| (self.record)(record)));
    }
}

impl Served {
    /// Whether a caller with this key may call.
    pub(crate) fn opens(&self, key: Option<&str>) -> bool {
        let same = |own: &str, key: &str| bool::from(own.as_bytes().ct_eq(key.as_bytes()));
        let Self { keys, config, .. } = self;
        let opens = |key| same(&keys.primary_key, key) | same(&keys.secondary_key, key);
        !config.auth || key.is_some_and(opens)
    }
}

fn check_outputs(served: &Served, wanted: &[String]) -> Result<(), Error> {
    let outputs = &served.signature().outputs;
    match wanted.iter().find(|name| !outputs.iter().any(|spec| spec.name == **name)) {
        None => Ok(()),
        Some(unknown) => Err(Error::UnknownOutput {
            output: unknown.clone(),
            known: fit::listed(outputs.iter().map(|spec| spec.name.as_str())),
        }),
    }
}

fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}
