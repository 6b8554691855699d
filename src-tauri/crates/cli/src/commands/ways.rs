//! `vitrine import …` and `vitrine watch …`

use app::{
    import::{
        ImportArgs,
        mlflow::{MlflowImportArgs, RunModel, RunsArgs, Skipped},
    },
    json::NoArgs,
    models::PathArgs,
    naming::Naming,
    register::many::{LeftOut, NotRegistered},
    rpc,
    watch::{UnwatchArgs, WatchArgs},
};
use domain::error::Failure;
use serde_json::json;

use super::{model::absolute, pairs, parse};
use crate::{
    args::{self, Import, ImportCommand, Mlflow, WatchCommand},
    backend::Backend,
    exit::invalid,
    print::{Printer, plural},
    progress::follow,
};

/// Takes many models in at once.
pub async fn import(args: Import, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let Import { command, path, naming, reference } = args;
    if let Some(ImportCommand::Mlflow(args)) = command {
        return mlflow(args, backend, printer).await;
    }
    let path = path.ok_or_else(|| invalid("expected a folder to import".into()))?;
    let (path, naming) = (absolute(&path), named(&naming)?);
    let done =
        follow::<rpc::ImportFolder>(backend, |job| ImportArgs { path, naming, reference, job }).await?;
    let said = |refused: &NotRegistered| (refused.left_out, refused.failure.message.clone());
    let left: Vec<_> = done.refused.iter().map(said).collect();
    printer.value_or(&json!(done), || {
        printer.line(&format!("Registered {}.", plural(done.versions, "version")));
        printer.left_out(&left);
    });
    tell(&left, printer);
    Ok(())
}

/// What was not taken in, though nobody said that it is no model or known, is bad news.
fn tell(left: &[(LeftOut, String)], printer: &Printer) {
    if left.iter().any(|(why, _)| matches!(why, LeftOut::Stopped | LeftOut::Failed)) {
        printer.bad_news();
    }
}

fn named(words: &args::Naming) -> Result<Naming, Failure> {
    let name = words.name.as_deref().map(parse).transpose()?.unwrap_or_default();
    Ok(Naming { name, tags: pairs::tags(&words.tags)? })
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
    let done = follow::<rpc::MlflowImport>(backend, |job| MlflowImportArgs { job, ..args }).await?;
    let said = |skipped: &Skipped| format!("{}: {}", skipped.what, skipped.failure.message);
    let left: Vec<_> = done.skipped.iter().map(|skipped| (skipped.left_out, said(skipped))).collect();
    printer.value_or(&json!(done), || {
        printer.versions(&done.versions);
        printer.left_out(&left);
    });
    tell(&left, printer);
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
        WatchCommand::Add { path, naming, poll } => {
            let args = WatchArgs { path: absolute(&path), naming: named(&naming)?, polling: poll };
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
