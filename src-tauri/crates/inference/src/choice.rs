//! Which engine scores a model: both are tried on the same rows, and the faster one is taken.

mod agreement;
mod rows;
mod timing;

use std::{path::Path, time::Instant};

use domain::{
    artifact::Inspection,
    engine::{Disagreement, EngineChoice, EngineName, EngineTrial},
    infer::Output,
    signature::Signature,
    tensor::Tensor,
};
use tract_onnx::pb::ModelProto;

use self::rows::Rows;
use crate::{
    Error, Limits, Predictor, bounds, inspect, onnx_runtime, predictor,
    source::{self, OnnxSource, Source},
    tract,
};

/// ONNX Runtime is taken where it is faster by more than this; else the engine that is always there.
const NEAR_TIE: f64 = 1.01;

/// As [`inspect`](inspect::inspect), and every engine on this machine is tried: `engines` of the answer tells how long
/// each took to load and to score, whether they agree, and which one to take; none where no engine can score the model.
/// The rows are those that `sample` gives for the signature, one tensor an input, else made up from the model. Takes
/// about a second, and longer for a model that is slow itself.
///
/// # Errors
/// As [`inspect`](inspect::inspect).
pub fn assess(
    path: &Path,
    limits: &Limits,
    sample: impl FnOnce(&Signature) -> Option<Vec<Tensor>>,
) -> Result<Inspection, Error> {
    with_model(path, limits, |source, proto| {
        let [mut tract, mut runtime] = [EngineName::Tract, EngineName::OnnxRuntime]
            .map(|engine| Try::new(engine, proto, source, limits));
        let disagreement = compare(&mut tract, &mut runtime, proto, sample);
        concluded(source, proto, [tract, runtime], disagreement)
    })
}

/// As [`assess`], but the engines are not measured: the first one that loads the model is chosen, and the other one is
/// given up for this `reason`.
///
/// # Errors
/// As [`inspect`](inspect::inspect).
pub fn settle(path: &Path, limits: &Limits, reason: &str) -> Result<Inspection, Error> {
    with_model(path, limits, |source, proto| {
        let tract = Try::new(EngineName::Tract, proto, source, limits);
        let runtime = match &tract.predictor {
            Some(_) => Try::spared(EngineName::OnnxRuntime, reason.to_owned()),
            None => Try::new(EngineName::OnnxRuntime, proto, source, limits),
        };
        concluded(source, proto, [tract, runtime], None)
    })
}

/// As [`assess`], with the `choice` that it came to for the same bytes earlier: only the chosen engine loads the model.
///
/// # Errors
/// As [`inspect`](inspect::inspect).
pub fn recall(path: &Path, limits: &Limits, choice: EngineChoice) -> Result<Inspection, Error> {
    with_model(path, limits, |source, proto| {
        let loaded = Predictor::of_engine(proto.clone(), source, choice.chosen, limits);
        let refused = |error: &Error| Error::Unsupported { reason: error.to_string() };
        described(source, proto, loaded.as_ref().map_err(refused), choice)
    })
}

/// Reads a model that is within the limits; anything else is described as it is.
fn with_model(
    path: &Path,
    limits: &Limits,
    look: impl FnOnce(&OnnxSource, &ModelProto) -> Result<Inspection, Error>,
) -> Result<Inspection, Error> {
    let source = match source::open(path, limits)? {
        Source::Onnx(source) => source,
        Source::Other { size_bytes, reason } => return Ok(inspect::other(size_bytes, reason)),
    };
    let proto = predictor::decode(&source)?;
    match bounds::check(&proto, limits) {
        Ok(()) => look(&source, &proto),
        Err(error) => inspect::of_loaded(&source, &proto, Err(error)),
    }
}

fn concluded(
    source: &OnnxSource,
    proto: &ModelProto,
    [tract, runtime]: [Try; 2],
    disagreement: Option<Disagreement>,
) -> Result<Inspection, Error> {
    let chosen = choose(&tract, &runtime, disagreement.is_some());
    let loaded = if chosen == EngineName::Tract { &tract } else { &runtime };
    let reason = || Error::Unsupported { reason: inspect::reasons(&tract.reason(), &runtime.reason()) };
    let trials = vec![tract.trial.clone(), runtime.trial.clone()];
    let choice = EngineChoice { chosen, pinned: None, trials, disagreement };
    described(source, proto, loaded.predictor.as_ref().ok_or_else(reason), choice)
}

fn described(
    source: &OnnxSource,
    proto: &ModelProto,
    loaded: Result<&Predictor, Error>,
    choice: EngineChoice,
) -> Result<Inspection, Error> {
    let found = inspect::of_loaded(source, proto, loaded)?;
    if !found.deployable {
        return Ok(found);
    }
    Ok(Inspection { engine_summary: Some(choice.summary()), engines: Some(choice), ..found })
}

