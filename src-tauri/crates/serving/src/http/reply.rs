//! Responses.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::Value;

use crate::error::Error;

/// A JSON body.
pub(super) fn json(status: StatusCode, body: Vec<u8>) -> Response {
    typed(status, "application/json", body)
}

/// A JSON value.
pub(super) fn value(value: &Value) -> Response {
    json(StatusCode::OK, value.to_string().into_bytes())
}

/// A word for people and probes.
pub(super) fn text(word: &'static str) -> Response {
    typed(StatusCode::OK, "text/plain; charset=utf-8", word)
}

/// A refusal: its status, its body, and how to do better where it is a matter of keys.
pub(super) fn refusal(status: StatusCode, error: &Error, body: &Value) -> Response {
    let mut response = json(status, body.to_string().into_bytes());
    if let Error::Unauthorized(_) = error {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

pub(super) fn typed(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
