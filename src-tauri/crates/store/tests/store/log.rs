//! Who changed what, many changes at once, and taking them back.

use domain::{
    activity::{Action, Changed, Subject, Undo, Via},
    filter::Filter,
    finding::Rows,
    name::Alias,
    tags::Tags,
};
use proptest::{prelude::*, test_runner::Config};
use store::{ActivityQuery, Edit, Error, Store, Targets};

use crate::support::{Bench, ann, at, model, new, tags};

fn these(references: &[&str]) -> Targets {
    Targets::References(references.iter().map(|reference| at(reference)).collect())
}

fn all(rows: Rows, except: &[&str]) -> Targets {
    let except = except.iter().map(|reference| at(reference)).collect();
    Targets::Matching { filter: Filter::parse("").unwrap(), rows, except }
}

fn alias(name: &str) -> Alias {
    Alias::parse(name).unwrap()
}

impl Bench {
    /// `SUBJECT MODEL:VERSION ACTION KEY BEFORE>AFTER`, oldest first, of what a query finds.
    async fn told(&self, query: ActivityQuery) -> Vec<String> {
        let page = self.store.activity(&ActivityQuery { limit: 1000, ..query }).await.unwrap();
        assert_eq!(page.total, page.entries.len() as u64);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let line = |e: &domain::activity::Activity| {
            let version = e.version.map(|version| format!(":{version}")).unwrap_or_default();
            let name = e.model.as_ref().map(ToString::to_string).unwrap_or_default();
            let (key, before, after) = (text(&e.key), text(&e.before), text(&e.after));
            format!("{} {name}{version} {} {key} {before}>{after}", e.subject.name(), e.action.name())
        };
        page.entries.iter().rev().map(line).collect()
    }

    async fn tags_of(&self, reference: &str) -> Tags {
        self.store.set_tags(&at(reference), Tags::new(), &[], &ann()).await.unwrap()
    }

    async fn undo(&self, undo: Option<Undo>) -> (u64, u64, Option<Undo>) {
        let undone = self.store.take_back(undo.unwrap(), &ann()).await.unwrap();
        (undone.restored, undone.skipped, undone.undo)
    }
}

#[tokio::test]
async fn every_change_is_told_with_who_when_and_through_what() {
    let bench = Bench::new().await;
    let digest = bench.register(new("iris"), b"1").await.digest;
    bench.store.set_tags(&at("iris:1"), tags(&[("a", "1")]), &[], &ann()).await.unwrap();
    bench.store.set_tags(&at("iris:1"), tags(&[("a", "2")]), &["b".into()], &ann()).await.unwrap();
    bench.store.set_tags(&at("iris:1"), tags(&[("a", "2")]), &[], &ann()).await.unwrap();
    bench.store.describe(&at("iris"), "Flowers".into(), &ann()).await.unwrap();
    let edit = Edit { notes: Some("n".repeat(6_000)), properties: tags(&[("p", "1")]), ..Edit::default() };
    bench.store.edit(&at("iris:1"), edit, &ann()).await.unwrap();
    bench.store.alias_all(&these(&["iris:1"]), &[alias("best")], &[], &ann()).await.unwrap();
    bench.store.purge(&[at("iris:1")], &ann()).await.unwrap();

    let iris = ActivityQuery { model: Some(model("iris")), ..ActivityQuery::default() };
    let cut = format!("{}… (6000 characters)", "n".repeat(5_000));
    assert_eq!(
        bench.told(iris.clone()).await,
        [
            format!("version iris:1 register  >{digest}"),
            "version iris:1 tag a >1".into(),
            "version iris:1 tag a 1>2".into(),
            "model iris edit description >Flowers".into(),
            format!("version iris:1 edit notes >{cut}"),
            "version iris:1 property p >1".into(),
            "alias iris:1 alias best >1".into(),
            format!("version iris:1 delete  {digest}>"),
        ],
        "what is as it was is not told"
    );
    let store = Store::open(&bench.workspace()).await.unwrap();
    let page = store.activity(&ActivityQuery { limit: 3, ..iris.clone() }).await.unwrap();
    assert_eq!((page.entries.len(), page.total), (3, 8));
    let entry = &page.entries[0];
    assert_eq!((entry.subject, entry.action), (Subject::Version, Action::Delete));
    assert_eq!((entry.actor.as_str(), entry.via, entry.at), ("ann", Some(Via::Terminal), ann().at));
    let next = store.activity(&ActivityQuery { limit: 100, before: page.next, ..iris }).await.unwrap();
    assert_eq!((next.entries.len(), next.next), (5, None));
}

