//! The management API: every command of the table by name, and the stream of events.

use std::{convert::Infallible, sync::Arc};

use app::App;
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use domain::{
    activity::Via,
    error::{ErrorCode, Failure},
};
use futures_util::{Stream, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;
use tokio::sync::{broadcast::error::RecvError, watch};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::status::failed;

/// The largest body of a command: a scoring request of the size that endpoints take too.
const BODY_MAX: usize = 100 * 1024 * 1024;

/// The header in which a program of our own says through what its user acts.
pub const VIA: &str = "vitrine-via";

#[derive(Deserialize)]
struct TokenQuery {
    token: Option<String>,
}

/// What the handlers share.
#[derive(Clone)]
struct Desk {
    app: App,
    /// Nothing is ever sent: the sender is dropped when the host ends.
    ends: watch::Receiver<()>,
}

/// `POST /api/rpc/{command}` with JSON arguments, `GET /api/events` as server-sent events. Both ask for the token, as
/// a bearer or, for event streams whose clients cannot set headers, as `?token=`. Event streams end when the sender of
/// `ends` is dropped.
pub fn router(app: App, token: &str, ends: watch::Receiver<()>) -> Router {
    let token: Arc<str> = token.into();
    Router::new()
        .route("/api/rpc/{command}", post(call))
        .route("/api/events", get(events))
        .layer(middleware::from_fn_with_state(token, authorise))
        .layer(cors())
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(Desk { app, ends })
}

async fn call(
    State(Desk { app, .. }): State<Desk>,
    Path(command): Path<String>,
    headers: HeaderMap,
    body: Option<Json<Value>>,
) -> Response {
    let via = headers.get(VIA).and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(Via::Api);
    let args = body.map_or_else(|| json!({}), |Json(args)| args);
    match app::rpc::dispatch_via(&app, via, &command, args).await {
        Ok(out) => Json(out).into_response(),
        Err(error) => {
            let failure = error.failure();
            if matches!(failure.code, ErrorCode::Io | ErrorCode::Internal) {
                tracing::error!(command, %error, "A command failed");
            }
            failed(&failure)
        }
    }
}

async fn events(State(desk): State<Desk>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = stream::unfold((desk.app.events(), desk.ends), |(mut events, mut ends)| async move {
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                _ = ends.changed() => return None,
            };
            match event {
                Ok(event) => {
                    let event = Event::default().json_data(&event).expect("every event has a JSON form");
                    return Some((Ok(event), (events, ends)));
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn authorise(
    State(token): State<Arc<str>>,
    Query(query): Query<TokenQuery>,
    request: Request,
    next: Next,
) -> Response {
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let given = bearer.or(query.token.as_deref()).unwrap_or_default();
    if bool::from(given.as_bytes().ct_eq(token.as_bytes())) {
        return next.run(request).await;
    }
    failed(&Failure {
        code: ErrorCode::Unauthorized,
        message: "the management API needs the token of this workspace".into(),
        hint: Some("It is in the file that the workspace's host.json names.".into()),
    })
}

/// A page that this machine itself serves may call with the token, so that the window's UI also runs in a browser.
fn cors() -> CorsLayer {
    let local = |origin: &HeaderValue| {
        let host = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://")).unwrap_or_default();
        matches!(host.split(':').next(), Some("127.0.0.1" | "localhost"))
    };
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin, _| local(origin)))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static(VIA)])
}
