//! What can keep a file from being fetched.

use std::{io, path::PathBuf};

use domain::error::ErrorCode;

/// Why a file was not fetched. Addresses are shown without what may be secret in them.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's message is its documentation")]
pub enum Error {
    #[error("'{0}' is not an address: {1}")]
    NotAnAddress(String, url::ParseError),
    #[error("'{address}' begins with '{scheme}:'; files are fetched over http and https only")]
    Scheme { address: String, scheme: String },
    #[error("'{from}' leads to '{scheme}:', and only http and https are followed")]
    RedirectScheme { from: String, scheme: String },
    #[error("'{host}' is inside this machine's own network ({found})")]
    Private { host: String, found: String },
    #[error("'{0}' leads from one address to the next more than {1} times")]
    Redirects(String, usize),
    #[error("'{from}' leads to another address without saying which")]
    NoTarget { from: String },
    #[error("'{address}' answered {status}")]
    Status { address: String, status: String, missing: bool },
    #[error(
        "'{address}' has {found} bytes, and at most {limit} are fetched; `vitrine limits download_bytes={found}` allows them"
    )]
    TooLarge { address: String, found: u64, limit: u64 },
    #[error("what '{address}' gave has the SHA-256 {found}, and {expected} was expected")]
    Checksum { address: String, expected: String, found: String },
    #[error("'{0}' is not a SHA-256: expected 64 hexadecimal digits")]
    NotAChecksum(String),
    #[error(
        "the connection to '{address}' broke off {times} times, the last time after {done} bytes: {reason}"
    )]
    Broken { address: String, times: u32, done: u64, reason: String },
    #[error("cannot reach '{address}': {reason}")]
    Unreachable { address: String, reason: String },
    #[error("cancelled; nothing was kept")]
    Cancelled,
    #[error("cannot write '{}': {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("secure connections cannot be set up: {0}")]
    Setup(String),
}

impl Error {
    /// The kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotAnAddress(..)
            | Self::Scheme { .. }
            | Self::RedirectScheme { .. }
            | Self::Private { .. }
            | Self::NotAChecksum(_)
            | Self::Checksum { .. } => ErrorCode::InvalidInput,
            Self::Status { missing: true, .. } => ErrorCode::NotFound,
            Self::TooLarge { .. } => ErrorCode::TooLarge,
            Self::Cancelled => ErrorCode::Cancelled,
            Self::File { .. } => ErrorCode::Io,
            Self::Setup(_) => ErrorCode::Internal,
            Self::Redirects(..)
            | Self::NoTarget { .. }
            | Self::Status { .. }
            | Self::Broken { .. }
            | Self::Unreachable { .. } => ErrorCode::Unavailable,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Private { .. } => "Allow it with --allow-private when you trust the address.",
            Self::Checksum { .. } => {
                "Nothing was kept. Compare the checksum with the publisher's, and fetch it again."
            }
            Self::Broken { .. } => "Try again: the server may be busy.",
            Self::Scheme { .. } => "Give a path on this machine, or an address that begins with https.",
            Self::Unreachable { .. } => "Check the address and this machine's connection.",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
