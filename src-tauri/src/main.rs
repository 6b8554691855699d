//! The window: pages in the system's web view, one bridge to [`app::rpc`], and the host that answers programs.
//!
//! Invariant: nothing is decided here. What the window can do, the command line can do through the same table.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod bridge;
mod owner;
#[cfg(target_os = "linux")]
mod paint;
mod signals;
mod window;

use std::{env, io::IsTerminal as _, process::ExitCode};

use tauri::{Manager as _, RunEvent, async_runtime};

use crate::owner::Owner;

fn main() -> ExitCode {
    if app::trial::is_child() {
        return app::trial::child();
    }
    #[cfg(target_os = "linux")]
    paint::plainly_without_a_card();
    open()
}

fn open() -> ExitCode {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let folder = match arguments::workspace(env::args_os().skip(1)) {
        Ok(folder) => folder.unwrap_or_else(app::workspace::default_path),
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    let program = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(Owner::of(folder))
        .invoke_handler(tauri::generate_handler![bridge::rpc])
        .on_page_load(window::show_when_loaded)
        .setup(|program| {
            owner::open_early(program.handle());
            signals::exit_when_asked(program.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    match program {
        Ok(program) => {
            program.run(|handle, event| {
                if matches!(event, RunEvent::Exit) {
                    async_runtime::block_on(handle.state::<Owner>().close());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("The window cannot be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
