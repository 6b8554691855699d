use std::collections::BTreeMap;

use domain::{
    artifact::{ArtifactKind, Inspection},
    engine::{EngineChoice, EngineName, EngineTrial, Timing},
    error::ErrorCode,
    model::Correction,
    signature::{Datatype, Signature, TensorSpec},
    task::Task,
    time::Timestamp,
};
use proptest::prelude::*;
use serde_json::json;
use store::{Error, NewVersion, Store};

use crate::support::{Bench, ann, at, files_under, model, new, tags};

/// Both engines ran it, and tract was faster.
fn measured() -> EngineChoice {
    let trial = |engine, load_ms| EngineTrial {
        engine,
        version: "1.2.3".into(),
        reason: None,
        load_ms: Some(load_ms),
        timings: vec![Timing { rows: 1, call_us: load_ms * 10.5 }],
    };
    EngineChoice {
        chosen: EngineName::Tract,
        pinned: None,
        trials: vec![trial(EngineName::Tract, 0.5), trial(EngineName::OnnxRuntime, 1.5)],
        disagreement: None,
    }
}

fn full(name: &str) -> NewVersion {
    let spec = |name: &str, classes: Option<Vec<String>>| TensorSpec {
        name: name.into(),
        datatype: Datatype::Fp32,
        shape: vec![-1, 4],
        dims: Some(vec![Some("batch".into()), None]),
        classes,
    };
    NewVersion {
        tags: tags(&[("task", "flowers"), ("note", "a=b \"c\" – é")]),
        properties: tags(&[("columns", "a,b")]),
        description: "Tells irises apart".into(),
        framework: Some("sklearn".into()),
        producer: Some("skl2onnx 1.20.0".into()),
        kind: ArtifactKind::Other,
        task: Task::Regression,
        deployable: false,
        undeployable_reason: Some("not ONNX".into()),
        metrics: [("accuracy".to_owned(), 0.933_333_333_333_333_3), ("loss".to_owned(), 1e-300)].into(),
        params: tags(&[("C", "1.0")]),
        run_id: Some("r1".into()),
        signature: Signature {
            inputs: vec![spec("X", None)],
            outputs: vec![spec("p", Some(vec!["setosa".into()]))],
        },
        sample_input: Some(json!({"data": [[5.1, 3.5]]})),
        sample_output: Some(json!({"outputs": []})),
        opsets: [("ai.onnx".to_owned(), 17)].into(),
        metadata: tags(&[("author", "me")]),
        remarks: vec!["The output 'y' is a sequence.".into()],
        engine: Some("tract 0.1".into()),
        engines: Some(measured()),
        created_at: Timestamp::from_millis(1_795_183_500_042),
        ..new(name)
    }
}

