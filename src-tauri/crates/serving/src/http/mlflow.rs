//! MLflow's scoring server: `/invocations`, under an endpoint's path or for the only endpoint.

use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderMap, Method, StatusCode},
    response::Response,
    routing::{get, post},
};
use domain::infer::InferRequest;
use serde_json::json;

use super::{
    reply,
    score::{Dialect, media_type, score},
};
use crate::{
    codec::{self, mlflow},
    endpoints::{Endpoints, Scored, Served},
    error::Error,
};

pub(super) enum Mlflow {}

impl Dialect for Mlflow {
    type Reply = ();

    fn decode(headers: &HeaderMap, body: &[u8], served: &Served) -> Result<(InferRequest, ()), Error> {
        let (signature, columns) = (served.signature(), served.columns.as_deref());
        let request = match media_type(headers) {
            None | Some("application/json") => mlflow::parse(body, signature, columns),
            Some("text/csv") => codec::csv(body, signature, columns),
            Some(other) => {
                Err(Error::MediaType { found: other.to_owned(), expected: "application/json or text/csv" })
            }
        };
        Ok((request?, ()))
    }

    fn encode((): &(), scored: &Scored, _: &Served) -> Response {
        reply::json(StatusCode::OK, mlflow::response(&scored.response))
    }

    fn refuse(error: &Error) -> Response {
        let status = error.status_code();
        let body = json!({ "error_code": error_code(status), "message": error.to_string() });
        reply::refusal(status, error, &body)
    }
}

/// The protocol's word for a status.
fn error_code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "UNAUTHENTICATED",
        StatusCode::NOT_FOUND => "RESOURCE_DOES_NOT_EXIST",
        StatusCode::SERVICE_UNAVAILABLE => "TEMPORARILY_UNAVAILABLE",
        StatusCode::GATEWAY_TIMEOUT => "DEADLINE_EXCEEDED",
        StatusCode::NOT_IMPLEMENTED => "NOT_IMPLEMENTED",
        status if status.is_server_error() => "INTERNAL_ERROR",
        _ => "BAD_REQUEST",
    }
}

pub(super) fn routes() -> Router<Endpoints> {
    Router::new()
        .route("/ping", get(|| async { reply::text("OK") }))
        .route("/health", get(|| async { reply::text("OK") }))
        .route("/version", get(|| async { reply::text(env!("CARGO_PKG_VERSION")) }))
        .route("/invocations", post(invocations_of_the_only))
        .route("/endpoints/{name}/invocations", post(invocations))
        .method_not_allowed_fallback(async |method: Method| {
            Mlflow::refuse(&Error::Method { method: method.to_string() })
        })
}

async fn invocations(
    State(endpoints): State<Endpoints>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    score::<Mlflow>(&endpoints, &name, None, request).await
}

async fn invocations_of_the_only(State(endpoints): State<Endpoints>, request: Request) -> Response {
    match endpoints.only() {
        Ok(name) => score::<Mlflow>(&endpoints, name.as_str(), None, request).await,
        Err(error) => Mlflow::refuse(&error),
    }
}
