//! MLflow's studies: browsed where they lie, and taken in by choice.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    error::{ErrorCode, Failure},
    model::ModelVersion,
    name::{Alias, ModelName},
    reference::ModelRef,
    tags::{self, TAG_VALUE_MAX, Tags},
};
use formats::mlflow::{self, Run, RunPage, Study, StudyModel, StudyVersion};
use serde::{Deserialize, Serialize};
use store::Targets;
use ts_rs::TS;

use crate::{
    App,
    error::Error,
    jobs::Job,
    models::PathArgs,
    register::{self, RegisterArgs, many::LeftOut},
};

/// Runs of an experiment.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct RunsArgs {
    /// The folder of the study.
    pub path: String,
    /// The experiment's id.
    pub experiment: String,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// What to take in of a study; everything that is registered there, when nothing is named.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct MlflowImportArgs {
    /// The folder of the study.
    pub path: String,
    /// Registered models, with all their versions.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub models: Vec<String>,
    /// Models that runs logged without registering them.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<RunModel>>")]
    pub runs: Vec<RunModel>,
    /// Tags of every version, beside its own.
    #[serde(default)]
    #[ts(optional, as = "Option<Tags>")]
    pub tags: Tags,
    /// An id under which progress is told and the work can be cancelled.
    #[serde(default)]
    pub job: Option<String>,
}

/// A model that a run logged.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct RunModel {
    /// The run's id.
    pub run: String,
    /// Which of its models; the only one when left out.
    #[serde(default)]
    pub model: Option<String>,
    /// The name that it gets here.
    pub name: ModelName,
}

/// What was taken in.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MlflowImported {
    /// The new versions.
    pub versions: Vec<ModelVersion>,
    /// What was not taken in, and why.
    pub skipped: Vec<Skipped>,
}

/// Something that was not taken in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Skipped {
    /// What it is, such as `iris version 3`.
    pub what: String,
    /// What kind of reason that has.
    pub left_out: LeftOut,
    /// Why.
    pub failure: Failure,
}

/// What a study holds.
pub(crate) async fn open(_: &App, args: PathArgs) -> Result<Study, Error> {
    Ok(mlflow::open(Path::new(&args.path)).await?)
}

/// Runs of an experiment, newest first.
pub(crate) async fn runs(_: &App, args: RunsArgs) -> Result<RunPage, Error> {
    Ok(mlflow::runs(Path::new(&args.path), &args.experiment, args.after.as_deref()).await?)
}

/// Takes versions and runs in, with metrics, parameters, tags, signature and input example.
pub(crate) async fn import(app: &App, args: MlflowImportArgs) -> Result<MlflowImported, Error> {
    tags_legal(&args.tags)?;
    let path = PathBuf::from(&args.path);
    let study = mlflow::open(&path).await?;
    let models = chosen(&study, &args)?;
    let mut wanted: Vec<Wanted> = Vec::new();
    for model in &models {
        wanted.extend(of_model(model)?);
    }
    for run in &args.runs {
        wanted.push(of_run(&path, run).await?);
    }
    let job = Arc::new(Job::of_files(app, args.job.clone(), format!("Importing {}", args.path)));
    let result = take_in(app, wanted, &args.tags, &job).await;
    if result.is_ok() {
        carry_models(app, &models).await?;
    }
    job.finish(&result);
    result
}

fn chosen<'s>(study: &'s Study, args: &MlflowImportArgs) -> Result<Vec<&'s StudyModel>, Error> {
    if args.models.is_empty() {
        return Ok(if args.runs.is_empty() { study.models.iter().collect() } else { Vec::new() });
    }
    let find = |name: &String| {
        let missing = || mlflow::Error::Missing { what: "registered model", id: name.clone() };
        study.models.iter().find(|model| model.name == *name).ok_or_else(missing)
    };
    Ok(args.models.iter().map(find).collect::<Result<_, _>>()?)
}

/// One version to be: what it is called in messages, and either how it is registered or why it cannot be.
struct Wanted {
    what: String,
    args: Result<RegisterArgs, Error>,
    aliases: Vec<String>,
}

fn of_model(model: &StudyModel) -> Result<Vec<Wanted>, Error> {
    let name = named(&model.name)?;
    Ok(model.versions.iter().map(|version| of_version(&name, model, version)).collect())
}

fn named(text: &str) -> Result<ModelName, Error> {
    ModelName::suggest(text).ok_or_else(|| Error::NoName(text.to_owned()))
}

fn of_version(name: &ModelName, model: &StudyModel, version: &StudyVersion) -> Wanted {
    let what = format!("{} version {}", model.name, version.version);
    let Some(folder) = &version.folder else {
        return Wanted {
            args: Err(Error::ArtifactsElsewhere(version.source.clone())),
            what,
            aliases: Vec::new(),
        };
    };
    let mut args = RegisterArgs::new(name.clone(), folder.clone());
    if let Some(run) = &version.run {
        carry_run(&mut args, run);
    }
    args.tags.extend(legal(&version.tags));
    args.properties.insert("mlflow.version".to_owned(), version.version.to_string());
    args.properties.insert("mlflow.source".to_owned(), cut(&version.source));
    args.description = Some(version.description.clone()).filter(|text| !text.is_empty());
    Wanted { what, args: Ok(args), aliases: version.aliases.clone() }
}

