//! `vitrine import …` and `vitrine watch …`

use app::{
    import::{
        ImportArgs,
        mlflow::{MlflowImportArgs, RunModel, RunsArgs},
    },
    json::NoArgs,
    models::PathArgs,
    rpc,
    watch::{UnwatchArgs, WatchArgs},
};
use domain::error::Failure;
use serde_json::json;

use super::{model::absolute, pairs, parse};
use crate::{
    args::{Import, ImportCommand, Mlflow, WatchCommand},
    backend::Backend,
    exit::invalid,
    print::{Printer, plural},
};

/// Takes many models in at once.
pub async fn import(args: Import, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let Import { command, path, name, tags } = args;
    if let Some(ImportCommand::Mlflow(args)) = command {
        return mlflow(args, backend, printer).await;
    }
    let path = path.ok_or_else(|| invalid("expected a folder to import".into()))?;
    let args = ImportArgs {
        path: absolute(&path),
        name: name.as_deref().map(parse).transpose()?.unwrap_or_default(),
        tags: pairs::tags(&tags)?,
        job: None,
    };
    let done = backend.call::<rpc::ImportFolder>(args).await?;
    printer.value_or(&json!(done), || {
        printer.line(&format!("Registered {}.", plural(done.versions, "version")));
        for refused in &done.refused {
            printer.line(&refused.failure.message);
        }
    });
    Ok(())
}

async fn mlflow(args: Mlflow, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let path = absolute(&args.path);
    if let (true, Some(experiment)) = (args.list, args.experiment) {
        let page = backend.call::<rpc::MlflowRuns>(RunsArgs { path, experiment, after: args.after }).await?;
        printer.value_or(&json!(page), || printer.runs(&page));
        return Ok(());
    }
    if args.list {
        let study = backend.call::<rpc::MlflowOpen>(PathArgs { path }).await?;
        printer.value_or(&json!(study), || printer.study(&study));
        return Ok(());
    }
    let args = MlflowImportArgs {
        path,
        models: args.models,
        runs: args.runs.iter().map(|text| run(text)).collect::<Result<_, _>>()?,
        tags: pairs::tags(&args.tags)?,
        job: None,
    };
    let done = backend.call::<rpc::MlflowImport>(args).await?;
    printer.value_or(&json!(done), || {
        printer.versions(&done.versions);
        for skipped in &done.skipped {
            printer.line(&format!("Skipped {}: {}", skipped.what, skipped.failure.message));
        }
    });
    Ok(())
}

/// `NAME=RUN` or `NAME=RUN/MODEL`.
fn run(text: &str) -> Result<RunModel, Failure> {
    let wrong = || invalid(format!("'{text}' names no run: expected NAME=RUN or NAME=RUN/MODEL"));
    let (name, run) = text.split_once('=').ok_or_else(wrong)?;
    let (run, model) = match run.split_once('/') {
        Some((run, model)) => (run, Some(model.to_owned())),
        None => (run, None),
    };
    Ok(RunModel { run: run.to_owned(), model, name: parse(name)? })
}

/// Watches folders.
pub async fn watch(command: WatchCommand, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    match command {
        WatchCommand::Add { path, name, tags, poll } => {
            let args = WatchArgs {
                path: absolute(&path),
                name: name.as_deref().map(parse).transpose()?.unwrap_or_default(),
                tags: pairs::tags(&tags)?,
                polling: poll,
            };
            let folder = backend.call::<rpc::WatchAdd>(args).await?;
            printer.value_or(&json!(folder), || printer.watched(std::slice::from_ref(&folder)));
        }
        WatchCommand::List => {
            let list = backend.call::<rpc::WatchListing>(NoArgs {}).await?;
            printer.value_or(&json!(list), || printer.watched(&list.folders));
        }
        WatchCommand::Remove { path } => {
            backend.call::<rpc::WatchRemove>(UnwatchArgs { path: absolute(&path) }).await?;
            printer.value_or(&json!({}), || printer.line("It is watched no longer; its models stay."));
        }
    }
    Ok(())
}
