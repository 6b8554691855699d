//! `vitrine limits`

use app::{
    json::NoArgs,
    limits::{LimitName, LimitsArgs},
    rpc,
};
use domain::error::Failure;
use serde_json::json;

use crate::{args::Limits, backend::Backend, exit::invalid, print::Printer};

/// Shows the workspace's bounds, changed first where that is asked for.
pub async fn run(args: Limits, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let limits = if args.changes.is_empty() {
        backend.call::<rpc::LimitsShow>(NoArgs {}).await?
    } else {
        backend.call::<rpc::LimitsSet>(changes(&args.changes)?).await?
    };
    printer.value_or(&json!({ "limits": limits }), || printer.limits(&limits));
    Ok(())
}

fn changes(words: &[String]) -> Result<LimitsArgs, Failure> {
    let mut args = LimitsArgs::default();
    for word in words {
        let Some((name, value)) = word.split_once('=') else {
            return Err(invalid(format!("expected NAME=NUMBER, got '{word}'")));
        };
        let name = limit(name)?;
        match value {
            "default" => args.reset.push(name),
            number => {
                let found = number.replace('_', "").parse();
                let wrong =
                    |_| invalid(format!("expected a whole number or 'default' for {name}, got '{number}'"));
                args.set.insert(name, found.map_err(wrong)?);
            }
        }
    }
    Ok(args)
}

fn limit(name: &str) -> Result<LimitName, Failure> {
    serde_json::from_value(json!(name)).map_err(|error| invalid(format!("no such limit: {error}")))
}
