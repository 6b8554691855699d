//! Endpoints: made with one call, brought back after a restart, moved to another version without losing a request.

mod fleet;
mod lifecycle;
mod refresh;

use domain::{
    endpoint::{Deployment, Endpoint, EndpointConfig, EndpointState, KeyKind, Keys, Routes, Served},
    name::EndpointName,
    reference::ModelRef,
};
use serde::{Deserialize, Serialize};
use serving::codec;
use store::StoredEndpoint;
use ts_rs::TS;

pub(crate) use fleet::Fleet;
use fleet::Status;
pub(crate) use refresh::{prepare, rename, take_over};

use crate::{
    App,
    error::Error,
    event::Topic,
    host::Address,
    json::{Json, NoArgs},
    models::ModelArgs,
    scoring, secret,
};

/// How far back a model's deployments are told.
const HISTORY: u32 = 500;

/// Which version to serve, where and how.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct DeployArgs {
    /// `iris`, `iris:2` or `iris@champion`.
    pub reference: ModelRef,
    /// The endpoint's name; made from the model's when left out.
    #[serde(default)]
    pub endpoint: Option<EndpointName>,
    /// How to serve.
    #[serde(default)]
    pub config: Option<EndpointConfig>,
}

/// An endpoint.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct EndpointArgs {
    /// Its name.
    pub name: EndpointName,
}

/// Another version for an endpoint.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct UpdateArgs {
    /// The endpoint.
    pub name: EndpointName,
    /// `iris`, `iris:2` or `iris@champion`.
    pub reference: ModelRef,
}

/// Which key to make anew.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct RegenerateArgs {
    /// The endpoint.
    pub name: EndpointName,
    /// Which of its keys.
    pub key: KeyKind,
}

/// What to ask of an endpoint.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ScoreArgs {
    /// The endpoint.
    pub name: EndpointName,
    /// As in `predict`.
    #[serde(default)]
    pub input: Json,
    /// Rows as CSV with a header line, instead of `input`.
    #[serde(default)]
    #[ts(optional)]
    pub csv: Option<String>,
}

/// All endpoints.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct EndpointList {
    /// By name.
    pub endpoints: Vec<Endpoint>,
}

/// All endpoints, by name.
pub(crate) async fn list(app: &App, _: NoArgs) -> Result<EndpointList, Error> {
    let (base, stored) = (app.base_url().await?, app.store().endpoints().await?);
    Ok(EndpointList { endpoints: stored.into_iter().map(|endpoint| view(app, &base, endpoint)).collect() })
}

/// One endpoint.
pub(crate) async fn show(app: &App, args: EndpointArgs) -> Result<Endpoint, Error> {
    Ok(view(app, &app.base_url().await?, app.store().endpoint(&args.name).await?))
}

/// Where and when versions of a model were served, newest first.
pub(crate) async fn served(app: &App, args: ModelArgs) -> Result<Vec<Served>, Error> {
    Ok(app.store().deployments_of(&args.name, HISTORY).await?)
}

/// Makes an endpoint and serves a version behind it. Returns when it is Healthy or Failed.
pub(crate) async fn deploy(app: &App, args: DeployArgs) -> Result<Endpoint, Error> {
    let version = app.store().version(&args.reference).await?;
    let name = match args.endpoint {
        Some(name) => name,
        None => EndpointName::for_model(&version.name)
            .ok_or_else(|| Error::NoEndpointName(version.name.to_string()))?,
    };
    require_host(app, &name)?;
    lifecycle::require_deployable(&version)?;
    let now = app.now();
    let endpoint = StoredEndpoint {
        name: name.clone(),
        model: version.name.clone(),
        version: version.version,
        config: args.config.unwrap_or_default(),
        keys: Keys { primary_key: secret::fresh(), secondary_key: secret::fresh() },
        created_at: now,
        updated_at: now,
    };
    let manifest = lifecycle::manifest(app, &version, &endpoint.config).await?;
    app.store().put_endpoint(&endpoint, &manifest.to_json(), &app.by()).await?;
    lifecycle::bring_up(app, endpoint).await;
    show(app, EndpointArgs { name }).await
}

/// Moves an endpoint to another version. Its address and keys stay, and no call is lost; when the new version does not
/// load or score, the endpoint goes on serving the old one.
pub(crate) async fn update(app: &App, args: UpdateArgs) -> Result<Endpoint, Error> {
    require_host(app, &args.name)?;
    let mut endpoint = app.store().endpoint(&args.name).await?;
    let version = app.store().version(&args.reference).await?;
    lifecycle::require_deployable(&version)?;
    endpoint.model = version.name.clone();
    endpoint.version = version.version;
    endpoint.updated_at = app.now();
    let (served, check) = lifecycle::load(app, &endpoint, &version).await?;
    let manifest = lifecycle::manifest(app, &version, &endpoint.config).await?;
    app.store().set_endpoint_version(&endpoint, &manifest.to_json(), &app.by()).await?;
    app.0.fleet.serve(served, check);
    app.changed(&[Topic::Endpoints, Topic::Models]);
    show(app, EndpointArgs { name: args.name }).await
}

