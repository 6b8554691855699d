//! Limits, swaps and records.

use std::pin::pin;

use domain::{infer::InferRequest, record::Prediction};
use futures_util::{FutureExt, future::join_all};
use serde_json::json;
use serving::{Error, Served};

use crate::harness::{Host, ROW, case, endpoint, rows, served, v2_request};

const INFER: &str = "/v2/models/iris/infer";

/// A call of so many rows that a support vector machine takes a third of a second over it.
fn long_call() -> InferRequest {
    rows(30_000)
}

fn slow(change: impl FnOnce(&mut Served)) -> Served {
    let mut served = served("iris", "svc_rbf_iris");
    change(&mut served);
    served
}

#[tokio::test]
async fn a_full_queue_refuses_in_every_protocol() {
    let host = Host::serving([slow(|served| served.config.queue = 0)]).await;
    let name = endpoint("iris");
    let mut long = pin!(host.endpoints.infer(&name, long_call()));
    assert!(long.as_mut().now_or_never().is_none());
    let words = "endpoint 'iris' is overloaded: 0 calls are waiting already";
    let v2 = host.post_json(INFER, &v2_request(&case("svc_rbf_iris"), 1)).await;
    assert_eq!((v2.status.as_u16(), v2.json()), (503, json!({ "error": words })));
    let azure = host.post_json("/score", &json!({ "data": [[1, 2, 3, 4]] })).await;
    assert_eq!((azure.status.as_u16(), azure.json()), (503, json!({ "message": words })));
    let mlflow = host.post_json("/invocations", &json!({ "instances": [[1, 2, 3, 4]] })).await;
    assert_eq!((mlflow.status.as_u16(), &mlflow.json()["message"]), (503, &json!(words)));
    long.await.unwrap();
    assert_eq!(host.records().iter().filter(|record| record.status == 503).count(), 3);
}

#[tokio::test]
async fn calls_wait_in_the_queue_for_a_replica() {
    let host = Host::serving([slow(|served| {
        served.config.queue = 2;
        served.config.max_queue_wait_ms = 60_000;
    })])
    .await;
    let name = endpoint("iris");
    let results = join_all((0..5).map(|_| host.endpoints.infer(&name, long_call()))).await;
    let scored: Vec<u32> = results.iter().flatten().map(|scored| scored.queue_us).collect();
    assert_eq!(scored.len(), 3, "one scores and two wait");
    assert!(scored.iter().filter(|queue_us| **queue_us > 1_000).count() >= 2);
    assert_eq!(results.iter().filter(|r| matches!(r, Err(Error::QueueFull { waiting: 2, .. }))).count(), 2);
}

#[tokio::test]
async fn two_replicas_score_at_the_same_time() {
    let host = Host::serving([slow(|served| (served.config.replicas, served.config.queue) = (2, 0))]).await;
    let name = endpoint("iris");
    let results = join_all((0..3).map(|_| host.endpoints.infer(&name, long_call()))).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 2);
}

#[tokio::test]
async fn waiting_and_scoring_too_long_are_refused() {
    let impatient = |served: &mut Served| served.config.max_queue_wait_ms = 1;
    let host = Host::serving([slow(impatient)]).await;
    let name = endpoint("iris");
    let mut long = pin!(host.endpoints.infer(&name, long_call()));
    assert!(long.as_mut().now_or_never().is_none());
    let waited = host.post_json(INFER, &v2_request(&case("svc_rbf_iris"), 1)).await;
    assert_eq!(waited.status, 503);
    assert_eq!(waited.json()["error"], "endpoint 'iris' is overloaded: no replica was free within 1 ms");
    long.await.unwrap();

    host.endpoints.put(slow(|served| served.config.scoring_timeout_ms = 1));
    let late = host.endpoints.infer(&name, long_call()).await.unwrap_err();
    assert_eq!((late.status(), late.to_string()), (504, "endpoint 'iris' did not answer within 1 ms".into()));
    assert_eq!(host.records().last().unwrap().status, 504);
}

/// A call of so many rows that a network of many operators takes tens of seconds over it.
fn endless_call(served: &Served) -> InferRequest {
    InferRequest { inputs: inference::example(served.signature(), 20_000), ..InferRequest::default() }
}

