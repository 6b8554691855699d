//! Taking a file or a folder into the registry.

mod fetch;
pub mod many;

use std::{collections::BTreeMap, ops::ControlFlow, path::PathBuf, sync::Arc};

use domain::{
    artifact::ArtifactKind,
    dataset::DatasetRole,
    model::{ModelVersion, Resources, names},
    name::ModelName,
    reference::ModelRef,
    tags::{self, Tags},
};
use formats::mlmodel::MlModel;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Ingested, NewDataset, NewVersion};
use ts_rs::TS;

use crate::{
    App,
    error::Error,
    jobs::Job,
    json::Json,
    off_thread,
    trial::{Effort, Sample, Trial, Tried},
};

/// What to register and what is known of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct RegisterArgs {
    /// A new name, or a known one for its next version.
    pub name: ModelName,
    /// A file or a folder on this machine, or the http or https address of a file.
    pub path: String,
    /// Tags of the version.
    #[serde(default)]
    #[ts(optional, as = "Option<Tags>")]
    pub tags: Tags,
    /// Properties, set once.
    #[serde(default)]
    #[ts(optional, as = "Option<Tags>")]
    pub properties: Tags,
    /// A sentence or two.
    #[serde(default)]
    pub description: Option<String>,
    /// What trained it; read from the file where that tells.
    #[serde(default)]
    pub framework: Option<String>,
    /// The framework's version.
    #[serde(default)]
    pub framework_version: Option<String>,
    /// Notes in Markdown.
    #[serde(default)]
    pub notes: Option<String>,
    /// The run that made it.
    #[serde(default)]
    pub run_id: Option<String>,
    /// The experiment that the run belongs to.
    #[serde(default)]
    pub experiment: Option<String>,
    /// Who made it; the user of this machine without.
    #[serde(default)]
    pub created_by: Option<String>,
    /// A version that it was made from.
    #[serde(default)]
    pub parent: Option<ModelRef>,
    /// What serving it needs.
    #[serde(default)]
    #[ts(optional, as = "Option<Resources>")]
    pub resources: Resources,
    /// Files of data that it was trained, checked or used with.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<DatasetFile>>")]
    pub datasets: Vec<DatasetFile>,
    /// Numbers by name.
    #[serde(default)]
    #[ts(optional, as = "Option<BTreeMap<String, f64>>")]
    pub metrics: BTreeMap<String, f64>,
    /// Training parameters.
    #[serde(default)]
    #[ts(optional, as = "Option<Tags>")]
    pub params: Tags,
    /// A JSON file with a request that the model can score.
    #[serde(default)]
    pub sample_input: Option<String>,
    /// Keep the files where they lie instead of copying them. Their change or disappearance is noticed and shown.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub reference: bool,
    /// Refuse what is no model that is known here.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub models_only: bool,
    /// Refuse bytes that are registered already, under whatever name.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub unless_known: bool,
    /// The SHA-256 that a file from an address must have.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Whether an address may lie in this machine's own network.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub allow_private: bool,
    /// An id under which progress is told and the work can be cancelled.
    #[serde(default)]
    pub job: Option<String>,
}

/// A file of data to keep with a version.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DatasetFile {
    /// What it is to the version.
    pub role: DatasetRole,
    /// A file on this machine; of a folder, each file.
    pub path: String,
}

impl RegisterArgs {
    /// A path under a name, and nothing else known of it.
    #[must_use]
    pub fn new(name: ModelName, path: String) -> Self {
        Self {
            name,
            path,
            tags: Tags::new(),
            properties: Tags::new(),
            description: None,
            framework: None,
            framework_version: None,
            notes: None,
            run_id: None,
            experiment: None,
            created_by: None,
            parent: None,
            resources: Resources::default(),
            datasets: Vec::new(),
            metrics: BTreeMap::new(),
            params: Tags::new(),
            sample_input: None,
            reference: false,
            models_only: false,
            unless_known: false,
            sha256: None,
            allow_private: false,
            job: None,
        }
    }
}

/// A request that the model scores once when it is registered.
#[derive(Clone)]
pub(crate) struct Example {
    /// In any form that people have.
    pub(crate) request: Value,
    /// Whether a model that cannot score it is refused.
    pub(crate) must_score: bool,
}

/// Registers a file or a folder.
///
/// The bytes are stored first, and inspected where they are stored, so that what was read is what is kept. A failure
/// at any point leaves the registry as it was.
pub(crate) async fn register(app: &App, mut args: RegisterArgs) -> Result<ModelVersion, Error> {
    let example = example(&mut args).await?;
    register_with_example(app, args, example).await
}

/// The request in the file that is named, else what MLflow logged beside the model, with the run that logged it.
async fn example(args: &mut RegisterArgs) -> Result<Option<Example>, Error> {
    if let Some(path) = &args.sample_input {
        let unreadable = |source| Error::Read { path: path.clone(), source };
        let bytes = tokio::fs::read(path).await.map_err(unreadable)?;
        let request = Json::read(&bytes).map_err(|reason| Error::NotJson { path: path.clone(), reason })?.0;
        return Ok(Some(Example { request, must_score: true }));
    }
    let folder = PathBuf::from(&args.path);
    let (run_id, logged) = off_thread(move || {
        let model = MlModel::of(&folder)?;
        Some((model.input_example(&folder), model.run_id))
    })
    .await
    .map_or((None, None), |(logged, run_id)| (run_id, logged));
    args.run_id = args.run_id.take().or(run_id);
    // An example that the model cannot score is MLflow's matter; the model is registered all the same.
    Ok(logged.map(|request| Example { request, must_score: false }))
}