#[tokio::test]
async fn a_version_is_told_of_an_alias_that_left_it() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    bench.register(new("iris"), b"2").await;
    for reference in ["iris:1", "iris:2"] {
        bench.store.alias_all(&these(&[reference]), &[alias("best")], &[], &ann()).await.unwrap();
    }
    let of = |version| ActivityQuery {
        model: Some(model("iris")),
        version: Some(version),
        ..ActivityQuery::default()
    };
    assert_eq!(bench.told(of(1)).await[1..], ["alias iris:1 alias best >1", "alias iris:2 alias best 1>2"]);
    assert_eq!(bench.told(of(2)).await[1..], ["alias iris:2 alias best 1>2"]);
}

#[tokio::test]
async fn many_are_tagged_at_once_and_put_back_exactly() {
    let bench = Bench::new().await;
    for name in ["a", "b", "c"] {
        bench.register(new(name), name.as_bytes()).await;
    }
    let before = [tags(&[("team", "x")]), tags(&[("team", "y"), ("old", "1")]), tags(&[])];
    for (name, tags) in ["a", "b", "c"].iter().zip(&before) {
        bench.store.set_tags(&at(name), tags.clone(), &[], &ann()).await.unwrap();
    }
    let remove = ["old".to_owned(), "team".to_owned()];
    let changed =
        bench.store.tag_all(&all(Rows::Models, &[]), &tags(&[("team", "x")]), &remove, &ann()).await.unwrap();
    assert_eq!((changed.targets, changed.changed), (3, 3), "a's team is x already, and b loses a tag");
    for name in ["a", "b", "c"] {
        assert_eq!(bench.tags_of(name).await, tags(&[("team", "x")]), "{name}");
    }
    let (restored, skipped, redo) = bench.undo(changed.undo).await;
    assert_eq!((restored, skipped), (3, 0));
    for (name, tags) in ["a", "b", "c"].iter().zip(&before) {
        assert_eq!(bench.tags_of(name).await, *tags, "{name}");
    }
    bench.undo(redo).await;
    assert_eq!(bench.tags_of("b").await, tags(&[("team", "x")]), "taking back is taken back");
    let nothing =
        bench.store.tag_all(&all(Rows::Models, &[]), &tags(&[("team", "x")]), &[], &ann()).await.unwrap();
    assert_eq!(nothing, Changed { targets: 3, changed: 0, undo: None });
}

#[tokio::test]
async fn what_was_changed_again_since_is_left_alone() {
    let bench = Bench::new().await;
    bench.register(new("a"), b"1").await;
    bench.register(new("b"), b"2").await;
    let changed =
        bench.store.tag_all(&these(&["a", "b:1"]), &tags(&[("t", "1")]), &[], &ann()).await.unwrap();
    bench.store.set_tags(&at("a"), tags(&[("t", "2")]), &[], &ann()).await.unwrap();
    let (restored, skipped, _) = bench.undo(changed.undo).await;
    assert_eq!((restored, skipped), (1, 1));
    assert_eq!(bench.tags_of("a").await, tags(&[("t", "2")]));
    assert!(bench.tags_of("b:1").await.is_empty());

    let gone = bench.store.tag_all(&these(&["b:1"]), &tags(&[("t", "1")]), &[], &ann()).await.unwrap();
    bench.store.purge(&[at("b:1")], &ann()).await.unwrap();
    let (restored, skipped, undo) = bench.undo(gone.undo).await;
    assert_eq!((restored, skipped, undo), (0, 1, None), "a version that is gone cannot have its tag back");
    let error = bench.store.take_back(Undo { first: 1, last: 1 }, &ann()).await.unwrap_err();
    assert!(matches!(error, Error::NoUndo), "a registration is nothing to take back here: {error}");
}

