//! `vitrine model delete`, `restore` and `verify`, `vitrine trash …`, `vitrine gc`

use app::{
    rpc,
    storage::{CollectArgs, VerifyArgs},
    trash::{DeleteArgs, EmptyArgs, RestoreArgs, TrashArgs},
};
use domain::error::Failure;
use serde_json::json;

use super::{many, parse};
use crate::{
    args::{Delete, TrashCommand},
    backend::Backend,
    print::{Printer, bytes, plural},
    progress::follow,
};

/// Lists or empties the trash.
pub async fn run(command: TrashCommand, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    match command {
        TrashCommand::List { limit, after } => {
            let args = TrashArgs { limit: Some(limit), after };
            let page = backend.call::<rpc::TrashList>(args).await?;
            printer.value_or(&json!(page), || printer.trash(&page));
        }
        TrashCommand::Empty { references } => {
            let references = many::references(&references)?;
            let emptied = follow::<rpc::TrashEmpty>(backend, |job| EmptyArgs { references, job }).await?;
            printer.value_or(&json!(emptied), || {
                let versions = plural(emptied.versions, "version");
                printer.line(&format!("Removed {versions}, freed {}.", bytes(emptied.freed_bytes)));
            });
        }
    }
    Ok(())
}

/// Deletes into the trash, or for good.
pub async fn delete(args: Delete, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let Delete { references, purge, skip, matching } = args;
    let args = DeleteArgs { targets: many::targets(&references, matching, printer)?, purge, skip };
    let deleted = backend.call::<rpc::ModelDelete>(args).await?;
    printer.value_or(&json!(deleted), || {
        let versions = plural(deleted.versions, "version");
        if purge {
            printer.line(&format!("Deleted {versions}, freed {}.", bytes(deleted.freed_bytes)));
        } else {
            printer.line(&format!("Put {versions} into the trash, {}.", bytes(deleted.size_bytes)));
        }
        if let Some(number) = deleted.undo {
            printer.aside(&format!("Undo: vitrine model restore --deletion {number}"));
        }
        for refused in &deleted.refused {
            printer.aside(&format!("{} stays: {}", refused.reference, refused.failure.message));
        }
    });
    if !deleted.refused.is_empty() {
        printer.bad_news();
    }
    Ok(())
}

/// Brings versions back: those that are named, or all that one deletion took.
pub async fn restore(
    names: &[String],
    deletion: Option<u64>,
    backend: &Backend,
    printer: &Printer,
) -> Result<(), Failure> {
    let args = RestoreArgs { references: many::references(names)?, undo: deletion };
    let restored = backend.call::<rpc::ModelRestore>(args).await?;
    printer.value_or(&json!(restored), || {
        printer.line(&format!("Restored {}.", plural(restored.versions, "version")));
    });
    Ok(())
}

/// Reads everything again; damage is told by the exit code too.
pub async fn verify(reference: Option<&str>, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let reference = reference.map(parse).transpose()?;
    let found = follow::<rpc::ModelVerify>(backend, |job| VerifyArgs { reference, job }).await?;
    printer.value_or(&json!(found), || printer.verification(&found));
    if !found.damage.is_empty() {
        printer.bad_news();
    }
    Ok(())
}

/// Frees what no version needs.
pub async fn collect(backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let collected = follow::<rpc::GarbageCollect>(backend, |job| CollectArgs { job }).await?;
    printer.value_or(&json!(collected), || {
        printer.line(&format!("Freed {}.", bytes(collected.freed_bytes)));
    });
    Ok(())
}
