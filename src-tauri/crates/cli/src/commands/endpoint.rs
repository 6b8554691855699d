//! `vitrine deploy` and `vitrine endpoint …`

use app::{
    endpoints::{DeployArgs, EndpointArgs, RegenerateArgs, UpdateArgs},
    json::NoArgs,
    monitor::RecordsArgs,
    rpc,
};
use domain::{
    endpoint::{Endpoint, EndpointConfig, EndpointState, KeyKind},
    error::{ErrorCode, Failure},
};
use serde_json::json;

use super::parse;
use crate::{
    args::{Deploy, EndpointCommand, Key},
    backend::Backend,
    print::Printer,
};

/// Serves a version behind a new endpoint.
pub async fn deploy(args: Deploy, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let defaults = EndpointConfig::default();
    let config = EndpointConfig {
        replicas: args.replicas.unwrap_or(defaults.replicas),
        queue: args.queue.unwrap_or(defaults.queue),
        concurrency: args.concurrency.unwrap_or(defaults.concurrency),
        auth: !args.no_auth,
        collect: !args.no_collect,
        ..defaults
    };
    let args = DeployArgs {
        reference: parse(&args.reference)?,
        endpoint: args.endpoint.as_deref().map(parse).transpose()?,
        config: Some(config),
    };
    let endpoint = backend.call::<rpc::EndpointDeploy>(args).await?;
    printer.value_or(&json!(endpoint), || printer.endpoint(&endpoint));
    must_be_healthy(&endpoint)
}

/// Lists, shows, updates and deletes endpoints.
pub async fn run(command: EndpointCommand, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    match command {
        EndpointCommand::List => {
            let list = backend.call::<rpc::EndpointList>(NoArgs {}).await?;
            printer.value_or(&json!(list), || printer.endpoints(&list.endpoints));
        }
        EndpointCommand::Show { name } => {
            let endpoint = backend.call::<rpc::EndpointShow>(EndpointArgs { name: parse(&name)? }).await?;
            printer.value_or(&json!(endpoint), || printer.endpoint(&endpoint));
        }
        EndpointCommand::Update { name, reference } => {
            let args = UpdateArgs { name: parse(&name)?, reference: parse(&reference)? };
            let endpoint = backend.call::<rpc::EndpointUpdate>(args).await?;
            printer.value_or(&json!(endpoint), || printer.endpoint(&endpoint));
        }
        EndpointCommand::Keys { name, regenerate } => keys(&name, regenerate, backend, printer).await?,
        EndpointCommand::Logs { name, limit } => {
            let args = RecordsArgs { endpoint: parse(&name)?, limit: Some(limit), before: None };
            let page = backend.call::<rpc::MonitorRecords>(args).await?;
            printer.value_or(&json!(page), || printer.records(&page.records));
        }
        EndpointCommand::Delete { name } => {
            backend.call::<rpc::EndpointDelete>(EndpointArgs { name: parse(&name)? }).await?;
            printer
                .value_or(&json!({ "deleted": name }), || printer.line(&format!("Deleted endpoint {name}.")));
        }
    }
    Ok(())
}

async fn keys(
    name: &str,
    regenerate: Option<Key>,
    backend: &Backend,
    printer: &Printer,
) -> Result<(), Failure> {
    let name = parse(name)?;
    let keys = match regenerate {
        None => backend.call::<rpc::EndpointKeys>(EndpointArgs { name }).await?,
        Some(key) => {
            let key = match key {
                Key::Primary => KeyKind::Primary,
                Key::Secondary => KeyKind::Secondary,
            };
            backend.call::<rpc::EndpointRegenerateKey>(RegenerateArgs { name, key }).await?
        }
    };
    printer.value_or(&json!(keys), || {
        printer.line(&format!("primary    {}", keys.primary_key));
        printer.line(&format!("secondary  {}", keys.secondary_key));
    });
    Ok(())
}

/// A script that deploys wants a code when the model does not come up.
fn must_be_healthy(endpoint: &Endpoint) -> Result<(), Failure> {
    if endpoint.state != EndpointState::Failed {
        return Ok(());
    }
    let reason = endpoint.reason.clone().unwrap_or_default();
    Err(Failure {
        code: ErrorCode::Unavailable,
        message: format!("endpoint '{}' failed: {reason}", endpoint.name),
        hint: None,
    })
}