#[tokio::test]
async fn everything_that_was_registered_is_read_back_after_a_restart() {
    let bench = Bench::new().await;
    let added = bench.register(full("iris"), b"weights").await;
    let store = Store::open(&bench.workspace()).await.unwrap();
    let read = store.version(&at("iris:1")).await.unwrap();
    assert_eq!(read, added);

    let given = full("iris");
    assert_eq!(read.tags, given.tags);
    assert_eq!(read.metrics, given.metrics);
    assert_eq!((&read.signature, &read.remarks), (&given.signature, &given.remarks));
    assert_eq!(read.columns.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
    assert_eq!(read.opsets, given.opsets);
    assert_eq!((read.kind, read.task), (ArtifactKind::Other, Task::Regression));
    assert_eq!(read.created_at, given.created_at);
    assert_eq!(read.size_bytes, 7);
    assert_eq!(read.files[0].path, "model.bin");
    assert!(read.has_sample);
    let sample = store.sample(&at("iris")).await.unwrap();
    assert_eq!((sample.input, sample.output), (given.sample_input, given.sample_output));
    assert_eq!(std::fs::read(store.artifact_path(&read)).unwrap(), b"weights");
}

#[tokio::test]
async fn what_people_say_goes_before_the_file_until_they_take_it_back() {
    let bench = Bench::new().await;
    let added = bench.register(full("iris"), b"weights").await;
    assert_eq!(added.engine.as_deref(), Some("tract 1.2.3"));
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    let said = Correction {
        task: Some(Task::Forecasting),
        class_names: names(&["no", "yes, gladly"]),
        columns: names(&["x", "y"]),
    };
    bench.store.correct(&at("iris:1"), &said, Some(EngineName::OnnxRuntime), &ann()).await.unwrap();
    let store = Store::open(&bench.workspace()).await.unwrap();
    let version = store.version(&at("iris:1")).await.unwrap();
    assert_eq!((version.task, &version.columns), (Task::Forecasting, &said.columns));
    assert_eq!((&version.class_names, &version.correction), (&said.class_names, &said));
    assert_eq!(version.engine.as_deref(), Some("ONNX Runtime 1.2.3"));
    assert_eq!(version.engine_name(), EngineName::OnnxRuntime);

    let cleared = store.correct(&at("iris:1"), &Correction::default(), None, &ann()).await.unwrap();
    assert_eq!(cleared, added);
    let error = store.correct(&at("iris:7"), &said, None, &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn what_was_measured_is_found_by_the_bytes_without_the_pin_of_a_version() {
    let bench = Bench::new().await;
    let version = bench.register(full("iris"), b"weights").await;
    let (iris, said) = (at("iris:1"), Correction::default());
    let pinned = bench.store.correct(&iris, &said, Some(EngineName::OnnxRuntime), &ann()).await.unwrap();
    assert!(pinned.engines.unwrap().pinned.is_some());
    let untried = bench.register(NewVersion { engines: None, ..full("iris") }, b"others").await;
    bench.register(NewVersion { engines: None, ..full("again") }, b"weights").await;
    assert_eq!(bench.store.measured(&version.digest).await.unwrap(), Some(measured()));
    assert_eq!(bench.store.measured(&untried.digest).await.unwrap(), None);
}

#[tokio::test]
async fn a_version_is_assessed_anew_and_keeps_what_people_said() {
    let bench = Bench::new().await;
    bench.register(NewVersion { engines: None, ..full("iris") }, b"weights").await;
    let said = Correction { task: Some(Task::Text), ..Correction::default() };
    bench.store.correct(&at("iris:1"), &said, Some(EngineName::OnnxRuntime), &ann()).await.unwrap();
    let found = Inspection {
        kind: ArtifactKind::Other,
        task: Task::Clustering,
        signature: Signature::default(),
        remarks: vec!["new".into()],
        producer: None,
        framework: None,
        framework_version: None,
        notes: None,
        opsets: [].into(),
        metadata: [].into(),
        operators: [].into(),
        size_bytes: 7,
        engine: Some("tract 1.2.3".into()),
        engines: Some(measured()),
        engine_summary: None,
        deployable: true,
        undeployable_reason: None,
    };
    let version = bench.store.reassess(&at("iris:1"), &found, &ann()).await.unwrap();
    assert_eq!((version.deployable, version.undeployable_reason.as_deref()), (true, None));
    assert_eq!((version.task, version.remarks.len()), (Task::Text, 1));
    let engines = version.engines.unwrap();
    assert_eq!((engines.chosen, engines.pinned), (EngineName::Tract, Some(EngineName::OnnxRuntime)));
    let cleared = bench.store.correct(&at("iris:1"), &Correction::default(), None, &ann()).await.unwrap();
    assert_eq!(cleared.task, Task::Clustering);
}

#[tokio::test]
async fn register_list_filter_tag_and_delete() {
    let bench = Bench::new().await;
    let store = &bench.store;
    bench.register(NewVersion { tags: tags(&[("task", "fraud")]), ..new("cards") }, b"1").await;
    bench.register(new("cards"), b"2").await;
    bench.register(NewVersion { framework: Some("sklearn".into()), ..new("iris") }, b"3").await;

    assert_eq!(bench.found("").await, ["iris:1", "cards:2", "cards:1"]);
    assert_eq!(bench.found("task=fraud").await, ["cards:1"]);
    assert_eq!(bench.found("framework:sklearn").await, ["iris:1"]);
    assert_eq!(bench.found("name=cards AND version=2").await, ["cards:2"]);
    assert_eq!(bench.found("name=\"../x\"").await, [""; 0]);
    assert_eq!(bench.found("kind=other").await, [""; 0]);

    let now = store.set_tags(&at("cards"), tags(&[("team", "risk"), ("a", "1")]), &[], &ann()).await.unwrap();
    assert_eq!(now, tags(&[("team", "risk"), ("a", "1")]));
    assert_eq!(bench.found("team=risk").await, ["cards:2", "cards:1"], "a model's tag finds its versions");
    let now = store
        .set_tags(&at("cards"), tags(&[("team", "fraud")]), &["a".into(), "b".into()], &ann())
        .await
        .unwrap();
    assert_eq!(now, tags(&[("team", "fraud")]));
    assert_eq!(bench.found("team=risk").await, [""; 0]);
    let now = store.set_tags(&at("cards:1"), tags(&[]), &["task".into()], &ann()).await.unwrap();
    assert!(now.is_empty());

    store.describe(&at("cards"), "Stolen CARDS, Été".into(), &ann()).await.unwrap();
    store.describe(&at("iris:1"), "Flowers".into(), &ann()).await.unwrap();
    assert_eq!(bench.found("stolen ÉTÉ").await, ["cards:2", "cards:1"]);
    assert_eq!(bench.found("flow").await, ["iris:1"]);
    assert_eq!(bench.found("flow stolen").await, [""; 0]);
    assert_eq!(store.version(&at("iris")).await.unwrap().description, "Flowers");
    assert_eq!(store.model(&model("cards")).await.unwrap().description, "Stolen CARDS, Été");

    let deleted = store.purge(&[at("cards:1")], &ann()).await.unwrap();
    assert_eq!((deleted.versions, deleted.freed_bytes), (1, 1));
    assert_eq!(store.purge(&[at("cards")], &ann()).await.unwrap().versions, 1);
    assert_eq!(bench.found("").await, ["iris:1"]);
    assert_eq!(store.counts().await.unwrap().models, 1);
    assert_eq!(files_under(&bench.workspace().join("artifacts")).len(), 1);
}

#[tokio::test]
async fn a_number_is_never_given_twice() {
    let bench = Bench::new().await;
    for expected in [1, 2] {
        assert_eq!(bench.register(new("iris"), b"x").await.version, expected);
    }
    bench.store.purge(&[at("iris:2")], &ann()).await.unwrap();
    assert_eq!(bench.register(new("iris"), b"x").await.version, 3);
    bench.store.set_tags(&at("iris"), tags(&[("a", "1")]), &[], &ann()).await.unwrap();
    bench.store.describe(&at("iris"), "old".into(), &ann()).await.unwrap();
    bench.store.purge(&[at("iris")], &ann()).await.unwrap();
    assert_eq!(bench.register(new("iris"), b"x").await.version, 4);
    let model = bench.store.model(&model("iris")).await.unwrap();
    assert_eq!(
        (model.tags.len(), model.description.as_str()),
        (0, ""),
        "a deleted model leaves nothing to its name"
    );
}

#[tokio::test]
async fn a_name_holds_one_kind() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"x").await;
    let files = bench.ingest(&bench.file("b", b"y")).await.unwrap();
    let other = NewVersion { kind: ArtifactKind::Other, ..new("iris") };
    let error = bench.store.add_version(&files, other, &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Conflict);
    assert_eq!(error.to_string(), "'iris' holds onnx versions; this is other");
    assert_eq!(error.hint().unwrap(), "Choose another name.");
    bench.store.release(&files).await.unwrap();
    assert_eq!(bench.store.counts().await.unwrap().artifact_bytes, 1);
    assert_eq!(bench.register(new("iris"), b"x").await.version, 2, "a refusal uses no number up");
}

#[tokio::test]
async fn what_is_not_there_is_named_and_the_nearest_name_suggested() {
    let bench = Bench::new().await;
    bench.register(new("credit-cards"), b"x").await;
    let error = bench.store.model(&model("Credit-crads")).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert_eq!(error.to_string(), "there is no model 'Credit-crads'");
    assert_eq!(error.hint().unwrap(), "Did you mean 'credit-cards'?");
    let error = bench.store.version(&at("credit-cards:7")).await.unwrap_err();
    assert_eq!(error.to_string(), "model 'credit-cards' has no version 7; its latest is 1");
    assert_eq!(error.code(), ErrorCode::NotFound);
    let error = bench.store.purge(&[at("wine")], &ann()).await.unwrap_err();
    assert_eq!((error.code(), error.hint()), (ErrorCode::NotFound, None));
}

#[tokio::test]
async fn illegal_tags_and_metrics_are_refused() {
    let bench = Bench::new().await;
    let files = bench.ingest(&bench.file("a", b"x")).await.unwrap();
    for bad in [
        NewVersion { tags: tags(&[("two words", "x")]), ..new("iris") },
        NewVersion { metrics: [("auc".to_owned(), f64::NAN)].into(), ..new("iris") },
    ] {
        let error = bench.store.add_version(&files, bad, &ann()).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput, "{error}");
    }
    bench.store.add_version(&files, new("iris"), &ann()).await.unwrap();
    let error = bench.store.set_tags(&at("iris"), tags(&[("a b", "x")]), &[], &ann()).await.unwrap_err();
    assert!(matches!(error, Error::Tag(_)), "{error}");
}

