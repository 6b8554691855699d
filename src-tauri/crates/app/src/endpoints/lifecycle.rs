//! Loading a version, proving that it scores, and only then serving it.

use std::time::{Duration, Instant};

use domain::{endpoint::EndpointConfig, infer::InferRequest, model::ModelVersion, reference::ModelRef};
use packaging::Manifest;
use serving::{Served, codec};
use store::StoredEndpoint;

use super::fleet::Status;
use crate::{App, error::Error, event::Topic, off_thread, scoring};

/// Refuses a version that no engine can run, with the reason.
pub(super) fn require_deployable(version: &ModelVersion) -> Result<(), Error> {
    if version.deployable {
        return Ok(());
    }
    Err(Error::NotDeployable {
        reference: format!("{}:{}", version.name, version.version),
        reason: version.undeployable_reason.clone().unwrap_or_else(|| "it is not a model file".into()),
    })
}

/// Loads the endpoint's version, scores once, and serves it. Ends as Serving or Failed, never in between.
pub(super) async fn bring_up(app: &App, endpoint: StoredEndpoint) {
    let name = endpoint.name.clone();
    app.0.fleet.set_status(&name, Status::Loading);
    app.changed(&[Topic::Endpoints, Topic::Models]);
    let reference = ModelRef::numbered(endpoint.model.clone(), endpoint.version);
    let loaded = async {
        let version = app.store().version(&reference).await?;
        load(app, &endpoint, &version).await
    };
    match loaded.await {
        // Deleted while it was loading: what nobody wants is not served.
        Ok(_) if app.store().endpoint(&name).await.is_err() => app.0.fleet.remove(&name),
        Ok((served, check)) => {
            tracing::info!(endpoint = %name, model = %reference, "Endpoint is healthy");
            app.0.fleet.serve(served, check);
        }
        Err(error) => {
            tracing::warn!(endpoint = %name, model = %reference, %error, "Endpoint failed");
            let hint = error.hint().map(|hint| format!(" {hint}")).unwrap_or_default();
            app.0.fleet.set_status(&name, Status::Failed(format!("{error}.{hint}")));
        }
    }
    app.changed(&[Topic::Endpoints, Topic::Models]);
}

/// A version ready to be served, and how long its checking score took. The check is a real score: of the kept sample,
/// or of an example made from the signature.
pub(super) async fn load(
    app: &App,
    endpoint: &StoredEndpoint,
    version: &ModelVersion,
) -> Result<(Served, Duration), Error> {
    let predictor = scoring::predictor(app, version).await?;
    let reference = version.reference();
    let kept = app.store().sample(&reference).await?.input;
    let columns = version.columns.clone();
    let request = match kept {
        Some(sample) => codec::any(&sample, predictor.signature(), columns.as_deref())?,
        None => {
            InferRequest { inputs: inference::example(predictor.signature(), 1), ..InferRequest::default() }
        }
    };
    let (checked, inputs) = (predictor.clone(), request.inputs.clone());
    let check = off_thread(move || {
        let started = Instant::now();
        checked.predict(&inputs).map(|_| started.elapsed())
    })
    .await?;
    let served = Served {
        name: endpoint.name.clone(),
        model: version.name.clone(),
        version: version.version,
        predictor,
        config: endpoint.config.clone(),
        keys: endpoint.keys.clone(),
        sample: Some(request),
        columns,
        class_names: version.class_names.clone(),
        versions: vec![version.version],
        description: version.description.clone(),
    };
    Ok((served, check))
}

/// The recipe of what is about to be deployed.
pub(super) async fn manifest(
    app: &App,
    version: &ModelVersion,
    config: &EndpointConfig,
) -> Result<Manifest, Error> {
    let reference = version.reference();
    let sample = app.store().sample(&reference).await?.input;
    Ok(Manifest::new(version, sample, config))
}
