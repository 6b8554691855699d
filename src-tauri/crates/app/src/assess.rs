//! Reading a registered version's file anew: what a newer program sees in it, and how the engines at hand do with it now.

use domain::model::ModelVersion;

use crate::{
    App, endpoints,
    error::Error,
    models::ReferenceArgs,
    trial::{Effort, Trial},
};

/// Reads and measures a version anew. What people said of it stays; endpoints that serve it move to the engine that is
/// chosen now, without losing a call.
pub(crate) async fn assess(app: &App, args: ReferenceArgs) -> Result<ModelVersion, Error> {
    let before = app.store().version(&args.reference).await?;
    let version = measure(app, &before).await?;
    if version.engine_name() != before.engine_name() {
        let ready = endpoints::prepare(app, &version).await?;
        endpoints::take_over(app, &version, ready).await;
    }
    Ok(version)
}

/// As [`assess`], but endpoints stay with what they have loaded.
pub(crate) async fn measure(app: &App, version: &ModelVersion) -> Result<ModelVersion, Error> {
    let reference = version.reference();
    if !version.kind.may_be_scored() {
        let reason = version.undeployable_reason.clone().unwrap_or_else(|| "it is not a model file".into());
        return Err(Error::NotDeployable { reference: reference.to_string(), reason });
    }
    let path = app.store().artifact(version).await?;
    let trial = Trial { path, source: None, effort: Effort::Measure, sample: None };
    let found = app.0.trials.run(trial, &app.limits().await?).await?.inspection;
    tracing::info!(model = %reference, engine = found.engine, "Measured");
    Ok(app.store().reassess(&reference, &found, &app.by()).await?)
}
