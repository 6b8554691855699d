//! Listening and stopping.

use std::{pin::pin, sync::Arc, time::Duration};

use domain::error::ErrorCode;
use futures_util::FutureExt;
use serde_json::json;
use serving::{Endpoints, Error, Server, router};

use crate::harness::{Host, KEY, ROW, endpoint, reply, rows, served};

#[tokio::test]
async fn a_port_in_use_is_named_with_what_to_do() {
    let host = Host::serving([]).await;
    let taken = host.server.address();
    let error = Server::bind(taken, router(host.endpoints.clone())).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Busy);
    let expected = format!("port {} on 127.0.0.1 is in use by another program", taken.port());
    assert_eq!(error.to_string(), expected);
    assert!(error.hint().unwrap().starts_with("Choose another port"));
}

#[tokio::test]
async fn an_address_of_another_machine_is_refused() {
    let elsewhere = ([192, 0, 2, 1], 0).into();
    let error = Server::bind(elsewhere, axum::Router::new()).await.unwrap_err();
    assert!(matches!(error, Error::Bind { .. }));
    assert!(error.to_string().starts_with("cannot listen on 192.0.2.1:0"));
}

#[tokio::test]
async fn stopping_lets_calls_in_flight_finish() {
    let mut slow = served("iris", "svc_rbf_iris");
    (slow.config.queue, slow.config.max_queue_wait_ms) = (1, 60_000);
    let host = Host::serving([slow]).await;
    let name = endpoint("iris");
    let mut long = pin!(host.endpoints.infer(&name, rows(30_000)));
    assert!(long.as_mut().now_or_never().is_none());
    let waiting = tokio::spawn(reply(host.post("/score").json(&json!({ "data": [ROW] }))));
    let queued = async {
        let probe = || host.endpoints.infer(&name, rows(1)).now_or_never();
        while !matches!(probe(), Some(Err(Error::QueueFull { .. }))) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), queued).await.unwrap();
    let address = host.server.address();
    host.server.shutdown().await;
    assert_eq!(waiting.await.unwrap().status, 200);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_recorder_that_panics_costs_no_answer() {
    let endpoints = Endpoints::new(Arc::new(|_| panic!("on purpose")));
    endpoints.put(served("iris", "logreg_iris"));
    let server = Server::bind(([127, 0, 0, 1], 0).into(), router(endpoints)).await.unwrap();
    let url = format!("http://{}/score", server.address());
    for _ in 0..2 {
        let call = reqwest::Client::new().post(&url).bearer_auth(KEY);
        assert_eq!(reply(call.json(&json!({ "data": [[1, 2, 3, 4]] }))).await.status, 200);
    }
}

#[tokio::test]
async fn an_endpoint_that_is_still_loading_says_to_call_again() {
    let host = Host::serving([]).await;
    let name = endpoint("iris");
    host.endpoints.not_ready(&name, "its model is being loaded; call again in a moment");
    let body = json!({ "data": [ROW] });
    let early = host.post_json("/api/v1/service/iris/score", &body).await;
    assert_eq!(early.status, 503);
    assert!(early.json()["message"].as_str().unwrap().contains("being loaded"), "{}", early.json());

    host.endpoints.put(served("iris", "logreg_iris"));
    assert_eq!(host.post_json("/api/v1/service/iris/score", &body).await.status, 200);
    host.endpoints.remove(&name);
    assert_eq!(host.post_json("/api/v1/service/iris/score", &body).await.status, 404);
}