fn is_about_input(error: &Error) -> bool {
    matches!(error, Error::Refused(_) | Error::Serving(_) | Error::Inference(_) | Error::Trial(_))
}

/// Registers with an example that is at hand already.
pub(crate) async fn register_with_example(
    app: &App,
    args: RegisterArgs,
    example: Option<Example>,
) -> Result<ModelVersion, Error> {
    for (key, value) in args.tags.iter().chain(&args.properties).chain(&args.params) {
        tags::check(key, value)?;
    }
    let job = Arc::new(Job::start(app, args.job.clone(), format!("Registering {}", args.name)));
    let result = match download::is_address(&args.path) {
        true => fetch::take_in(app, args, example, &job).await,
        false => take_in(app, args, example, &job).await,
    };
    job.finish(&result);
    result
}

async fn take_in(
    app: &App,
    args: RegisterArgs,
    example: Option<Example>,
    job: &Arc<Job>,
) -> Result<ModelVersion, Error> {
    let source = PathBuf::from(&args.path);
    let told = job.clone();
    let progress = move |done, total| told.progress(done, total);
    let stored = match args.reference {
        true => app.store().refer(&source, progress).await?,
        false => app.store().ingest(&source, progress).await?,
    };
    // A data set that is not used in the end is given up when it is dropped, before the release sweeps.
    let result = describe_and_add(app, args, example, &stored, job).await;
    if result.is_err() {
        app.store().release(&stored).await?;
    }
    let version = result?;
    tracing::info!(model = %version.name, version = version.version, bytes = version.size_bytes, "Registered");
    Ok(version)
}

/// Stores the data sets; what is wrong with one gives up all.
async fn store_datasets(app: &App, args: &RegisterArgs) -> Result<Vec<NewDataset>, Error> {
    let mut datasets = Vec::with_capacity(args.datasets.len());
    for data in &args.datasets {
        let files = app.store().ingest(&PathBuf::from(&data.path), |_, _| ControlFlow::Continue(())).await?;
        datasets.push(NewDataset { role: data.role, files });
    }
    Ok(datasets)
}

async fn describe_and_add(
    app: &App,
    args: RegisterArgs,
    example: Option<Example>,
    stored: &Ingested,
    job: &Job,
) -> Result<ModelVersion, Error> {
    let effort = effort(app, stored).await?;
    let described = async {
        let datasets = store_datasets(app, &args).await?;
        describe(app, args, example, stored, datasets, effort).await
    };
    let new = tokio::select! {
        described = described => described?,
        () = job.stopped() => return Err(store::Error::Cancelled.into()),
    };
    Ok(app.store().add_version(stored, new, &app.by()).await?)
}

/// What is known of stored files: what was said, and what trying them finds out.
async fn describe(
    app: &App,
    args: RegisterArgs,
    example: Option<Example>,
    stored: &Ingested,
    datasets: Vec<NewDataset>,
    effort: Effort,
) -> Result<NewVersion, Error> {
    if args.unless_known
        && let Some(known) = app.store().registered(&stored.digest).await?
    {
        return Err(Error::Known { path: args.path, reference: known.to_string() });
    }
    let columns = || args.properties.get("columns").map(|text| names(text));
    let trial = |request: Option<Value>| Trial {
        path: stored.root.clone(),
        effort: effort.clone(),
        source: Some(PathBuf::from(&args.path)),
        sample: request.map(|request| Sample::new(request, columns(), args.name.clone())),
    };
    let limits = app.limits().await?;
    let (mut sample, must_score) =
        example.map_or((None, false), |example| (Some(example.request), example.must_score));
    let mut tried = app.0.trials.run(trial(sample.clone()), &limits).await;
    if sample.is_some() && !must_score && tried.as_ref().is_err_and(is_about_input) {
        sample = None;
        tried = app.0.trials.run(trial(None), &limits).await;
    }
    let Tried { inspection, sample: scored } = tried?;
    if args.models_only && inspection.kind == ArtifactKind::Other {
        return Err(Error::NotAModel(args.path));
    }
    let (sample_input, sample_output) = match scored {
        Some((input, output)) => (Some(input), Some(output)),
        None => (sample, None),
    };
    let by = app.by();
    let created_by = args.created_by.unwrap_or_else(|| by.actor.clone());
    Ok(NewVersion {
        tags: args.tags,
        properties: args.properties,
        description: args.description.unwrap_or_default(),
        notes: args.notes.or(inspection.notes).unwrap_or_default(),
        framework: args.framework.or(inspection.framework),
        framework_version: args.framework_version.or(inspection.framework_version),
        producer: inspection.producer,
        deployable: inspection.deployable,
        undeployable_reason: inspection.undeployable_reason,
        metrics: args.metrics,
        params: args.params,
        run_id: args.run_id,
        experiment: args.experiment,
        parent: args.parent,
        resources: args.resources,
        datasets,
        signature: inspection.signature,
        remarks: inspection.remarks,
        sample_input,
        sample_output,
        opsets: inspection.opsets,
        metadata: inspection.metadata,
        engine: inspection.engine,
        engines: inspection.engines,
        ..NewVersion::of(args.name, inspection.kind, inspection.task, created_by, by.at)
    })
}

/// Bytes that were measured with the very engines of this machine are not measured again.
async fn effort(app: &App, stored: &Ingested) -> Result<Effort, Error> {
    let Some(choice) = app.store().measured(&stored.digest).await? else { return Ok(Effort::Measure) };
    let engines = off_thread(inference::engines).await;
    Ok(if choice.measured(&engines) { Effort::Recall(choice) } else { Effort::Measure })
}
