//! What every scoring call goes through, whatever protocol it speaks.

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    extract::Request,
    http::{HeaderMap, header},
    response::Response,
};
use domain::infer::InferRequest;
use futures_util::FutureExt;

use super::body;
use crate::{
    endpoints::{Call, Endpoints, Live, Scored, Served},
    error::Error,
};

/// Bodies up to this many bytes are read and written where they arrive; a larger one would hold up the other
/// connections of the thread.
const READ_HERE_BYTES: usize = 64 * 1024;

/// A protocol: how its bodies are read and written, and how it says no.
pub(super) trait Dialect: 'static {
    /// What of the request decides how the answer is written.
    type Reply: Send + 'static;

    /// Reads a body.
    fn decode(
        headers: &HeaderMap,
        body: &[u8],
        served: &Served,
    ) -> Result<(InferRequest, Self::Reply), Error>;

    /// Writes an answer.
    fn encode(reply: &Self::Reply, scored: &Scored, served: &Served) -> Response;

    /// Writes a refusal.
    fn refuse(error: &Error) -> Response;
}

/// Answers a call to an endpoint. A panic is answered too, and takes nothing else with it.
pub(super) async fn score<D: Dialect>(
    endpoints: &Endpoints,
    name: &str,
    version: Option<&str>,
    request: Request,
) -> Response {
    let answer = async {
        match endpoints.call(name) {
            Ok(call) => recorded::<D>(call, version, request).await,
            Err(error) => {
                let (parts, body) = request.into_parts();
                body::discard(&parts.headers, body).await;
                D::refuse(&error)
            }
        }
    };
    caught::<D>(answer).await
}

async fn caught<D: Dialect>(answer: impl Future<Output = Response>) -> Response {
    AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|_| D::refuse(&Error::Panicked))
}

async fn recorded<D: Dialect>(mut call: Call, version: Option<&str>, request: Request) -> Response {
    match answered::<D>(&mut call, version, request).await {
        Ok(response) => {
            call.finish(None);
            response
        }
        Err(error) => {
            let response = D::refuse(&error);
            call.finish(Some((response.status().as_u16(), &error)));
            response
        }
    }
}

async fn answered<D: Dialect>(
    call: &mut Call,
    version: Option<&str>,
    request: Request,
) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let served = call.served();
    let allowed = authorize(served, &parts.headers).and_then(|()| check_version(served, version));
    if let Err(error) = allowed {
        body::discard(&parts.headers, body).await;
        return Err(error);
    }
    let body = body::read(&parts.headers, body).await?;
    let bytes = body.len();
    let live = call.live();
    let (request, reply) = placed(bytes, move || D::decode(&parts.headers, &body, &live.served)).await??;
    let scored = call.score(request).await?;
    let live = call.live();
    placed(bytes, move || D::encode(&reply, &scored, &live.served)).await
}

/// Runs work on the thread that the call arrived at, or elsewhere where the call has many bytes.
async fn placed<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    if bytes <= READ_HERE_BYTES {
        return Ok(work());
    }
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Panicked)
}

/// The version behind a name, for a caller that has a key to it.
pub(super) fn opened(endpoints: &Endpoints, name: &str, headers: &HeaderMap) -> Result<Arc<Live>, Error> {
    let live = endpoints.live(name)?;
    authorize(&live.served, headers)?;
    Ok(live)
}

fn authorize(served: &Served, headers: &HeaderMap) -> Result<(), Error> {
    if served.opens(bearer(headers)) { Ok(()) } else { Err(Error::Unauthorized(served.name.clone())) }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// The content type without its parameters; none where the client did not say.
pub(super) fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split_once(';').map_or(value, |(kind, _)| kind).trim())
}

/// A version in the path must be the one that answers.
pub(super) fn check_version(served: &Served, asked: Option<&str>) -> Result<(), Error> {
    match asked {
        Some(asked) if asked.parse() != Ok(served.version) => Err(Error::UnknownVersion {
            endpoint: served.name.clone(),
            asked: asked.to_owned(),
            served: served.version,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::v2::V2;

    #[tokio::test]
    async fn a_panic_is_answered_with_500() {
        let response = caught::<V2>(async { panic!("on purpose") }).await;
        assert_eq!(response.status(), 500);
    }
}
