//! The HTTP edge over `app`: the management API, and the host that listens.
//!
//! A host is two listeners. Scoring answers on the workspace's own port, which may be opened to others. Management
//! answers on a free loopback port that only this user's processes learn of, through the workspace's `host.json`, and
//! asks for a token that only this user may read.
//!
//! Invariant: the management API is never reachable from another machine.

pub mod host;
pub mod management;
mod status;
pub mod stop;

pub use host::{Host, HostOptions};