#[tokio::test]
async fn settings_are_kept() {
    let bench = Bench::new().await;
    assert_eq!(bench.store.setting::<u16>("port").await.unwrap(), None);
    bench.store.set_setting("port", &1_u16).await.unwrap();
    bench.store.set_setting("port", &8390_u16).await.unwrap();
    let store = Store::open(&bench.workspace()).await.unwrap();
    assert_eq!(store.setting::<u16>("port").await.unwrap(), Some(8390));
    assert_eq!(store.setting::<Vec<u8>>("port").await.unwrap_err().code(), ErrorCode::Io);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn a_metric_is_read_back_to_its_last_bit(
        values in prop::collection::vec(prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO, 1..200),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let bench = Bench::new().await;
            let metrics: BTreeMap<String, f64> =
                values.iter().enumerate().map(|(number, value)| (format!("m{number}"), *value)).collect();
            bench.register(NewVersion { metrics: metrics.clone(), ..new("iris") }, b"1").await;
            let read = bench.store.version(&at("iris")).await.unwrap().metrics;
            let bits = |metrics: &BTreeMap<String, f64>| {
                metrics.iter().map(|(key, value)| (key.clone(), value.to_bits())).collect::<Vec<_>>()
            };
            assert_eq!(bits(&read), bits(&metrics));
        });
    }
}