#[tokio::test]
async fn aliases_of_many_move_at_once_and_back() {
    let bench = Bench::new().await;
    for _ in 0..2 {
        bench.register(new("a"), b"a").await;
        bench.register(new("b"), b"b").await;
    }
    let best = [alias("best")];
    bench.store.alias_all(&these(&["a:1"]), &best, &[], &ann()).await.unwrap();
    let changed = bench.store.alias_all(&all(Rows::Versions, &["b:2"]), &best, &[], &ann()).await.unwrap();
    assert_eq!((changed.targets, changed.changed), (3, 2), "the newest of each model");
    let number = async |name: &str| bench.store.version(&at(name)).await.map(|version| version.version).ok();
    assert_eq!((number("a@best").await, number("b@best").await), (Some(2), Some(1)));
    bench.undo(changed.undo).await;
    assert_eq!((number("a@best").await, number("b@best").await), (Some(1), None));
    let gone = bench.store.alias_all(&all(Rows::Models, &[]), &[], &best, &ann()).await.unwrap();
    assert_eq!((gone.changed, number("a@best").await), (1, None));
    bench.undo(gone.undo).await;
    assert_eq!(number("a@best").await, Some(1));
}

#[tokio::test]
async fn one_that_is_not_there_refuses_all() {
    let bench = Bench::new().await;
    bench.register(new("a"), b"1").await;
    let set = tags(&[("t", "1")]);
    assert!(bench.store.tag_all(&these(&["a", "b"]), &set, &[], &ann()).await.is_err());
    assert!(bench.tags_of("a").await.is_empty());
    assert_eq!(bench.told(ActivityQuery::default()).await.len(), 1);
}

#[tokio::test]
async fn an_endpoint_is_told_of_in_its_models_log_too_and_no_key_is() {
    use domain::{
        endpoint::{EndpointConfig, KeyKind, Keys},
        name::EndpointName,
    };
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    bench.register(new("iris"), b"2").await;
    let mut endpoint = store::StoredEndpoint {
        name: EndpointName::parse("iris-a").unwrap(),
        model: model("iris"),
        version: 1,
        config: EndpointConfig::default(),
        keys: Keys { primary_key: "secret-one".into(), secondary_key: "secret-two".into() },
        created_at: ann().at,
        updated_at: ann().at,
    };
    let manifest = serde_json::json!({});
    bench.store.put_endpoint(&endpoint, &manifest, &ann()).await.unwrap();
    endpoint.version = 2;
    bench.store.set_endpoint_version(&endpoint, &manifest, &ann()).await.unwrap();
    bench.store.set_endpoint_keys(&endpoint.name, &endpoint.keys, KeyKind::Secondary, &ann()).await.unwrap();
    bench.store.remove_endpoint(&endpoint.name, &ann()).await.unwrap();
    let of = ActivityQuery { endpoint: Some(endpoint.name.clone()), ..ActivityQuery::default() };
    let told = bench.told(of).await;
    assert_eq!(
        told,
        [
            "endpoint iris:1 deploy  >iris:1",
            "endpoint iris:2 update  iris:1>iris:2",
            "endpoint  regenerate secondary >",
            "endpoint iris:2 delete  >",
        ]
    );
    let of_model = bench.told(ActivityQuery { model: Some(model("iris")), ..ActivityQuery::default() }).await;
    assert!(of_model.contains(&told[1]), "{of_model:?}");
}

/// A tag change: of the model or its version, which key, which value or none.
type Step = (bool, u8, Option<u8>);

proptest! {
    #![proptest_config(Config { cases: 24, ..Config::default() })]

    #[test]
    fn any_changes_are_taken_back_as_one(first in prop::collection::vec(any::<(bool, u8, Option<u8>)>(), 0..6),
        then in prop::collection::vec(any::<(bool, u8, Option<u8>)>(), 1..8))
    {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let bench = Bench::new().await;
            bench.register(new("a"), b"1").await;
            let apply = async |steps: &[Step]| {
                let mut span = None::<Undo>;
                for (whole, key, value) in steps {
                    let (key, targets) = (format!("k{}", key % 3), these(&[if *whole { "a" } else { "a:1" }]));
                    let set = value.iter().map(|value| (key.clone(), (value % 3).to_string())).collect();
                    let changed = bench.store.tag_all(&targets, &set, &[key], &ann()).await.unwrap();
                    if let Some(undo) = changed.undo {
                        span = Some(Undo { first: span.map_or(undo.first, |span| span.first), last: undo.last });
                    }
                }
                span
            };
            apply(&first).await;
            let before = (bench.tags_of("a").await, bench.tags_of("a:1").await);
            if let Some(span) = apply(&then).await {
                bench.undo(Some(span)).await;
            }
            assert_eq!((bench.tags_of("a").await, bench.tags_of("a:1").await), before);
        });
    }
}
