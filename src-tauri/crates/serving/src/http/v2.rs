//! Open Inference Protocol V2 over REST. A model's name is the endpoint's.

use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
    response::Response,
    routing::{get, post},
};
use domain::infer::InferRequest;
use serde_json::{Value, json};

use super::{
    reply,
    score::{Dialect, check_version, opened, score},
};
use crate::{
    codec::v2::{Answer, BinaryOutputs, metadata, parse},
    endpoints::{Endpoints, Scored, Served},
    error::Error,
};

/// How many bytes of a body are JSON before raw tensors follow.
const JSON_BYTES: HeaderName = HeaderName::from_static("inference-header-content-length");

pub(super) enum V2 {}

impl Dialect for V2 {
    type Reply = BinaryOutputs;

    fn decode(
        headers: &HeaderMap,
        body: &[u8],
        served: &Served,
    ) -> Result<(InferRequest, BinaryOutputs), Error> {
        let call = parse(body, json_bytes(headers)?, served.signature())?;
        Ok((call.request, call.binary))
    }

    fn encode(binary: &BinaryOutputs, scored: &Scored, served: &Served) -> Response {
        let answer = Answer { name: served.name.as_str(), response: &scored.response, binary };
        let (body, json_bytes) = answer.write();
        if *binary == BinaryOutputs::None {
            return reply::json(StatusCode::OK, body);
        }
        let mut response = reply::typed(StatusCode::OK, "application/octet-stream", body);
        response.headers_mut().insert(JSON_BYTES, HeaderValue::from(json_bytes));
        response
    }

    fn refuse(error: &Error) -> Response {
        reply::refusal(error.status_code(), error, &json!({ "error": error.to_string() }))
    }
}

fn json_bytes(headers: &HeaderMap) -> Result<Option<usize>, Error> {
    let Some(value) = headers.get(JSON_BYTES) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number
        .map(Some)
        .ok_or_else(|| Error::Form(format!("the header '{JSON_BYTES}' is not a number: {value:?}")))
}

pub(super) fn routes() -> Router<Endpoints> {
    Router::new()
        .route("/v2", get(server))
        .route("/v2/health/live", get(|| async { reply::value(&json!({ "live": true })) }))
        .route("/v2/health/ready", get(|| async { reply::value(&json!({ "ready": true })) }))
        .route("/v2/repository/index", post(index))
        .route("/v2/models/{name}", get(described))
        .route("/v2/models/{name}/versions/{version}", get(described))
        .route("/v2/models/{name}/ready", get(ready))
        .route("/v2/models/{name}/versions/{version}/ready", get(ready))
        .route("/v2/models/{name}/infer", post(infer))
        .route("/v2/models/{name}/versions/{version}/infer", post(infer_version))
        .method_not_allowed_fallback(async |method: Method| {
            V2::refuse(&Error::Method { method: method.to_string() })
        })
}

async fn infer(State(endpoints): State<Endpoints>, Path(name): Path<String>, request: Request) -> Response {
    score::<V2>(&endpoints, &name, None, request).await
}

async fn infer_version(
    State(endpoints): State<Endpoints>,
    Path((name, version)): Path<(String, String)>,
    request: Request,
) -> Response {
    score::<V2>(&endpoints, &name, Some(&version), request).await
}

async fn server() -> Response {
    reply::value(&json!({
        "name": "vitrine",
        "version": env!("CARGO_PKG_VERSION"),
        "extensions": ["binary_tensor_data", "model_repository"],
    }))
}

async fn index(State(endpoints): State<Endpoints>) -> Response {
    let entry = |served: Served| json!({ "name": served.name, "version": served.version.to_string(), "state": "READY", "reason": "" });
    let entries: Value = endpoints.names().iter().filter_map(|name| endpoints.get(name)).map(entry).collect();
    reply::value(&entries)
}

/// A model in the path, with or without its version.
#[derive(serde::Deserialize)]
struct Asked {
    name: String,
    version: Option<String>,
}

async fn described(
    State(endpoints): State<Endpoints>,
    Path(asked): Path<Asked>,
    headers: HeaderMap,
) -> Response {
    let described = opened(&endpoints, &asked.name, &headers).and_then(|live| {
        check_version(&live.served, asked.version.as_deref())?;
        Ok(metadata(&asked.name, &live.served.versions, live.served.signature()))
    });
    described.map_or_else(|error| V2::refuse(&error), |body| reply::value(&body))
}

async fn ready(State(endpoints): State<Endpoints>, Path(asked): Path<Asked>) -> Response {
    let ready =
        endpoints.live(&asked.name).and_then(|live| check_version(&live.served, asked.version.as_deref()));
    match ready {
        Ok(()) => reply::value(&json!({ "name": asked.name, "ready": true })),
        Err(error) => V2::refuse(&error),
    }
}
