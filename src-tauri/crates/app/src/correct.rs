//! What people put right of a version: what it is for, what its classes and columns are called, which engine scores it.

use domain::{
    engine::EngineName,
    model::{Correction, ModelVersion},
    reference::ModelRef,
    signature::TensorSpec,
    task::Task,
};
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

use crate::{App, assess, endpoints, error::Error, scoring};

/// What to say of a version instead of its file. What is left out stays as it is; null believes the file again.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct CorrectArgs {
    /// `iris:2`, or `iris` for the latest.
    pub reference: ModelRef,
    /// What the model is for.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<Option<Task>>,
    /// What whole-number classes stand for, in order.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub class_names: Option<Option<Vec<String>>>,
    /// The names of the columns of the one matrix input.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub columns: Option<Option<Vec<String>>>,
    /// The engine that scores it, whatever was measured; null for the one that measurement speaks for.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub engine: Option<Option<EngineName>>,
}

/// Tells null from nothing.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

/// Puts a version right. Endpoints that serve it answer under the new names at once; those that need another engine
/// have it loaded and scored before they let go of the old one, and where that fails, nothing is changed.
pub(crate) async fn correct(app: &App, args: CorrectArgs) -> Result<ModelVersion, Error> {
    let mut version = app.store().version(&args.reference).await?;
    let reference = version.reference();
    if let Some(Some(engine)) = args.engine {
        version = able(app, version, engine).await?;
    }
    let before = version.engine_name();
    let correction = corrected(&version, &args)?;
    let pinned = args.engine.unwrap_or_else(|| version.engines.as_ref().and_then(|engines| engines.pinned));
    if let Some(engines) = &mut version.engines {
        engines.pinned = pinned;
    }
    let ready =
        if version.engine_name() == before { None } else { Some(endpoints::prepare(app, &version).await?) };
    let version = app.store().correct(&reference, &correction, pinned, &app.by()).await?;
    match ready {
        Some(ready) => endpoints::take_over(app, &version, ready).await,
        None => endpoints::rename(app, &version),
    }
    tracing::info!(model = %reference, "Corrected");
    Ok(version)
}

/// The version, measured anew where the engine has not been tried with it. Refuses an engine that cannot load it now.
async fn able(app: &App, version: ModelVersion, engine: EngineName) -> Result<ModelVersion, Error> {
    let refused = |reason: String| Error::EngineRefused {
        reference: format!("{}:{}", version.name, version.version),
        engine: engine.title(),
        reason,
    };
    let tried = |version: &ModelVersion| {
        version.engines.as_ref().and_then(|engines| engines.trial(engine)).map(|trial| trial.reason.clone())
    };
    let able = match tried(&version) {
        Some(None) => version.clone(),
        _ => assess::measure(app, &version).await?,
    };
    if let Some(reason) = tried(&able).flatten() {
        return Err(refused(reason));
    }
    scoring::load(app, &able, engine).await.map_err(|error| refused(error.to_string()))?;
    Ok(able)
}

fn corrected(version: &ModelVersion, args: &CorrectArgs) -> Result<Correction, Error> {
    let mut correction = version.correction.clone();
    if let Some(task) = args.task {
        correction.task = task;
    }
    if let Some(names) = &args.class_names {
        names.iter().try_for_each(|names| check_classes(version, names))?;
        correction.class_names.clone_from(names);
    }
    if let Some(names) = &args.columns {
        names.iter().try_for_each(|names| check_columns(version, names))?;
        correction.columns.clone_from(names);
    }
    Ok(correction)
}

/// One name a class, where it is known how many there are.
fn check_classes(version: &ModelVersion, names: &[String]) -> Result<(), Error> {
    check_names("class names", names)?;
    let known = version.signature.outputs.iter().find_map(|spec| Some((spec, spec.classes.as_ref()?.len())));
    match known {
        Some((spec, expected)) if expected != names.len() => Err(Error::Names(format!(
            "expected {expected} class names, one for each column of the output '{}', got {}",
            spec.name,
            names.len()
        ))),
        _ => Ok(()),
    }
}

/// One name a column of the one matrix.
fn check_columns(version: &ModelVersion, names: &[String]) -> Result<(), Error> {
    check_names("column names", names)?;
    let [TensorSpec { name, shape, .. }] = version.signature.inputs.as_slice() else {
        let inputs = version.signature.inputs.len();
        return Err(Error::Names(format!(
            "column names are for a model with one input; this one has {inputs}, each with its own name"
        )));
    };
    match shape[..] {
        [_, width] if width > 0 && usize::try_from(width) != Ok(names.len()) => Err(Error::Names(format!(
            "expected {width} column names, one for each column of the input '{name}', got {}",
            names.len()
        ))),
        [_, _] => Ok(()),
        _ => Err(Error::Names(format!(
            "column names are for a matrix; the input '{name}' has shape {shape:?}"
        ))),
    }
}

fn check_names(what: &str, names: &[String]) -> Result<(), Error> {
    if names.is_empty() || names.iter().any(|name| name.trim().is_empty()) {
        return Err(Error::Names(format!("expected {what} that are not empty, got {names:?}")));
    }
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::Names(format!("the {what} have '{}' twice", pair[0]))),
        None => Ok(()),
    }
}
