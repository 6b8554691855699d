//! `vitrine model …`

use std::path::Path;

use app::{
    correct::CorrectArgs,
    models::{ListArgs, ModelArgs, PathArgs, ReferenceArgs, TagArgs},
    register::RegisterArgs,
    rpc,
};
use domain::{error::Failure, model::names, reference::ModelRef};
use serde_json::json;

use super::{graph, pairs, parse, trash};
use crate::{
    args::{List, ModelCommand, Register, Set},
    backend::Backend,
    print::Printer,
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
        ModelCommand::Tag { reference, tags, remove } => {
            let args = TagArgs { reference: parse(&reference)?, set: pairs::tags(&tags)?, remove };
            let tags = backend.call::<rpc::ModelTag>(args).await?;
            printer.value_or(&json!({ "tags": tags }), || printer.line(&printer.tags(&tags)));
            Ok(())
        }
        ModelCommand::Set(args) => set(&args, backend, printer).await,
        ModelCommand::Measure { reference } => {
            let args = ReferenceArgs { reference: parse(&reference)? };
            let version = backend.call::<rpc::ModelAssess>(args).await?;
            printer.value_or(&json!(version), || printer.version(&version));
            Ok(())
        }
        ModelCommand::Graph(args) => graph::run(args, backend, printer).await,
        ModelCommand::Delete(args) => trash::delete(args, backend, printer).await,
        ModelCommand::Restore { references } => trash::restore(&references, backend, printer).await,
        ModelCommand::Verify { reference } => trash::verify(reference.as_deref(), backend, printer).await,
    }
}

async fn register(args: Register, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let args = RegisterArgs {
        name: parse(&args.name)?,
        path: absolute(&args.path),
        tags: pairs::tags(&args.tags)?,
        properties: pairs::tags(&args.properties)?,
        description: args.description,
        framework: args.framework,
        run_id: args.run_id,
        metrics: pairs::numbers(&args.metrics)?,
        params: pairs::tags(&args.params)?,
        sample_input: args.sample_input.as_deref().map(absolute),
        reference: args.reference,
        job: None,
    };
    let version = backend.call::<rpc::ModelRegister>(args).await?;
    printer.value_or(&json!(version), || printer.version(&version));
    Ok(())
}

async fn set(args: &Set, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let args = CorrectArgs {
        reference: parse(&args.reference)?,
        task: said(args.task.as_deref(), parse)?,
        class_names: said(args.classes.as_deref(), |text| Ok(names(text)))?,
        columns: said(args.columns.as_deref(), |text| Ok(names(text)))?,
        engine: said(args.engine.as_deref(), parse)?,
    };
    let version = backend.call::<rpc::ModelCorrect>(args).await?;
    printer.value_or(&json!(version), || printer.version(&version));
    Ok(())
}

/// What is said in an option: nothing, `auto` for the file's own word, or a value.
fn said<T>(
    text: Option<&str>,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Option<Option<T>>, Failure> {
    match text {
        None => Ok(None),
        Some("auto") => Ok(Some(None)),
        Some(text) => read(text).map(|value| Some(Some(value))),
    }
}

async fn list(args: List, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let query = ListArgs { filter: args.filter, limit: Some(args.limit), after: args.after, sort: args.sort };
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
pub(super) fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}
