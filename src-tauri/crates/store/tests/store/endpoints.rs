use domain::{
    activity::By,
    endpoint::{EndpointConfig, KeyKind, Keys},
    error::ErrorCode,
    name::EndpointName,
    time::Timestamp,
};
use serde_json::json;
use store::{Store, StoredEndpoint};

use crate::support::{Bench, ann, at, model, new};

fn by(at: i64) -> By {
    By { at: Timestamp::from_millis(at), ..ann() }
}

fn endpoint(name: &str, version: u32) -> StoredEndpoint {
    StoredEndpoint {
        name: EndpointName::parse(name).unwrap(),
        model: model("iris"),
        version,
        config: EndpointConfig { replicas: 3, ..EndpointConfig::default() },
        keys: Keys { primary_key: "one".into(), secondary_key: "two".into() },
        created_at: Timestamp::from_millis(10),
        updated_at: Timestamp::from_millis(10),
    }
}

/// Serves a version.
pub async fn served(store: &Store, name: &str, reference: &str) {
    let version = store.version(&at(reference)).await.unwrap();
    let kept = StoredEndpoint { model: version.name, ..endpoint(name, version.version) };
    store.put_endpoint(&kept, &json!({}), &ann()).await.unwrap();
}

#[tokio::test]
async fn an_endpoint_is_kept_changed_and_removed() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    bench.register(new("iris"), b"2").await;
    let mut kept = endpoint("iris-a", 1);
    bench.store.put_endpoint(&endpoint("iris-b", 2), &json!({}), &ann()).await.unwrap();
    bench.store.put_endpoint(&kept, &json!({"format": 1}), &ann()).await.unwrap();

    let store = Store::open(&bench.workspace()).await.unwrap();
    assert_eq!(store.endpoint(&kept.name).await.unwrap(), kept);
    assert_eq!(store.endpoints().await.unwrap(), [kept.clone(), endpoint("iris-b", 2)]);

    kept.version = 2;
    kept.updated_at = Timestamp::from_millis(20);
    store.set_endpoint_version(&kept, &json!({"format": 2}), &ann()).await.unwrap();
    kept.keys.primary_key = "three".into();
    kept.updated_at = Timestamp::from_millis(30);
    store.set_endpoint_keys(&kept.name, &kept.keys, KeyKind::Primary, &by(30)).await.unwrap();
    kept.config.queue = 99;
    kept.updated_at = Timestamp::from_millis(40);
    store.set_endpoint_config(&kept.name, &kept.config, &by(40)).await.unwrap();
    assert_eq!(store.endpoint(&kept.name).await.unwrap(), kept);
    let names = store.version(&at("iris:2")).await.unwrap().deployed_by;
    assert_eq!(names.iter().map(EndpointName::as_str).collect::<Vec<_>>(), ["iris-a", "iris-b"]);

    store.remove_endpoint(&kept.name, &ann()).await.unwrap();
    let history = store.deployments(&kept.name).await.unwrap();
    let told: Vec<_> = history.iter().map(|entry| (entry.version, entry.at.as_millis())).collect();
    assert_eq!(told, [(1, 10), (2, 20)], "the history outlives the endpoint");
    assert_eq!(history[1].manifest, json!({"format": 2}));
}

#[tokio::test]
async fn a_served_version_cannot_be_deleted() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    bench.register(new("iris"), b"2").await;
    bench.store.put_endpoint(&endpoint("iris-a", 1), &json!({}), &ann()).await.unwrap();
    bench.store.put_endpoint(&endpoint("iris-b", 1), &json!({}), &ann()).await.unwrap();
    for reference in ["iris:1", "iris"] {
        let error = bench.store.purge(&[at(reference)], &ann()).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::InUse);
        let expected = format!("'{reference}' is served by the endpoints 'iris-a', 'iris-b'");
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(bench.found("").await, ["iris:2", "iris:1"], "a refusal deletes nothing");
    bench.store.purge(&[at("iris:2")], &ann()).await.unwrap();
    for name in ["iris-a", "iris-b"] {
        bench.store.remove_endpoint(&EndpointName::parse(name).unwrap(), &ann()).await.unwrap();
    }
    bench.store.purge(&[at("iris:1")], &ann()).await.unwrap();
}

#[tokio::test]
async fn endpoint_names_are_taken_once_and_must_be_there() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    bench.store.put_endpoint(&endpoint("iris-a", 1), &json!({}), &ann()).await.unwrap();
    let error = bench.store.put_endpoint(&endpoint("iris-a", 1), &json!({}), &ann()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (ErrorCode::Conflict, "there is an endpoint 'iris-a' already")
    );
    assert_eq!(bench.store.deployments(&endpoint("iris-a", 1).name).await.unwrap().len(), 1);

    let error = bench.store.put_endpoint(&endpoint("iris-c", 7), &json!({}), &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound, "a version that is not there cannot be served");

    let gone = endpoint("iris-x", 1);
    let missing = [
        bench.store.endpoint(&gone.name).await.unwrap_err(),
        bench.store.remove_endpoint(&gone.name, &ann()).await.unwrap_err(),
        bench.store.set_endpoint_version(&gone, &json!({}), &ann()).await.unwrap_err(),
        bench.store.set_endpoint_keys(&gone.name, &gone.keys, KeyKind::Primary, &ann()).await.unwrap_err(),
        bench.store.set_endpoint_config(&gone.name, &gone.config, &ann()).await.unwrap_err(),
    ];
    for error in missing {
        assert_eq!(error.code(), ErrorCode::NotFound);
        assert_eq!(error.to_string(), "there is no endpoint 'iris-x'");
        assert_eq!(error.hint().unwrap(), "Did you mean 'iris-a'?");
    }
    assert!(bench.store.deployments(&gone.name).await.unwrap().is_empty());
}
