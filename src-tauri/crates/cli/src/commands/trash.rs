//! `vitrine model delete`, `restore` and `verify`, `vitrine trash …`, `vitrine gc`

use app::{
    rpc,
    storage::{CollectArgs, VerifyArgs},
    trash::{DeleteArgs, EmptyArgs, RestoreArgs, TrashArgs},
};
use domain::{error::Failure, reference::ModelRef};
use serde_json::json;

use super::parse;
use crate::{
    args::{Delete, TrashCommand},
    backend::Backend,
    print::{Printer, bytes, plural},
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
            let args = EmptyArgs { references: all(&references)?, job: None };
            let emptied = backend.call::<rpc::TrashEmpty>(args).await?;
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
    let Delete { references, purge, skip } = args;
    let args = DeleteArgs { references: all(&references)?, purge, skip, ..DeleteArgs::default() };
    let deleted = backend.call::<rpc::ModelDelete>(args).await?;
    printer.value_or(&json!(deleted), || {
        let versions = plural(deleted.versions, "version");
        match deleted.undo {
            None => printer.line(&format!("Deleted {versions}, freed {}.", bytes(deleted.freed_bytes))),
            Some(_) => {
                printer.line(&format!("Put {versions} into the trash, {}.", bytes(deleted.size_bytes)))
            }
        }
        for refused in &deleted.refused {
            eprintln!("{} stays: {}", refused.reference, refused.failure.message);
        }
    });
    if !deleted.refused.is_empty() {
        printer.bad_news();
    }
    Ok(())
}

/// Brings versions back.
pub async fn restore(references: &[String], backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let args = RestoreArgs { references: all(references)?, undo: None };
    let restored = backend.call::<rpc::ModelRestore>(args).await?;
    printer.value_or(&json!(restored), || {
        printer.line(&format!("Restored {}.", plural(restored.versions, "version")));
    });
    Ok(())
}

/// Reads everything again; damage is told by the exit code too.
pub async fn verify(reference: Option<&str>, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let reference = reference.map(parse).transpose()?;
    let found = backend.call::<rpc::ModelVerify>(VerifyArgs { reference, job: None }).await?;
    printer.value_or(&json!(found), || printer.verification(&found));
    if !found.damage.is_empty() {
        printer.bad_news();
    }
    Ok(())
}

/// Frees what no version needs.
pub async fn collect(backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let collected = backend.call::<rpc::GarbageCollect>(CollectArgs::default()).await?;
    printer.value_or(&json!(collected), || {
        printer.line(&format!("Freed {}.", bytes(collected.freed_bytes)));
    });
    Ok(())
}

fn all(references: &[String]) -> Result<Vec<ModelRef>, Failure> {
    references.iter().map(|text| parse(text)).collect()
}
