//! What people say of versions: `vitrine model tag`, `set`, `alias`, `activity`, `export`.

use app::{
    activity::ActivityArgs,
    aliases::AliasArgs,
    correct::CorrectArgs,
    edit::EditArgs,
    export::ExportArgs,
    models::{ReferenceArgs, TagArgs},
    rpc,
};
use domain::{
    error::Failure,
    model::{ModelVersion, names},
    name::Alias,
    reference::{ModelRef, Which},
};
use serde_json::json;

use super::{model::absolute, pairs, parse, size};
use crate::{
    args::{ActivityLog, AliasWords, Export, Set, TagWords},
    backend::Backend,
    exit::invalid,
    print::{Printer, bytes, plural},
};

/// Sets and removes tags.
pub async fn tag(args: TagWords, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let args =
        TagArgs { reference: parse(&args.reference)?, set: pairs::tags(&args.tags)?, remove: args.remove };
    let tags = backend.call::<rpc::ModelTag>(args).await?;
    printer.value_or(&json!({ "tags": tags }), || printer.line(&printer.tags(&tags)));
    Ok(())
}

/// Lets an alias stand at a version, or takes it away.
pub async fn alias(args: AliasWords, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let reference: ModelRef = parse(&args.reference)?;
    if let Some(alias) = args.remove {
        let alias: Alias = parse(&alias)?;
        let args = AliasArgs { reference: reference.clone(), alias: alias.clone() };
        backend.call::<rpc::ModelUnalias>(args).await?;
        let name = &reference.name;
        printer.value_or(&json!({ "removed": alias }), || printer.line(&format!("Removed {name}@{alias}.")));
        return Ok(());
    }
    let alias: Alias = parse(&args.alias.unwrap_or_default())?;
    let aliases = backend.call::<rpc::ModelAlias>(AliasArgs { reference: reference.clone(), alias }).await?;
    printer.value_or(&json!({ "reference": reference, "aliases": aliases }), || {
        let aliases: Vec<_> = aliases.iter().map(Alias::as_str).collect();
        printer.line(&format!("{reference}  {}", aliases.join(" ")));
    });
    Ok(())
}

/// Changes what may change of a version: what is said of its file first, then the rest.
pub async fn set(args: Set, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let reference: ModelRef = parse(&args.reference)?;
    let (correction, edit) = (correction(&args, &reference)?, edit(args, reference.clone())?);
    let mut version = None;
    if let Some(edit) = edit {
        version = Some(backend.call::<rpc::VersionEdit>(edit).await?);
    }
    if let Some(correction) = correction {
        version = Some(backend.call::<rpc::ModelCorrect>(correction).await?);
    }
    let version: ModelVersion = match version {
        Some(version) => version,
        None => backend.call::<rpc::VersionShow>(ReferenceArgs { reference }).await?,
    };
    printer.value_or(&json!(version), || printer.version(&version));
    Ok(())
}

fn correction(args: &Set, reference: &ModelRef) -> Result<Option<CorrectArgs>, Failure> {
    let said_any = [&args.task, &args.classes, &args.columns, &args.engine].iter().any(|said| said.is_some());
    if !said_any {
        return Ok(None);
    }
    Ok(Some(CorrectArgs {
        reference: reference.clone(),
        task: said(args.task.as_deref(), "auto", parse)?,
        class_names: said(args.classes.as_deref(), "auto", |text| Ok(names(text)))?,
        columns: said(args.columns.as_deref(), "auto", |text| Ok(names(text)))?,
        engine: said(args.engine.as_deref(), "auto", parse)?,
    }))
}

fn edit(args: Set, reference: ModelRef) -> Result<Option<EditArgs>, Failure> {
    let text = |text: Option<String>| text.map(|text| (text != "none").then_some(text));
    let notes = match &args.notes {
        Some(path) => Some(super::input::text(path)?),
        None => None,
    };
    let edit = EditArgs {
        description: args.description,
        notes,
        framework: text(args.framework),
        framework_version: text(args.framework_version),
        run_id: text(args.run_id),
        experiment: text(args.experiment),
        parent: said(args.parent.as_deref(), "none", parse)?,
        cpu: said(args.cpu.as_deref(), "none", cpu)?,
        memory_bytes: said(args.memory.as_deref(), "none", |text| size::bytes(text).map_err(invalid))?,
        properties: pairs::tags(&args.properties)?,
        ..EditArgs::new(reference.clone())
    };
    let nothing = json!(edit) == json!(EditArgs::new(reference));
    Ok((!nothing).then_some(edit))
}

/// Processors.
pub fn cpu(text: &str) -> Result<f64, Failure> {
    text.parse().map_err(|_| invalid(format!("expected a number of processors such as 0.5, got '{text}'")))
}

/// What is said in an option: nothing, the word for taking it back, or a value.
fn said<T>(
    text: Option<&str>,
    back: &str,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Option<Option<T>>, Failure> {
    match text {
        None => Ok(None),
        Some(text) if text == back => Ok(Some(None)),
        Some(text) => read(text).map(|value| Some(Some(value))),
    }
}

/// Shows who changed what.
pub async fn activity(args: ActivityLog, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let reference: Option<ModelRef> = args.reference.as_deref().map(parse).transpose()?;
    let version = match reference.as_ref().map(|reference| (&reference.version, reference)) {
        Some((Some(Which::Number(number)), _)) => Some(*number),
        Some((Some(Which::Alias(_)), reference)) => {
            let args = ReferenceArgs { reference: reference.clone() };
            Some(backend.call::<rpc::VersionShow>(args).await?.version)
        }
        _ => None,
    };
    let query = ActivityArgs {
        model: reference.map(|reference| reference.name),
        version,
        endpoint: args.endpoint.as_deref().map(parse).transpose()?,
        limit: Some(args.limit),
        before: args.before,
    };
    let page = backend.call::<rpc::ActivityList>(query).await?;
    printer.value_or(&json!(page), || {
        printer.activity(&page.entries);
        printer.shown(page.entries.len(), page.total, "change");
    });
    Ok(())
}

/// Gives files back.
pub async fn export(args: Export, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let mut destination = absolute(&args.destination);
    // A slash at the end says that a folder is meant, and is lost when a path is made whole.
    if args.destination.as_os_str().to_string_lossy().ends_with('/') && !destination.ends_with('/') {
        destination.push('/');
    }
    let args =
        ExportArgs { reference: parse(&args.reference)?, destination, datasets: args.datasets, job: None };
    let out = backend.call::<rpc::ModelExport>(args).await?;
    printer.value_or(&json!(out), || {
        printer.line(&format!("{}, {}: {}", plural(out.files, "file"), bytes(out.bytes), out.path));
    });
    Ok(())
}
