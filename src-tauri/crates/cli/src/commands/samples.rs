//! `vitrine samples …`

use app::{json::NoArgs, rpc, samples::SamplesArgs};
use domain::error::Failure;
use serde_json::json;

use super::parse;
use crate::{args::SamplesCommand, backend::Backend, print::Printer};

/// Lists or registers sample models.
pub async fn run(command: SamplesCommand, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    match command {
        SamplesCommand::List => {
            let samples = backend.call::<rpc::SamplesList>(NoArgs {}).await?;
            printer.value_or(&json!({ "samples": samples }), || {
                for sample in &samples {
                    printer.line(&format!("{}: {}", sample.name, sample.description));
                }
            });
        }
        SamplesCommand::Add { names } => {
            let names = names.iter().map(|name| parse(name)).collect::<Result<Vec<_>, _>>()?;
            let names = if names.is_empty() { None } else { Some(names) };
            let versions = backend.call::<rpc::SamplesAdd>(SamplesArgs { names }).await?;
            printer.value_or(&json!({ "versions": versions }), || printer.versions(&versions));
        }
    }
    Ok(())
}