#[tokio::test]
async fn a_score_that_is_given_up_frees_its_replica_soon() {
    let mut network = served("iris", "torch_transformer_digits__ts17");
    (network.config.scoring_timeout_ms, network.config.max_queue_wait_ms) = (100, 5_000);
    let endless = endless_call(&network);
    let host = Host::serving([network.clone()]).await;
    let name = endpoint("iris");
    let one =
        || InferRequest { inputs: inference::example(network.signature(), 1), ..InferRequest::default() };

    let late = host.endpoints.infer(&name, endless.clone()).await.unwrap_err();
    assert_eq!(late.status(), 504);
    host.endpoints.infer(&name, one()).await.expect("the clock freed the replica");
    {
        let mut given_up = pin!(host.endpoints.infer(&name, endless));
        assert!(given_up.as_mut().now_or_never().is_none());
    }
    host.endpoints.infer(&name, one()).await.expect("hanging up freed the replica");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_swap_under_load_loses_no_call() {
    const CALLERS: usize = 4;
    const CALLS: usize = 50;
    let version = |version| Served { version, ..served("iris", "logreg_iris") };
    let (one, two) = (version(1), version(2));
    let host = Host::serving([one.clone()]).await;
    let request = v2_request(&case("logreg_iris"), 1);
    let caller = async || {
        let mut versions = Vec::with_capacity(CALLS);
        for _ in 0..CALLS {
            let answer = host.post_json(INFER, &request).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            versions.push(answer.json()["model_version"].as_str().unwrap().to_owned());
        }
        versions
    };
    let callers = join_all((0..CALLERS).map(|_| caller()));
    let swaps = async {
        for _ in 0..CALLS {
            host.endpoints.put(two.clone());
            tokio::task::yield_now().await;
            host.endpoints.put(one.clone());
            host.get("/ping").await;
        }
        host.endpoints.put(two.clone());
    };
    tokio::join!(callers, swaps);
    assert_eq!(caller().await.last().unwrap(), "2");
    assert_eq!(host.records().len(), (CALLERS + 1) * CALLS);
}

#[tokio::test]
async fn records_tell_what_was_called() {
    let host = Host::with("dtree_strlabels_iris").await;
    let case = case("dtree_strlabels_iris");
    host.post_json(INFER, &v2_request(&case, 3)).await;
    host.post_json(INFER, &v2_request(&case, 1)).await;
    host.post_text(INFER, "{").await;
    let [three, one, refused] = host.records().try_into().unwrap();
    assert_eq!(
        (three.endpoint.as_str(), three.model.as_str(), three.version),
        ("iris", "dtree_strlabels_iris", 1)
    );
    assert_eq!((three.status, three.rows, three.error, three.probability), (200, 3, None, None));
    let Some(Prediction::Classes(mut classes)) = three.prediction else { panic!("no classes") };
    classes.sort();
    assert_eq!(classes, [("setosa".into(), 1), ("versicolor".into(), 1), ("virginica".into(), 1)]);
    assert!(three.scoring_us > 0 && three.total_us >= three.scoring_us + three.queue_us);
    assert_eq!(one.prediction, Some(Prediction::Classes(vec![("virginica".into(), 1)])));
    assert_eq!(one.probability, Some(1.0));
    assert_eq!((refused.status, refused.rows, refused.prediction), (400, 0, None));
    assert!(refused.error.unwrap().starts_with("the body is not JSON"));
}

#[tokio::test]
async fn a_regression_records_its_mean_and_choosing_outputs_changes_no_record() {
    let host = Host::serving([served("dia", "ridge_dia"), served("iris", "logreg_iris")]).await;
    host.post_json("/v2/models/dia/infer", &v2_request(&case("ridge_dia"), 1)).await;
    let mut request = v2_request(&case("logreg_iris"), 1);
    request["outputs"] = json!([{ "name": "probabilities" }]);
    host.post_json(INFER, &request).await;
    let [dia, iris] = host.records().try_into().unwrap();
    let expected = case("ridge_dia")["outputs"][0]["data"][0].as_f64().unwrap();
    let Some(Prediction::Value(mean)) = dia.prediction else { panic!("no value") };
    assert!((mean - expected).abs() < 0.05, "{mean} is not {expected}");
    assert_eq!(iris.prediction, Some(Prediction::Classes(vec![("2".into(), 1)])));
    assert!(iris.probability.unwrap() > 0.5);
}

#[tokio::test]
async fn records_name_the_classes_that_answers_number() {
    let names = ["setosa", "versicolor", "virginica"].map(str::to_owned).to_vec();
    let host = Host::serving([Served { class_names: Some(names), ..served("iris", "logreg_iris") }]).await;
    let answer = host.post_json("/score", &json!({ "data": [ROW] })).await;
    assert_eq!(answer.json(), json!([2]));
    let classes = vec![("virginica".to_owned(), 1)];
    assert_eq!(host.records()[0].prediction, Some(Prediction::Classes(classes)));
}

#[tokio::test]
async fn a_caller_that_hangs_up_is_recorded_and_its_replica_comes_back() {
    let host = Host::serving([slow(|served| served.config.max_queue_wait_ms = 60_000)]).await;
    let name = endpoint("iris");
    {
        let mut given_up = pin!(host.endpoints.infer(&name, long_call()));
        assert!(given_up.as_mut().now_or_never().is_none());
    }
    assert_eq!(host.records()[0].status, 499);
    host.endpoints.infer(&name, rows(1)).await.unwrap();
}

#[tokio::test]
async fn an_endpoint_that_does_not_collect_leaves_no_record() {
    let host = Host::serving([slow(|served| served.config.collect = false)]).await;
    host.endpoints.infer(&endpoint("iris"), rows(1)).await.unwrap();
    assert!(host.records().is_empty());
}

#[tokio::test]
async fn a_removed_endpoint_is_gone_and_the_names_are_sorted() {
    let host = Host::serving([served("wine", "lda_wine"), served("iris", "logreg_iris")]).await;
    assert_eq!(host.endpoints.names(), [endpoint("iris"), endpoint("wine")]);
    host.endpoints.remove(&endpoint("iris"));
    assert!(host.endpoints.get(&endpoint("iris")).is_none());
    let gone = host.endpoints.infer(&endpoint("iris"), rows(1)).await.unwrap_err();
    assert_eq!(gone.to_string(), "there is no endpoint 'iris'; the endpoints are wine");
}
