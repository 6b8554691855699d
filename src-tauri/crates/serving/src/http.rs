//! The protocols on one port: axum routes over [`Endpoints`].
//!
//! Invariant: no middleware stands before a scoring route. What every call needs (a key, a body limit, a caught
//! panic) is in [`score`], where it costs no allocation.

mod azure;
mod body;
mod mlflow;
mod reply;
mod score;
mod status;
mod v2;

use axum::{
    Router,
    http::{Method, Uri},
    response::Response,
};

pub use status::status;

use crate::{endpoints::Endpoints, error::Error};
use score::Dialect as _;

/// All routes of all protocols. Unknown paths are answered here too, so a router that this one is merged with
/// must not have a fallback of its own.
pub fn router(endpoints: Endpoints) -> Router {
    Router::new()
        .merge(v2::routes())
        .merge(azure::routes())
        .merge(mlflow::routes())
        .fallback(nothing_here)
        .with_state(endpoints)
}

/// A path that no protocol has, refused in the words of the one that it looks like.
async fn nothing_here(_: Method, uri: Uri) -> Response {
    let error = Error::Route { path: uri.path().to_owned() };
    match uri.path() {
        path if path.starts_with("/api/v1/service") => azure::Azure::refuse(&error),
        path if path.starts_with("/endpoints") => mlflow::Mlflow::refuse(&error),
        _ => v2::V2::refuse(&error),
    }
}
