//! What each word does: arguments in, one call of the command table, the answer printed.

mod edit;
mod endpoint;
mod filter;
mod graph;
mod input;
mod limits;
mod many;
mod model;
mod monitor;
mod pairs;
mod samples;
mod scoring;
pub mod serve;
mod size;
mod trash;
mod ways;

use domain::error::Failure;

use crate::{args::Command, backend::Backend, exit::internal, print::Printer};

/// Carries out any command but `serve`.
pub async fn run(command: Command, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    match command {
        Command::Model(command) => model::run(command, backend, printer).await,
        Command::Trash(command) => trash::run(command, backend, printer).await,
        Command::Gc => trash::collect(backend, printer).await,
        Command::Import(args) => ways::import(*args, backend, printer).await,
        Command::Watch(command) => ways::watch(command, backend, printer).await,
        Command::Samples(command) => samples::run(command, backend, printer).await,
        Command::Predict(args) => scoring::predict(args, backend, printer).await,
        Command::Deploy(args) => endpoint::deploy(args, backend, printer).await,
        Command::Endpoint(command) => endpoint::run(command, backend, printer).await,
        Command::Score(args) => scoring::score(args, backend, printer).await,
        Command::Monitor(args) => monitor::run(args, backend, printer).await,
        Command::Filter(command) => filter::run(command, backend, printer).await,
        Command::Limits(args) => limits::run(args, backend, printer).await,
        Command::Serve(_) => Err(internal("a host is started before a workspace is looked for".into())),
    }
}

/// Reads a name or a reference.
fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|error: T::Err| crate::exit::invalid(error.to_string()))
}
