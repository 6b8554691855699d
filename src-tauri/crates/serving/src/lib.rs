//! The embedded scoring server: endpoints with their replicas and queues, and the protocols that clients speak.
//!
//! A scoring call is bytes → [`domain::infer::InferRequest`] → [`Endpoints::infer`] →
//! [`domain::infer::InferResponse`] → bytes. The first and last steps are [`codec`]'s; limits, queueing and
//! recording live once, in [`Endpoints`].
//!
//! Invariant: this room knows neither the registry nor the inference log: versions and the recorder are handed in.

pub mod codec;
mod endpoints;
mod error;
mod http;
mod openapi;
mod server;

pub use endpoints::{Endpoints, Scored, Served};
pub use error::Error;
pub use http::{router, status};
pub use server::Server;

/// The largest body that is read, in bytes: 100 MB, the limit of Azure ML.
pub const MAX_BODY_BYTES: usize = 100_000_000;
