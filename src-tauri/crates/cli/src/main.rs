//! `vitrine`: the command line over the same use cases as the window.

mod args;
mod backend;
mod commands;
mod exit;
mod print;
mod progress;

use std::{io::IsTerminal as _, process::ExitCode};

use domain::error::Failure;

use crate::{args::Args, backend::Backend, print::Printer};

fn main() -> ExitCode {
    if app::trial::is_child() {
        return app::trial::child();
    }
    let args = match Args::read() {
        Ok(args) => args,
        // Clap prints help on stdout with code 0 and a usage error on stderr with code 2.
        Err(error) => error.exit(),
    };
    start_log(args.command.is_host());
    let printer = Printer::new(args.json);
    let runtime = match runtime(args.command.is_host()) {
        Ok(runtime) => runtime,
        Err(error) => {
            printer.failure(&exit::internal(format!("the async runtime did not start: {error}")));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(args, &printer)) {
        Ok(()) if printer.has_bad_news() => ExitCode::FAILURE,
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            printer.failure(&failure);
            exit::code(failure.code)
        }
    }
}

async fn run(args: Args, printer: &Printer) -> Result<(), Failure> {
    let workspace = args.workspace.unwrap_or_else(app::workspace::default_path);
    if let args::Command::Serve(options) = &args.command {
        return commands::serve::run(&workspace, options, printer).await;
    }
    let backend = Backend::open(&workspace).await?;
    let done = commands::run(args.command, &backend, printer).await;
    backend.close().await;
    done
}

/// A single command needs no threads of its own; a host takes them all.
fn runtime(host: bool) -> std::io::Result<tokio::runtime::Runtime> {
    let mut builder = if host {
        tokio::runtime::Builder::new_multi_thread()
    } else {
        tokio::runtime::Builder::new_current_thread()
    };
    builder.enable_all().build()
}

/// Messages go to stderr: a host tells what it does, a single command only what goes wrong.
fn start_log(host: bool) {
    let level = if host { tracing::Level::INFO } else { tracing::Level::ERROR };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}
