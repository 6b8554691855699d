//! What people say of versions: `vitrine model tag`, `set`, `alias`, `activity`, `undo`, `export`.

use app::{
    activity::{ActivityArgs, UndoArgs},
    aliases::AliasArgs,
    correct::CorrectArgs,
    edit::EditArgs,
    export::{ExportArgs, ExportManyArgs},
    many::{AliasManyArgs, TagManyArgs},
    models::{ReferenceArgs, TagArgs},
    rpc,
};
use domain::{
    activity::Undo,
    error::Failure,
    model::{ModelVersion, names},
    name::Alias,
    reference::{ModelRef, Which},
};
use serde_json::json;

use super::{
    many::{Meant, meant},
    model::absolute,
    pairs, parse, size,
};
use crate::{
    args::{ActivityLog, AliasWords, Entries, Export, Set, TagWords},
    backend::Backend,
    exit::invalid,
    print::{Printer, bytes, grouped, plural},
    progress::follow,
};

/// Sets and removes tags: of one, whose tags are then shown, or of many.
pub async fn tag(args: TagWords, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let (names, pairs) = args.apart();
    let (set, remove) = (pairs::tags(&pairs)?, args.remove);
    match meant(&names, args.matching, printer)? {
        Meant::One(reference) => {
            let tags = backend.call::<rpc::ModelTag>(TagArgs { reference, set, remove }).await?;
            printer.value_or(&json!({ "tags": tags }), || printer.line(&printer.tags(&tags)));
        }
        Meant::Many(targets) => {
            let changed = backend.call::<rpc::ModelsTag>(TagManyArgs { targets, set, remove }).await?;
            printer.value_or(&json!(changed), || printer.changed(&changed));
        }
    }
    Ok(())
}

/// Lets an alias stand at versions, or takes it away.
pub async fn alias(args: AliasWords, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let (names, alias) = args.apart();
    let (names, set) = (names.to_vec(), alias.map(parse::<Alias>).transpose()?);
    let remove = args.remove.as_deref().map(parse::<Alias>).transpose()?;
    match (meant(&names, args.matching, printer)?, set, remove) {
        (Meant::One(reference), Some(alias), _) => {
            let args = AliasArgs { reference: reference.clone(), alias };
            let aliases = backend.call::<rpc::ModelAlias>(args).await?;
            printer.value_or(&json!({ "reference": reference, "aliases": aliases }), || {
                let aliases: Vec<_> = aliases.iter().map(Alias::as_str).collect();
                printer.line(&format!("{reference}  {}", aliases.join(" ")));
            });
        }
        (Meant::One(reference), None, Some(alias)) => {
            let name = reference.name.clone();
            backend.call::<rpc::ModelUnalias>(AliasArgs { reference, alias: alias.clone() }).await?;
            printer
                .value_or(&json!({ "removed": alias }), || printer.line(&format!("Removed {name}@{alias}.")));
        }
        (Meant::One(_), None, None) => {}
        (Meant::Many(targets), set, remove) => {
            let args = AliasManyArgs {
                targets,
                set: set.into_iter().collect(),
                remove: remove.into_iter().collect(),
            };
            let changed = backend.call::<rpc::ModelsAlias>(args).await?;
            printer.value_or(&json!(changed), || printer.changed(&changed));
        }
    }
    Ok(())
}

/// Takes changes of tags and aliases back.
pub async fn undo(entries: Entries, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let Entries { first, last } = entries;
    let undone = backend.call::<rpc::ActivityUndo>(UndoArgs { undo: Undo { first, last } }).await?;
    printer.value_or(&json!(undone), || {
        printer.line(&format!("Took {} back.", plural(undone.restored, "change")));
        if undone.skipped > 0 {
            let since = "changed again since, or gone with what they belong to";
            printer.line(&format!("{} left as they are: {since}.", grouped(undone.skipped)));
        }
        if let Some(Undo { first, last }) = undone.undo {
            printer.aside(&format!("Undo: vitrine model undo {first}-{last}"));
        }
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
    let (names, to) = args.apart();
    let names: Vec<_> = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    let mut destination = absolute(to);
    // A slash at the end says that a folder is meant, and is lost when a path is made whole.
    if to.as_os_str().to_string_lossy().ends_with('/') && !destination.ends_with('/') {
        destination.push('/');
    }
    let datasets = args.datasets;
    let out = match meant(&names, args.matching, printer)? {
        Meant::One(reference) => {
            let args = |job| ExportArgs { reference, destination, datasets, job };
            follow::<rpc::ModelExport>(backend, args).await?
        }
        Meant::Many(targets) => {
            let args = |job| ExportManyArgs { targets, destination, datasets, job };
            follow::<rpc::ModelsExport>(backend, args).await?
        }
    };
    printer.value_or(&json!(out), || {
        printer.line(&format!("{}, {}: {}", plural(out.files, "file"), bytes(out.bytes), out.path));
    });
    Ok(())
}
