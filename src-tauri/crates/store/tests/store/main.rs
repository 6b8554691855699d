//! The store with real files and a real database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod crash;
mod endpoints;
mod export;
mod faults;
mod files;
mod filters;
mod in_place;
mod keeping;
mod lists;
mod log;
mod opening;
mod registry;
mod sequences;
mod simple;
mod support;
mod trash;
mod verification;
