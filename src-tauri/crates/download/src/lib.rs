//! Fetches one file from an address that somebody gave. The only room that calls out of this machine.
//!
//! Invariant: an address inside the user's own network is not called unless the user allows it, whatever name or redirect
//! leads there: what counts is the address that a connection is made to ([`address`]).

mod address;
mod error;
mod fetch;
mod part;

pub use error::Error;
pub use fetch::{Fetched, Request, fetch};

/// Whether a path that somebody gave is an address to fetch from; one that only looks like it is refused by [`fetch`].
#[must_use]
pub fn is_address(path: &str) -> bool {
    let Some((scheme, _)) = path.split_once("://") else { return false };
    !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}
