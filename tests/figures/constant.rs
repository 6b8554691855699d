//! The yardstick: an axum server that reads a body and answers a constant.

use axum::{Router, body::Bytes, http::header::CONTENT_TYPE, routing::post};
use tokio::net::TcpListener;

/// The first argument of the process that is this server.
pub const WORD: &str = "constant";

/// Answers every POST with `answer`; the first line on stdout is the address.
#[expect(clippy::print_stdout, reason = "whoever started it reads the address")]
pub async fn serve(answer: &str) {
    let answer = Bytes::copy_from_slice(answer.as_bytes());
    let constant = move |_: Bytes| {
        let answer = answer.clone();
        async move { ([(CONTENT_TYPE, "application/json")], answer) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    println!("http://{}/", listener.local_addr().expect("it has an address"));
    axum::serve(listener, Router::new().route("/", post(constant)))
        .await
        .expect("it serves until it is ended");
}
