//! Scoring a version without an endpoint, and the sample that every version can be tried with.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    digest::Digest,
    engine::EngineName,
    infer::{InferRequest, InferResponse, Output},
    model::ModelVersion,
    reference::ModelRef,
    signature::Signature,
};
use inference::{Predictor, Stop};
use serde::{Deserialize, Serialize};
use serving::codec;
use ts_rs::TS;

use crate::{App, error::Error, json::Json, models::ReferenceArgs, off_thread};

/// How many loaded models are kept for the next score without an endpoint.
const KEPT: usize = 8;

/// Recently used models, most recent first.
#[derive(Default)]
pub(crate) struct Predictors(Mutex<VecDeque<(Loaded, Arc<Predictor>)>>);

/// Which content, in which engine.
type Loaded = (Digest, EngineName);

/// What to score with which version.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PredictArgs {
    /// `iris`, `iris:2` or `iris@champion`.
    pub reference: ModelRef,
    /// A V2 request, `{"data": …}`, one of MLflow's forms, rows as lists or as objects.
    #[serde(default)]
    pub input: Json,
    /// Rows as CSV with a header line, instead of `input`.
    #[serde(default)]
    #[ts(optional)]
    pub csv: Option<String>,
}

/// A request that a version can score.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Sample {
    /// A V2 request.
    pub input: Json,
    /// The answer that was kept with it.
    pub output: Option<Json>,
    /// Whether it was made up from the signature, because no sample is kept.
    pub generated: bool,
}

/// Scores without an endpoint. Nothing is recorded. Dropping the future gives the score up.
pub(crate) async fn predict(app: &App, args: PredictArgs) -> Result<Json, Error> {
    let version = app.store().version(&args.reference).await?;
    let predictor = predictor(app, &version).await?;
    let stop = Stop::default();
    let _abandoned = stop.when_dropped();
    off_thread(move || {
        let request = read(&args.input, args.csv.as_deref(), predictor.signature(), &version)?;
        let response = score(&predictor, &version, request, &stop)?;
        Ok(Json(codec::v2::response_json(&response)))
    })
    .await
}

/// The kept sample of a version, or one made up from its signature.
pub(crate) async fn sample(app: &App, args: ReferenceArgs) -> Result<Sample, Error> {
    let version = app.store().version(&args.reference).await?;
    let kept = app.store().sample(&args.reference).await?;
    if let Some(input) = kept.input {
        return Ok(Sample { input: Json(input), output: kept.output.map(Json), generated: false });
    }
    let request =
        InferRequest { inputs: inference::example(&version.signature, 1), ..InferRequest::default() };
    Ok(Sample { input: Json(codec::v2::request_json(&request)), output: None, generated: true })
}

/// The loaded model of a version, kept from an earlier call where possible.
pub(crate) async fn predictor(app: &App, version: &ModelVersion) -> Result<Arc<Predictor>, Error> {
    if !version.deployable {
        let reason = version.undeployable_reason.clone().unwrap_or_else(|| "it is not a model file".into());
        let reference = format!("{}:{}", version.name, version.version);
        return Err(Error::NotDeployable { reference, reason });
    }
    let engine = version.engine_name();
    match load(app, version, engine).await {
        Err(error) if can_fall_back(version, engine) => {
            tracing::warn!(model = %version.name, version = version.version, %error, "The embedded engine steps in");
            load(app, version, EngineName::Tract).await
        }
        loaded => loaded,
    }
}

/// Whether the embedded engine can score what measurement gave to the other one, whose library may be gone by now.
fn can_fall_back(version: &ModelVersion, engine: EngineName) -> bool {
    let choice = version.engines.as_ref().filter(|choice| choice.pinned.is_none());
    let embedded = choice.and_then(|choice| choice.trial(EngineName::Tract));
    engine != EngineName::Tract && embedded.is_some_and(|trial| trial.reason.is_none())
}

/// The version loaded with an engine, kept from an earlier call where possible.
pub(crate) async fn load(
    app: &App,
    version: &ModelVersion,
    engine: EngineName,
) -> Result<Arc<Predictor>, Error> {
    let path = app.store().artifact(version).await?;
    let wanted = (version.digest.clone(), engine);
    if let Some(kept) = app.0.predictors.get(&wanted) {
        return Ok(kept);
    }
    let limits = app.limits().await?.inference();
    let loaded = Arc::new(off_thread(move || Predictor::load_with(&path, engine, &limits)).await?);
    // A file that is kept in place may have changed while it was being loaded.
    app.store().artifact(version).await?;
    app.0.predictors.keep(wanted, loaded.clone());
    Ok(loaded)
}

/// The request in any of the forms that people have.
pub(crate) fn read(
    input: &Json,
    csv: Option<&str>,
    signature: &Signature,
    version: &ModelVersion,
) -> Result<InferRequest, Error> {
    let columns = version.columns.as_deref();
    Ok(match csv {
        Some(csv) => codec::csv(csv.as_bytes(), signature, columns)?,
        None => codec::any(&input.0, signature, columns)?,
    })
}

fn score(
    predictor: &Predictor,
    version: &ModelVersion,
    request: InferRequest,
    stop: &Stop,
) -> Result<InferResponse, Error> {
    let outputs = predictor.predict_until(&request.inputs, stop)?;
    let wanted =
        |output: &Output| request.outputs.is_empty() || request.outputs.contains(&output.tensor.name);
    Ok(InferResponse {
        id: request.id.clone(),
        model: version.name.clone(),
        version: version.version,
        outputs: outputs.into_iter().filter(wanted).collect(),
    })
}

impl Predictors {
    fn get(&self, wanted: &Loaded) -> Option<Arc<Predictor>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == wanted)?;
        let found = kept.remove(at)?;
        kept.push_front(found.clone());
        Some(found.1)
    }

    fn keep(&self, loaded: Loaded, predictor: Arc<Predictor>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((loaded, predictor));
        kept.truncate(KEPT);
    }
}
