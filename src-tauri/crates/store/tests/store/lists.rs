use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use domain::{
    artifact::ArtifactKind,
    error::ErrorCode,
    filter::{Field, Filter, Term},
    model::Facet,
    tags::Tags,
    time::Timestamp,
};
use proptest::{collection::vec, option, prelude::*, test_runner::Config};
use store::{Error, NewVersion, Sort, SortKey, Store, VersionQuery};

use crate::support::{Bench, ann, at, new, tags};

const SORTS: [&str; 6] = ["updated", "-updated", "name", "-name", "size", "-size"];

fn query(filter: &str, sort: &str, limit: u32) -> VersionQuery {
    let filter = Filter::parse(filter).unwrap();
    VersionQuery { filter, limit, sort: sort.parse().unwrap(), after: None }
}

/// Everything, a page at a time.
async fn all_versions(store: &Store, mut query: VersionQuery) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        let page = store.versions(&query).await.unwrap();
        assert!(page.versions.len() <= query.limit as usize);
        found.extend(page.versions.iter().map(|v| format!("{}:{}", v.name, v.version)));
        match page.next {
            Some(next) => query.after = Some(next),
            None => {
                assert_eq!(page.total, found.len() as u64);
                return found;
            }
        }
    }
}

async fn all_models(store: &Store, mut query: VersionQuery) -> Vec<(String, u32, u64)> {
    let mut found = Vec::new();
    loop {
        let page = store.models(&query).await.unwrap();
        assert!(page.models.len() <= query.limit as usize);
        found.extend(page.models.iter().map(|m| (m.latest.name.to_string(), m.latest.version, m.versions)));
        match page.next {
            Some(next) => query.after = Some(next),
            None => {
                assert_eq!(page.total, found.len() as u64);
                return found;
            }
        }
    }
}

/// Eleven versions of four models, many alike in time and size.
async fn filled() -> Bench {
    let bench = Bench::new().await;
    for (i, name) in ["b", "A", "b", "c", "A", "b", "É", "c", "b", "b", "A"].into_iter().enumerate() {
        let millis = i64::try_from(i / 3).unwrap();
        let version = NewVersion { created_at: Timestamp::from_millis(millis), ..new(name) };
        bench.register(version, &vec![b'x'; i % 4]).await;
    }
    bench
}

#[tokio::test]
async fn pages_give_each_row_once_under_every_sort() {
    let bench = filled().await;
    for sort in SORTS {
        let whole = all_versions(&bench.store, query("", sort, 100)).await;
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 11, "{sort}");
        let models = all_models(&bench.store, query("", sort, 100)).await;
        assert_eq!(models.len(), 4);
        for limit in [1, 2, 3, 11] {
            assert_eq!(all_versions(&bench.store, query("", sort, limit)).await, whole, "{sort} by {limit}");
            assert_eq!(all_models(&bench.store, query("", sort, limit)).await, models, "{sort} by {limit}");
        }
        let mut turned = whole.clone();
        turned.reverse();
        let other = sort.strip_prefix('-').map_or_else(|| format!("-{sort}"), str::to_owned);
        assert_eq!(all_versions(&bench.store, query("", &other, 4)).await, turned);
    }
}

#[tokio::test]
async fn sorts_mean_what_they_say() {
    let bench = filled().await;
    let names = |found: Vec<(String, u32, u64)>| found.into_iter().map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(names(all_models(&bench.store, query("", "", 9)).await), ["A", "b", "c", "É"], "newest first");
    assert_eq!(
        names(all_models(&bench.store, query("", "-name", 9)).await),
        ["É", "c", "b", "A"],
        "case aside"
    );
    let page = bench.store.versions(&query("", "size", 100)).await.unwrap();
    assert!(page.versions.is_sorted_by_key(|v| v.size_bytes));
    let page = bench.store.versions(&query("", "-updated", 100)).await.unwrap();
    assert!(page.versions.is_sorted_by_key(|v| v.created_at));
}