/// A model in one engine, if it can be.
struct Try {
    trial: EngineTrial,
    predictor: Option<Predictor>,
}

impl Try {
    /// Not even asked, for this reason.
    fn spared(engine: EngineName, reason: String) -> Self {
        let (version, reason) = (String::new(), Some(reason));
        let trial = EngineTrial { engine, version, reason, load_ms: None, timings: Vec::new() };
        Self { trial, predictor: None }
    }

    fn new(engine: EngineName, proto: &ModelProto, source: &OnnxSource, limits: &Limits) -> Self {
        let version = match engine {
            EngineName::Tract => tract::VERSION.to_owned(),
            // Opens the library, so that the first model does not pay for it.
            EngineName::OnnxRuntime => onnx_runtime::status().version.unwrap_or_default(),
        };
        let proto = proto.clone();
        let started = Instant::now();
        let loaded = Predictor::of_engine(proto, source, engine, limits);
        let load_ms = loaded.is_ok().then(|| started.elapsed().as_secs_f64() * 1e3);
        let reason = loaded.as_ref().err().map(Error::to_string);
        let trial = EngineTrial { engine, version, reason, load_ms, timings: Vec::new() };
        Self { trial, predictor: loaded.ok() }
    }

    fn answer(&self, rows: &[Tensor]) -> Option<Result<Vec<Output>, Error>> {
        Some(self.predictor.as_ref()?.predict(rows))
    }

    fn reason(&self) -> String {
        self.trial.reason.clone().unwrap_or_default()
    }

    /// The engine loads the model and then fails on rows that the other one answers.
    fn give_up(&mut self, error: &Error) {
        self.trial.reason = Some(format!("it fails on rows that the other engine answers: {error}"));
        self.predictor = None;
    }
}

/// Runs the same rows through both engines: where the answers differ, if they do, and how long calls take.
fn compare(
    tract: &mut Try,
    runtime: &mut Try,
    proto: &ModelProto,
    sample: impl FnOnce(&Signature) -> Option<Vec<Tensor>>,
) -> Option<Disagreement> {
    let signature = tract.predictor.as_ref().or(runtime.predictor.as_ref())?.signature();
    let rows = Rows::all(signature, proto, sample(signature).as_deref());
    let (rows, answers) = rows_that_are_answered(&rows, tract, runtime)?;
    let disagreement = match answers {
        (Some(Ok(left)), Some(Ok(right))) => agreement::difference(&left, &right),
        (Some(Err(error)), Some(Ok(_))) => {
            tract.give_up(&error);
            None
        }
        (Some(Ok(_)), Some(Err(error))) => {
            runtime.give_up(&error);
            None
        }
        _ => None,
    };
    timing::measure(tract, runtime, &rows);
    disagreement
}

type Answer = Option<Result<Vec<Output>, Error>>;

/// The first of several sets of rows that every loaded engine answers, else that one of them does.
fn rows_that_are_answered(all: &[Rows], tract: &Try, runtime: &Try) -> Option<(Rows, (Answer, Answer))> {
    let mut fallback = None;
    for rows in all {
        let few = rows.take(rows.few());
        let answers = (tract.answer(&few), runtime.answer(&few));
        let failed = [&answers.0, &answers.1].map(|answer| matches!(answer, Some(Err(_))));
        let answered = [&answers.0, &answers.1].map(|answer| matches!(answer, Some(Ok(_))));
        if failed == [false; 2] {
            return Some((rows.clone(), answers));
        }
        if fallback.is_none() && answered != [false; 2] {
            fallback = Some((rows.clone(), answers));
        }
    }
    fallback
}

/// The engine that can; where both can and differ, ONNX Runtime, which exporters are checked against; else the faster.
fn choose(tract: &Try, runtime: &Try, differ: bool) -> EngineName {
    match (&tract.predictor, &runtime.predictor) {
        (None, Some(_)) => EngineName::OnnxRuntime,
        (Some(_), Some(_)) if differ || slowness(tract, runtime) > NEAR_TIE => EngineName::OnnxRuntime,
        _ => EngineName::Tract,
    }
}

/// How many times ONNX Runtime's time tract takes: the geometric mean over the numbers of rows that were measured.
fn slowness(tract: &Try, runtime: &Try) -> f64 {
    let pairs = tract.trial.timings.iter().zip(&runtime.trial.timings);
    let ratios: Vec<f64> = pairs.map(|(tract, runtime)| (tract.call_us / runtime.call_us).ln()).collect();
    if ratios.is_empty() { 1.0 } else { (ratios.iter().sum::<f64>() / ratios.len() as f64).exp() }
}
