//! The checks that need no running program: format, lints, types, walls, bindings.

use crate::{
    node, prerequisites,
    shell::{Result, cargo, run},
    stages, system,
};

/// `cargo xtask check`: the quick part of `cargo xtask test`.
///
/// # Errors
/// The sentence of the first check that fails.
pub fn check() -> Result {
    stages::run(&[
        ("prerequisites", prerequisites),
        ("format", format),
        ("types", types),
        ("lints", lints),
        ("walls", walls),
    ])
}

/// `cargo xtask bindings`: writes the window's TypeScript types from the command table.
///
/// # Errors
/// When the command table does not compile or the file cannot be written.
pub fn write_bindings() -> Result {
    prerequisites::rust()?;
    system::require(&[system::CLI])?;
    run(cargo(["test", "--package", "app", "--test", "bindings"]).env("UPDATE_BINDINGS", "1"))
}

/// Rust is formatted as rustfmt does it.
pub fn format() -> Result {
    run(&mut cargo(["fmt", "--all", "--check"]))
}

/// Clippy finds nothing in any target of any crate, the window included.
pub fn lints() -> Result {
    run(&mut cargo(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
}

fn prerequisites() -> Result {
    prerequisites::rust()?;
    prerequisites::node()?;
    system::require(&[system::CLI, system::WINDOW])
}

/// The pages' types hold; then they are built, since the window's crate carries them.
fn types() -> Result {
    node::types()?;
    node::build()
}

fn walls() -> Result {
    run(&mut cargo(["test", "--quiet", "--workspace", "--locked", "--test", "walls"]))
}