async fn of_run(path: &Path, choice: &RunModel) -> Result<Wanted, Error> {
    let run = mlflow::run(path, &choice.run).await?;
    let what = format!("a model of the run {}", choice.run);
    let found = match (&choice.model, run.models.as_slice()) {
        (Some(name), models) => models.iter().find(|model| model.name == *name),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let Some(model) = found else {
        let names: Vec<String> = run.models.iter().map(|model| format!("'{}'", model.name)).collect();
        return Err(Error::RunModels { run: choice.run.clone(), names });
    };
    let args = match &model.folder {
        None => Err(Error::ArtifactsElsewhere(model.source.clone())),
        Some(folder) => {
            let mut args = RegisterArgs::new(choice.name.clone(), folder.clone());
            carry_run(&mut args, &run);
            args.properties.insert("mlflow.source".to_owned(), cut(&model.source));
            Ok(args)
        }
    };
    Ok(Wanted { what, args, aliases: Vec::new() })
}

/// What is known of the run that made a version.
fn carry_run(args: &mut RegisterArgs, run: &Run) {
    args.run_id = Some(run.id.clone());
    args.experiment = Some(run.experiment.clone());
    args.created_by = Some(run.user.clone()).filter(|user| !user.is_empty());
    args.metrics = run.metrics.iter().map(|(key, value)| (key.clone(), *value)).collect();
    args.params = legal(&run.params);
    args.tags = legal(&run.tags);
}

/// Tags as they are legal here: other characters in a key become `-`, a long value is cut.
fn legal(found: &Tags) -> Tags {
    let key = |key: &String| {
        let legal = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/') { c } else { '-' };
        key.chars().map(legal).take(tags::TAG_KEY_MAX).collect::<String>()
    };
    found.iter().map(|(name, value)| (key(name), cut(value))).filter(|(key, _)| !key.is_empty()).collect()
}

fn cut(value: &str) -> String {
    value.chars().take(TAG_VALUE_MAX).collect()
}

fn tags_legal(all: &Tags) -> Result<(), Error> {
    Ok(all.iter().try_for_each(|(key, value)| tags::check(key, value))?)
}

async fn take_in(
    app: &App,
    wanted: Vec<Wanted>,
    more: &Tags,
    job: &Arc<Job>,
) -> Result<MlflowImported, Error> {
    let total = wanted.len() as u64;
    let mut imported = MlflowImported { versions: Vec::new(), skipped: Vec::new() };
    for (done, Wanted { what, args, aliases }) in (0_u64..).zip(wanted) {
        if job.progress(done, total).is_break() {
            return Err(store::Error::Cancelled.into());
        }
        let outcome = match args {
            Ok(mut args) => {
                args.tags.extend(more.clone());
                one(app, args, &aliases).await
            }
            Err(error) => Err(error),
        };
        match outcome {
            Ok(version) => imported.versions.push(version),
            Err(error) => {
                imported.skipped.push(Skipped { what, left_out: (&error).into(), failure: error.failure() });
            }
        }
    }
    Ok(imported)
}

/// A version that was taken in before, told by where it came from, is left alone.
async fn one(app: &App, args: RegisterArgs, aliases: &[String]) -> Result<ModelVersion, Error> {
    let known = match app.store().model(&args.name).await {
        Ok(model) => model.versions,
        Err(error) if error.code() == ErrorCode::NotFound => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let source = args.properties.get("mlflow.source");
    let same = known
        .iter()
        .find(|version| version.properties.get("mlflow.source") == source && version.run_id == args.run_id);
    match same {
        Some(version) => {
            Err(Error::Known { path: args.path, reference: format!("{}:{}", version.name, version.version) })
        }
        None => {
            let version = register::register(app, args).await?;
            point(app, version, aliases).await
        }
    }
}

/// Lets the study's aliases stand here too; those that are no legal alias here are left out.
async fn point(app: &App, version: ModelVersion, aliases: &[String]) -> Result<ModelVersion, Error> {
    let legal: Vec<Alias> = aliases.iter().filter_map(|alias| alias.parse().ok()).collect();
    if legal.is_empty() {
        return Ok(version);
    }
    let targets = Targets::References(vec![version.reference()]);
    app.store().alias_all(&targets, &legal, &[], &app.by()).await?;
    Ok(app.store().version(&version.reference()).await?)
}

/// Description and tags of the models as a whole; what somebody said here before stays.
async fn carry_models(app: &App, models: &[&StudyModel]) -> Result<(), Error> {
    for model in models {
        let name = named(&model.name)?;
        let Ok(here) = app.store().model(&name).await else { continue };
        let reference = ModelRef::model(name);
        if here.description.is_empty() && !model.description.is_empty() {
            app.store().describe(&reference, model.description.clone(), &app.by()).await?;
        }
        let new: Tags =
            legal(&model.tags).into_iter().filter(|(key, _)| !here.tags.contains_key(key)).collect();
        if !new.is_empty() {
            app.store().set_tags(&reference, new, &[], &app.by()).await?;
        }
    }
    Ok(())
}
