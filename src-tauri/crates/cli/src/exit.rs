//! The one place where a failure becomes an exit code.

use std::process::ExitCode;

use domain::error::{ErrorCode, Failure};

/// 1 failed, 3 not found, 4 refused (in use, exists, conflict), 5 invalid input. Wrong usage is 2, from the parser.
pub fn code(code: ErrorCode) -> ExitCode {
    ExitCode::from(match code {
        ErrorCode::NotFound => 3,
        ErrorCode::Conflict | ErrorCode::InUse | ErrorCode::Busy => 4,
        ErrorCode::InvalidInput | ErrorCode::TooLarge | ErrorCode::Unsupported => 5,
        ErrorCode::Unauthorized
        | ErrorCode::Unavailable
        | ErrorCode::Timeout
        | ErrorCode::Cancelled
        | ErrorCode::Io
        | ErrorCode::Internal => 1,
    })
}

/// The caller's input is wrong.
pub fn invalid(message: String) -> Failure {
    Failure { code: ErrorCode::InvalidInput, message, hint: None }
}

/// Something that should not happen.
pub fn internal(message: String) -> Failure {
    Failure { code: ErrorCode::Internal, message, hint: None }
}