#[tokio::test]
async fn a_page_goes_on_where_it_stopped_although_the_list_changed() {
    let bench = filled().await;
    let mut query = query("", "name", 3);
    let first = bench.store.versions(&query).await.unwrap();
    let last = first.versions.last().unwrap();
    bench.store.purge(&[at(&format!("{}:{}", last.name, last.version))], &ann()).await.unwrap();
    bench.register(new("0-earlier"), b"x").await;
    query.after = first.next;
    let second = bench.store.versions(&query).await.unwrap();
    assert_eq!((second.versions[0].name.as_str(), second.versions[0].version), ("b", 1));
}

#[tokio::test]
async fn a_token_of_another_list_is_refused() {
    let bench = filled().await;
    let next = bench.store.versions(&query("", "name", 3)).await.unwrap().next;
    for after in [next.as_deref().unwrap(), "x", "created_at.1.x", "created_at.x.1", ""] {
        let error = bench
            .store
            .versions(&VersionQuery { after: Some(after.to_owned()), ..query("", "updated", 3) })
            .await
            .unwrap_err();
        assert!(matches!(error, Error::PageToken(_)), "{after:?}: {error}");
        assert_eq!(error.code(), ErrorCode::InvalidInput);
    }
    assert_eq!("-size".parse::<Sort>().unwrap(), Sort { key: SortKey::Size, reversed: true });
    for bad in ["colour", "-", "name desc"] {
        assert_eq!(bad.parse::<Sort>().unwrap_err().code(), ErrorCode::InvalidInput, "{bad}");
    }
}

#[tokio::test]
async fn a_model_is_shown_by_its_newest_version_that_matches() {
    let bench = Bench::new().await;
    bench.register(NewVersion { tags: tags(&[("task", "x")]), ..new("iris") }, b"1").await;
    bench.register(NewVersion { tags: tags(&[("task", "x")]), ..new("iris") }, b"2").await;
    bench.register(new("iris"), b"3").await;
    bench.store.set_tags(&at("iris"), tags(&[("team", "a")]), &[], &ann()).await.unwrap();
    let page = bench.store.models(&query("task=x", "", 9)).await.unwrap();
    assert_eq!((page.models[0].latest.version, page.models[0].versions), (2, 2));
    assert_eq!(page.models[0].tags, tags(&[("team", "a")]));
    let none = bench.store.models(&query("task=y", "", 9)).await.unwrap();
    assert_eq!((none.models.len(), none.total, none.next), (0, 0, None));
}

#[tokio::test]
async fn facets_count_models_and_leave_out_what_only_tells_apart() {
    let bench = Bench::new().await;
    for i in 0..30 {
        let version = NewVersion {
            tags: tags(&[("task", if i < 20 { "x" } else { "y" }), ("id", &i.to_string()), ("kind", "k")]),
            framework: (i < 10).then(|| "sklearn".into()),
            ..new(&format!("m{i}"))
        };
        bench.register(version, b"1").await;
    }
    bench.register(NewVersion { tags: tags(&[("task", "x")]), ..new("m0") }, b"1").await;
    bench.store.set_tags(&at("m1"), tags(&[("task", "x"), ("team", "a")]), &[], &ann()).await.unwrap();

    let facet = |key: &str, value: &str, count| Facet { key: key.into(), value: value.into(), count };
    let all = bench.store.facets(&Filter::default()).await.unwrap();
    let expected = [
        facet("task", "x", 20),
        facet("framework", "sklearn", 10),
        facet("task", "y", 10),
        facet("team", "a", 1),
    ];
    assert_eq!(all, expected);
    let some = bench.store.facets(&Filter::parse("team=a").unwrap()).await.unwrap();
    let expected = [("framework", "sklearn"), ("id", "1"), ("task", "x"), ("team", "a")];
    assert_eq!(some, expected.map(|(key, value)| facet(key, value, 1)));
}

// ---- The SQL of a filter against the plain reading of its definition

#[derive(Debug, Clone)]
struct Version {
    model: usize,
    tags: Tags,
    description: String,
    framework: Option<String>,
}

#[derive(Debug, Clone)]
struct Data {
    versions: Vec<Version>,
    model_tags: Vec<Tags>,
    model_descriptions: Vec<String>,
}

const NAMES: [&str; 4] = ["iris", "Iris-Été", "été", "b"];

fn any_tags() -> impl Strategy<Value = Tags> {
    prop::collection::btree_map("[ab]|name", "[xy]|x y|'|%", 0..3)
}