/// The keys.
pub(crate) async fn keys(app: &App, args: EndpointArgs) -> Result<Keys, Error> {
    Ok(app.store().endpoint(&args.name).await?.keys)
}

/// Makes one key anew. The old one stops working at once.
pub(crate) async fn regenerate_key(app: &App, args: RegenerateArgs) -> Result<Keys, Error> {
    let mut keys = app.store().endpoint(&args.name).await?.keys;
    match args.key {
        KeyKind::Primary => keys.primary_key = secret::fresh(),
        KeyKind::Secondary => keys.secondary_key = secret::fresh(),
    }
    app.store().set_endpoint_keys(&args.name, &keys, args.key, &app.by()).await?;
    app.0.fleet.set_keys(&args.name, keys.clone());
    Ok(keys)
}

/// Stops serving and forgets the endpoint, its keys and its inference log.
pub(crate) async fn delete(app: &App, args: EndpointArgs) -> Result<(), Error> {
    app.store().remove_endpoint(&args.name, &app.by()).await?;
    app.0.fleet.remove(&args.name);
    app.log().forget(&args.name).await?;
    tracing::info!(endpoint = %args.name, "Endpoint deleted");
    Ok(())
}

/// Scores through an endpoint, as its HTTP clients do: queued, limited and recorded.
pub(crate) async fn score(app: &App, args: ScoreArgs) -> Result<Json, Error> {
    let endpoint = app.store().endpoint(&args.name).await?;
    require_host(app, &args.name)?;
    let reference = ModelRef::numbered(endpoint.model.clone(), endpoint.version);
    let version = app.store().version(&reference).await?;
    if let Status::Failed(reason) = app.0.fleet.status(&args.name) {
        return Err(Error::NotServing { name: args.name.to_string(), reason });
    }
    let request = scoring::read(&args.input, args.csv.as_deref(), &version.signature, &version)?;
    let scored = app.serving().infer(&args.name, request).await?;
    Ok(Json(codec::v2::response_json(&scored.response)))
}

impl App {
    /// Serves every endpoint of the workspace again, on the same addresses and with the same keys. Returns at once;
    /// each is Transitioning until its first score.
    ///
    /// # Errors
    /// The database's.
    pub async fn restore_endpoints(&self) -> Result<(), Error> {
        for endpoint in self.store().endpoints().await? {
            let app = self.clone();
            self.0.fleet.set_status(&endpoint.name, Status::Loading);
            tokio::spawn(async move { lifecycle::bring_up(&app, endpoint).await });
        }
        Ok(())
    }
}

fn view(app: &App, base: &str, endpoint: StoredEndpoint) -> Endpoint {
    let status = app.0.fleet.status(&endpoint.name);
    let (state, reason) = state(app, &status);
    let routes = Routes::of(base, &endpoint.name);
    let deployment = Deployment {
        model: endpoint.model,
        version: endpoint.version,
        traffic: 100,
        replicas: endpoint.config.replicas,
        state,
    };
    Endpoint {
        name: endpoint.name,
        state,
        reason,
        url: routes.v2.clone(),
        routes,
        auth: endpoint.config.auth,
        config: endpoint.config,
        deployments: vec![deployment],
        check_ms: match status {
            Status::Serving { check } => Some(check.as_secs_f64() * 1e3),
            Status::Loading | Status::Failed(_) => None,
        },
        created_at: endpoint.created_at,
        updated_at: endpoint.updated_at,
    }
}

fn state(app: &App, status: &Status) -> (EndpointState, Option<String>) {
    match (app.address(), status) {
        (Address::None, _) => (
            EndpointState::Unhealthy,
            Some("No host is running. Open the window or run `vitrine serve`.".to_owned()),
        ),
        (_, Status::Failed(reason)) => (EndpointState::Failed, Some(reason.clone())),
        (Address::Failed(problem), _) => (EndpointState::Unhealthy, Some(problem)),
        (_, Status::Loading) => {
            (EndpointState::Transitioning, Some("Loading the model and scoring its sample.".to_owned()))
        }
        (_, Status::Serving { .. }) => (EndpointState::Healthy, None),
    }
}

fn require_host(app: &App, name: &EndpointName) -> Result<(), Error> {
    match app.address() {
        Address::None => Err(Error::NoHost(name.to_string())),
        Address::Listening(_) | Address::Failed(_) => Ok(()),
    }
}
