//! `vitrine filter …`

use app::{
    finding::{SaveFilterArgs, SavedFilterArgs},
    json::NoArgs,
    rpc,
};
use domain::error::{ErrorCode, Failure};
use serde_json::json;

use crate::{
    args::FilterCommand,
    backend::Backend,
    print::{Printer, plural},
};

/// Lists, keeps and forgets filters.
pub async fn run(command: FilterCommand, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    match command {
        FilterCommand::List => {
            let filters = backend.call::<rpc::FilterList>(NoArgs {}).await?;
            printer.value_or(&json!({ "filters": filters }), || {
                for saved in &filters {
                    let count =
                        saved.count.map_or("cannot be read".to_owned(), |count| plural(count, "model"));
                    printer.line(&format!("{}: {} ({count})", saved.name, saved.filter));
                }
            });
        }
        FilterCommand::Save { name, filter, sort } => {
            printer.fault_in(&filter);
            let args = SaveFilterArgs { name, filter, sort, at: None };
            let saved = backend.call::<rpc::FilterSave>(args).await?;
            printer.value_or(&json!(saved), || printer.line(&format!("Saved '{}'.", saved.name)));
        }
        FilterCommand::Delete { name } => {
            let filters = backend.call::<rpc::FilterList>(NoArgs {}).await?;
            let saved = filters.into_iter().find(|saved| saved.name == name).ok_or_else(|| Failure {
                code: ErrorCode::NotFound,
                message: format!("there is no saved filter '{name}'"),
                hint: Some("`vitrine filter list` names them.".to_owned()),
            })?;
            let forgotten = backend.call::<rpc::FilterDelete>(SavedFilterArgs { id: saved.id }).await?;
            printer.value_or(&json!(forgotten), || printer.line(&format!("Forgot '{name}'.")));
        }
    }
    Ok(())
}
