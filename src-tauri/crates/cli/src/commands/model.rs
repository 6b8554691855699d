//! `vitrine model …`

use std::path::Path;

use app::{
    models::{ListArgs, ModelArgs, PathArgs, ReferenceArgs},
    register::RegisterArgs,
    rpc,
};
use domain::{error::Failure, model::Resources, reference::ModelRef};
use serde_json::json;

use super::{edit, graph, input, pairs, parse, size, trash};
use crate::{
    args::{List, ModelCommand, Register},
    backend::Backend,
    exit::invalid,
    print::Printer,
    progress::follow,
};

/// Registers, finds, tags and deletes models.
pub async fn run(command: ModelCommand, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    match command {
        ModelCommand::Register(args) => register(*args, backend, printer).await,
        ModelCommand::List(args) => list(args, backend, printer).await,
        ModelCommand::Show { reference } => show(parse(&reference)?, backend, printer).await,
        ModelCommand::Inspect { path } => {
            let found = backend.call::<rpc::ModelInspect>(PathArgs { path: absolute(&path) }).await?;
            printer.value_or(&json!(found), || printer.inspection(&found));
            Ok(())
        }
        ModelCommand::Tag(args) => edit::tag(args, backend, printer).await,
        ModelCommand::Alias(args) => edit::alias(args, backend, printer).await,
        ModelCommand::Activity(args) => edit::activity(args, backend, printer).await,
        ModelCommand::Undo { entries } => edit::undo(entries, backend, printer).await,
        ModelCommand::Export(args) => edit::export(args, backend, printer).await,
        ModelCommand::Set(args) => edit::set(*args, backend, printer).await,
        ModelCommand::Measure { reference } => {
            let args = ReferenceArgs { reference: parse(&reference)? };
            let version = backend.call::<rpc::ModelAssess>(args).await?;
            printer.value_or(&json!(version), || printer.version(&version));
            Ok(())
        }
        ModelCommand::Graph(args) => graph::run(args, backend, printer).await,
        ModelCommand::Delete(args) => trash::delete(args, backend, printer).await,
        ModelCommand::Restore { references, deletion } => {
            trash::restore(&references, deletion, backend, printer).await
        }
        ModelCommand::Verify { reference } => trash::verify(reference.as_deref(), backend, printer).await,
    }
}

async fn register(args: Register, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let path = match args.path.to_str() {
        Some(address) if download::is_address(address) => address.to_owned(),
        _ => absolute(&args.path),
    };
    let args = RegisterArgs {
        tags: pairs::tags(&args.tags)?,
        properties: pairs::tags(&args.properties)?,
        description: args.description,
        notes: args.notes.as_deref().map(input::text).transpose()?,
        framework: args.framework,
        framework_version: args.framework_version,
        run_id: args.run_id,
        experiment: args.experiment,
        created_by: args.created_by,
        parent: args.parent.as_deref().map(parse).transpose()?,
        resources: Resources {
            cpu: args.cpu.as_deref().map(edit::cpu).transpose()?,
            memory_bytes: args.memory.as_deref().map(size::bytes).transpose().map_err(invalid)?,
        },
        datasets: pairs::datasets(&args.datasets)?,
        metrics: pairs::numbers(&args.metrics)?,
        params: pairs::tags(&args.params)?,
        sample_input: args.sample_input.as_deref().map(absolute),
        reference: args.reference,
        sha256: args.sha256,
        allow_private: args.allow_private,
        ..RegisterArgs::new(parse(&args.name)?, path)
    };
    let version = follow::<rpc::ModelRegister>(backend, |job| RegisterArgs { job, ..args }).await?;
    printer.value_or(&json!(version), || printer.version(&version));
    if version.version == 1 {
        let model = backend.call::<rpc::ModelShow>(ModelArgs { name: version.name }).await?;
        printer.look_alikes(&model);
    }
    Ok(())
}

async fn list(args: List, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    if let Some(filter) = &args.filter {
        printer.fault_in(filter);
    }
    let query = ListArgs {
        filter: args.filter,
        limit: Some(args.limit),
        after: args.after,
        at: None,
        sort: args.sort,
    };
    if args.models {
        let page = backend.call::<rpc::ModelList>(query).await?;
        printer.value_or(&json!(page), || {
            let latest: Vec<_> = page.models.iter().map(|row| row.latest.clone()).collect();
            printer.versions(&latest);
            printer.shown(latest.len(), page.total, "model");
        });
    } else {
        let page = backend.call::<rpc::VersionList>(query).await?;
        printer.value_or(&json!(page), || {
            printer.versions(&page.versions);
            printer.shown(page.versions.len(), page.total, "version");
        });
    }
    Ok(())
}

async fn show(reference: ModelRef, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    if reference.version.is_some() {
        let version = backend.call::<rpc::VersionShow>(ReferenceArgs { reference }).await?;
        printer.value_or(&json!(version), || printer.version(&version));
    } else {
        let model = backend.call::<rpc::ModelShow>(ModelArgs { name: reference.name }).await?;
        printer.value_or(&json!(model), || printer.model(&model));
    }
    Ok(())
}

/// The owner of the workspace may run in another folder, so paths leave here whole.
pub fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}
