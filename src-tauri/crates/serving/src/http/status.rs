//! The one table from failures to HTTP.

use axum::http::StatusCode;
use domain::error::ErrorCode;

use crate::error::Error;

/// The status of a kind of failure.
#[must_use]
pub fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidInput => StatusCode::BAD_REQUEST,
        ErrorCode::Unauthorized => StatusCode::UNAUTHORIZED,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Conflict | ErrorCode::InUse => StatusCode::CONFLICT,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::Unsupported => StatusCode::NOT_IMPLEMENTED,
        ErrorCode::Unavailable | ErrorCode::Busy | ErrorCode::Cancelled => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorCode::Io | ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Error {
    /// The HTTP status that the caller gets, as a number.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status_code().as_u16()
    }

    /// HTTP tells apart what is one kind of failure to everybody else.
    pub(super) fn status_code(&self) -> StatusCode {
        match self {
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Header { .. } => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            other => status(other.code()),
        }
    }
}
