//! Azure ML's web service: `/score` and its Swagger, under an endpoint's path or for the only endpoint.

use std::fmt::Write as _;

use axum::{
    Router,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::Response,
    routing::{get, post},
};
use domain::infer::InferRequest;
use serde_json::json;

use super::{
    reply,
    score::{Dialect, media_type, opened, score},
};
use crate::{
    codec::azure,
    endpoints::{Endpoints, Scored, Served},
    error::Error,
    openapi::{self, Place},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const MS_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-request-id");
const MS_CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");
const RUN_MS: HeaderName = HeaderName::from_static("x-ms-run-fn-exec-ms");
/// The longest `x-ms-request-id` of a client, in characters.
const REQUEST_ID_MAX: usize = 100;

pub(super) enum Azure {}

impl Dialect for Azure {
    /// Whether the answer is wrapped as Power BI wants it.
    type Reply = bool;

    fn decode(headers: &HeaderMap, body: &[u8], served: &Served) -> Result<(InferRequest, bool), Error> {
        match media_type(headers) {
            None | Some("application/json") => {
                let call = azure::parse(body, served.signature(), served.columns.as_deref())?;
                Ok((call.request, call.wrapped))
            }
            Some(other) => Err(Error::MediaType { found: other.to_owned(), expected: "application/json" }),
        }
    }

    fn encode(wrapped: &bool, scored: &Scored, _: &Served) -> Response {
        let mut response = reply::json(StatusCode::OK, azure::response(&scored.response, *wrapped));
        let millis = format!("{:.3}", f64::from(scored.scoring_us) / 1_000.0);
        if let Ok(millis) = HeaderValue::try_from(millis) {
            response.headers_mut().insert(RUN_MS, millis);
        }
        response
    }

    fn refuse(error: &Error) -> Response {
        let status = match error {
            // The protocol's word for scoring code that raised.
            Error::Inference(_) | Error::Panicked if error.status_code().is_server_error() => {
                StatusCode::BAD_GATEWAY
            }
            other => other.status_code(),
        };
        reply::refusal(status, error, &json!({ "message": error.to_string() }))
    }
}

pub(super) fn routes() -> Router<Endpoints> {
    Router::new()
        .route("/", get(healthy_only))
        .route("/score", post(score_only))
        .route("/swagger.json", get(swagger_only))
        .route("/api/v1/service/{name}", get(healthy))
        .route("/api/v1/service/{name}/", get(healthy))
        .route("/api/v1/service/{name}/score", post(score_named))
        .route("/api/v1/service/{name}/swagger.json", get(swagger))
        .method_not_allowed_fallback(async |method: Method| {
            Azure::refuse(&Error::Method { method: method.to_string() })
        })
}

async fn healthy_only(State(endpoints): State<Endpoints>) -> Response {
    endpoints.only().map_or_else(|error| Azure::refuse(&error), |_| reply::text("Healthy"))
}

async fn healthy(State(endpoints): State<Endpoints>, Path(name): Path<String>) -> Response {
    endpoints.live(&name).map_or_else(|error| Azure::refuse(&error), |_| reply::text("Healthy"))
}

async fn score_only(State(endpoints): State<Endpoints>, request: Request) -> Response {
    match endpoints.only() {
        Ok(name) => identified(&endpoints, name.as_str(), request).await,
        Err(error) => Azure::refuse(&error),
    }
}

async fn score_named(
    State(endpoints): State<Endpoints>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    identified(&endpoints, &name, request).await
}

/// Scores, and marks the answer so that client and server mean the same call.
async fn identified(endpoints: &Endpoints, name: &str, request: Request) -> Response {
    let theirs = request.headers().get(MS_REQUEST_ID).cloned();
    let client = request.headers().get(MS_CLIENT_REQUEST_ID).cloned();
    let too_long = theirs.as_ref().is_some_and(|id| id.len() > REQUEST_ID_MAX);
    let mut response = if too_long {
        Azure::refuse(&Error::Header { header: "x-ms-request-id", limit: REQUEST_ID_MAX })
    } else {
        score::<Azure>(endpoints, name, None, request).await
    };
    let ours = request_id();
    let headers = response.headers_mut();
    headers.insert(MS_REQUEST_ID, theirs.filter(|_| !too_long).unwrap_or_else(|| ours.clone()));
    headers.insert(REQUEST_ID, ours);
    if let Some(client) = client {
        headers.insert(MS_CLIENT_REQUEST_ID, client);
    }
    response
}

/// 32 random hexadecimal digits.
fn request_id() -> HeaderValue {
    let mut bytes = [0_u8; 16];
    // An id only tells calls apart: without randomness it is all zeros, and the call still goes on.
    let _ = getrandom::fill(&mut bytes);
    let digits = bytes.iter().fold(String::with_capacity(32), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    });
    HeaderValue::try_from(digits).expect("hexadecimal digits are a header value")
}

#[derive(serde::Deserialize)]
struct Wanted {
    version: Option<String>,
}

async fn swagger_only(
    State(endpoints): State<Endpoints>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let document =
        endpoints.only().and_then(|name| document(&endpoints, name.as_str(), "", &wanted, &headers));
    document.unwrap_or_else(|error| Azure::refuse(&error))
}

async fn swagger(
    State(endpoints): State<Endpoints>,
    Path(name): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let base = format!("/api/v1/service/{name}");
    document(&endpoints, &name, &base, &wanted, &headers).unwrap_or_else(|error| Azure::refuse(&error))
}

fn document(
    endpoints: &Endpoints,
    name: &str,
    base: &str,
    wanted: &Wanted,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let live = opened(endpoints, name, headers)?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let place = Place { host, base };
    match wanted.version.as_deref() {
        None | Some("2") => Ok(reply::value(&openapi::swagger2(&live.served, place))),
        Some("3") => Ok(reply::value(&openapi::openapi3(&live.served, place))),
        Some(other) => Err(Error::Form(format!("there is no Swagger version '{other}'; ask for 2 or 3"))),
    }
}
