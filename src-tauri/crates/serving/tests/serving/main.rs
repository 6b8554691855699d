//! The server over real HTTP, with real models.

#![expect(clippy::unwrap_used, reason = "a test's failure is a panic")]

mod azure;
mod bad_input;
mod codec;
mod endpoints;
mod harness;
mod inputs;
mod mlflow;
mod server;
mod swagger;
mod v2;
