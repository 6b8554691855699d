//! Carrying a change of a version over to the endpoints that serve it.

use std::time::Duration;

use domain::model::ModelVersion;
use serving::Served;
use store::StoredEndpoint;

use super::{fleet::Status, lifecycle};
use crate::{App, error::Error, event::Topic, host::Address};

/// A version that is loaded and has scored, for each endpoint that serves it.
pub(crate) struct Prepared(Vec<(StoredEndpoint, Served, Duration)>);

/// Loads the version with its engine and scores it, for every endpoint that serves it; they still answer with what they
/// have. Without a host there is nothing to load: the next one will take the engine that is kept.
///
/// # Errors
/// The first that does not load or score.
pub(crate) async fn prepare(app: &App, version: &ModelVersion) -> Result<Prepared, Error> {
    let mut prepared = Vec::new();
    if app.address() != Address::None {
        for name in &version.deployed_by {
            let endpoint = app.store().endpoint(name).await?;
            let (served, check) = lifecycle::load(app, &endpoint, version).await?;
            prepared.push((endpoint, served, check));
        }
    }
    Ok(Prepared(prepared))
}

/// Lets endpoints answer with what was prepared, under the names that the version has now. Calls in flight finish on
/// what they started on.
pub(crate) async fn take_over(app: &App, version: &ModelVersion, prepared: Prepared) {
    for (endpoint, served, check) in prepared.0 {
        // Deleted or moved to another version in the meantime: not to be brought back.
        let Ok(now) = app.store().endpoint(&endpoint.name).await else { continue };
        if (&now.model, now.version) == (&version.name, version.version) {
            app.0.fleet.serve(named(Served { keys: now.keys, ..served }, version), check);
        }
    }
    app.changed(&[Topic::Endpoints, Topic::Models]);
}

/// Lets endpoints that serve the version name its classes and columns as it does now. Nothing is loaded.
pub(crate) fn rename(app: &App, version: &ModelVersion) {
    let serving = app.serving();
    for name in &version.deployed_by {
        let same = |served: &Served| served.model == version.name && served.version == version.version;
        if let Some(served) = serving.get(name).filter(same)
            && let Status::Serving { check } = app.0.fleet.status(name)
        {
            app.0.fleet.serve(named(served, version), check);
        }
    }
}

fn named(served: Served, version: &ModelVersion) -> Served {
    Served { columns: version.columns.clone(), class_names: version.class_names.clone(), ..served }
}
