//! Pure types and maths that every other room speaks: names, versions, tags, signatures, tensors,
//! endpoints, inference records, the filter language, error codes.
//!
//! Invariant: nothing here reads a file, a clock or the network. Whoever needs the time passes it in.

pub mod activity;
pub mod artifact;
pub mod dataset;
pub mod digest;
pub mod endpoint;
pub mod engine;
pub mod error;
pub mod filter;
pub mod finding;
pub mod graph;
pub mod infer;
pub mod model;
pub mod monitor;
pub mod name;
pub mod record;
pub mod reference;
pub mod signature;
pub mod tags;
pub mod task;
pub mod tensor;
pub mod time;
pub mod trash;
pub mod verification;