fn any_words() -> impl Strategy<Value = String> {
    "|iris|[aé%_' ]{0,3}|ÉTÉ \\\\ \"x\""
}

fn any_data() -> impl Strategy<Value = Data> {
    let version = (0..NAMES.len(), any_tags(), any_words(), option::of("[fg]"))
        .prop_map(|(model, tags, description, framework)| Version { model, tags, description, framework });
    (vec(version, 0..8), vec(any_tags(), NAMES.len()), vec(any_words(), NAMES.len())).prop_map(
        |(versions, model_tags, model_descriptions)| Data { versions, model_tags, model_descriptions },
    )
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let equals = |field: Field, value: &str| Term::Equals { field, value: value.into() };
    let term = prop_oneof![
        ("[ab]|name", "[xy]|x y|'|%").prop_map(move |(key, value)| equals(Field::Tag(key), &value)),
        prop::sample::select(&NAMES[..]).prop_map(move |name| equals(Field::Name, name)),
        "[fgh]".prop_map(move |value| equals(Field::Framework, &value)),
        (1..4_u32).prop_map(move |value| equals(Field::Version, &value.to_string())),
        "onnx|other".prop_map(move |value| equals(Field::Kind, &value)),
        any_words().prop_map(Term::Text),
    ];
    vec(term, 0..3).prop_map(|terms| Filter { terms })
}

fn matches(data: &Data, version: &Version, number: u32, filter: &Filter) -> bool {
    let name = NAMES[version.model];
    filter.terms.iter().all(|term| match term {
        Term::Equals { field: Field::Tag(key), value } => {
            version.tags.get(key) == Some(value) || data.model_tags[version.model].get(key) == Some(value)
        }
        Term::Equals { field: Field::Name, value } => name == value,
        Term::Equals { field: Field::Framework, value } => version.framework.as_ref() == Some(value),
        Term::Equals { field: Field::Version, value } => number.to_string() == *value,
        Term::Equals { field: Field::Kind, value } => value == "onnx",
        Term::Text(text) => [name, &version.description, &data.model_descriptions[version.model]]
            .iter()
            .any(|place| place.to_lowercase().contains(&text.to_lowercase())),
    })
}

async fn fill(bench: &Bench, data: &Data) {
    let files = bench.store.ingest(&bench.file("m", b"x"), |_, _| ControlFlow::Continue(())).await.unwrap();
    for version in &data.versions {
        let new = NewVersion {
            tags: version.tags.clone(),
            description: version.description.clone(),
            framework: version.framework.clone(),
            kind: ArtifactKind::Onnx,
            ..new(NAMES[version.model])
        };
        bench.store.add_version(&files, new, &ann()).await.unwrap();
    }
    for model in data.versions.iter().map(|version| version.model).collect::<BTreeSet<_>>() {
        bench.store.set_tags(&at(NAMES[model]), data.model_tags[model].clone(), &[], &ann()).await.unwrap();
        bench
            .store
            .describe(&at(NAMES[model]), data.model_descriptions[model].clone(), &ann())
            .await
            .unwrap();
    }
}

proptest! {
    #![proptest_config(Config::with_cases(24))]
    #[test]
    fn a_filter_in_sql_means_what_its_definition_says(data in any_data(), filters in vec(any_filter(), 12)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let bench = Bench::new().await;
            fill(&bench, &data).await;
            for filter in filters {
                let (mut versions, mut models) = (BTreeSet::new(), BTreeMap::new());
                let mut numbers = [0; NAMES.len()];
                for version in &data.versions {
                    numbers[version.model] += 1;
                    let (name, number) = (NAMES[version.model], numbers[version.model]);
                    if matches(&data, version, number, &filter) {
                        versions.insert(format!("{name}:{number}"));
                        let row = models.entry(name).or_insert((name.to_owned(), number, 0));
                        *row = (name.to_owned(), number, row.2 + 1);
                    }
                }
                let query = VersionQuery { filter: filter.clone(), limit: 2, ..VersionQuery::default() };
                let found = all_versions(&bench.store, query.clone()).await;
                assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), versions, "{filter}");
                let found = all_models(&bench.store, query).await;
                let expected: BTreeSet<_> = models.into_values().collect();
                assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "{filter}");
            }
        });
    }
}
