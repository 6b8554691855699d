//! Reading a request's body.

use std::{pin::pin, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use futures_util::{Stream, StreamExt};

use crate::{MAX_BODY_BYTES, error::Error};

/// How much and how long is read of a body that nobody wants.
const DRAINED_BYTES: usize = 4 * MAX_BODY_BYTES;
const DRAINING: Duration = Duration::from_secs(20);

/// The whole body, without a copy where it came in one piece.
///
/// # Errors
/// [`Error::TooLarge`] over the limit, [`Error::Body`] where the connection breaks.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Error> {
    let announced = content_length(headers).unwrap_or(0);
    if announced > MAX_BODY_BYTES {
        discard(headers, body).await;
        return Err(Error::TooLarge);
    }
    let mut pieces = pin!(body.into_data_stream());
    let mut next = async || pieces.next().await.transpose().map_err(|error| Error::Body(error.to_string()));
    let Some(first) = next().await? else { return Ok(Bytes::new()) };
    if first.len() == announced {
        return Ok(first);
    }
    let mut whole = Vec::with_capacity(announced.max(first.len()));
    whole.extend_from_slice(&first);
    while let Some(piece) = next().await? {
        if whole.len() + piece.len() > MAX_BODY_BYTES {
            drain(pieces).await;
            return Err(Error::TooLarge);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.into())
}

/// Reads a body to its end and forgets it: a client that sends before it listens then reads why it was refused,
/// instead of finding a broken connection. One that asked whether to send has its answer without.
pub(super) async fn discard(headers: &HeaderMap, body: Body) {
    if !headers.contains_key(header::EXPECT) {
        drain(pin!(body.into_data_stream())).await;
    }
}

fn content_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn drain(mut pieces: impl Stream<Item = Result<Bytes, axum::Error>> + Unpin) {
    let reading = async {
        let mut drained = 0;
        while let Some(Ok(piece)) = pieces.next().await {
            drained += piece.len();
            if drained > DRAINED_BYTES {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(DRAINING, reading).await;
}
