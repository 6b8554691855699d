use std::collections::{BTreeMap, BTreeSet};

use domain::{
    error::ErrorCode,
    filter::{Filter, fold},
    finding::Rows,
    model::Facet,
    time::Timestamp,
};
use store::{Error, NewVersion, Sort, SortKey, Store, Trashing, VersionQuery};

use crate::support::{Bench, ann, at, new, tags};

const SORTS: [&str; 8] = ["updated", "-updated", "name", "-name", "size", "-size", "version", "-version"];

fn query(filter: &str, sort: &str, limit: u32) -> VersionQuery {
    let filter = Filter::parse(filter).unwrap();
    VersionQuery { filter, limit, sort: sort.parse().unwrap(), ..VersionQuery::default() }
}

fn trashing(reference: &str) -> Trashing {
    Trashing { references: vec![at(reference)], skip: false }
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
    let metric = Sort { key: SortKey::Metric("a:b".into()), reversed: false };
    assert_eq!("metric:a:b".parse::<Sort>().unwrap(), metric);
    for bad in ["colour", "-", "name desc", "metric:", "tag"] {
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
    let all = bench.store.facets(&Filter::default(), Rows::Models, false).await.unwrap();
    let expected = [
        facet("task", "x", 20),
        facet("framework", "sklearn", 10),
        facet("task", "y", 10),
        facet("team", "a", 1),
    ];
    assert_eq!(all, expected);
    let some = bench.store.facets(&Filter::parse("team=a").unwrap(), Rows::Models, false).await.unwrap();
    let expected = [("framework", "sklearn"), ("id", "1"), ("task", "x"), ("team", "a")];
    assert_eq!(some, expected.map(|(key, value)| facet(key, value, 1)));
}

#[tokio::test]
async fn a_page_can_be_asked_for_by_its_place() {
    let bench = filled().await;
    for sort in SORTS {
        let whole = all_versions(&bench.store, query("", sort, 100)).await;
        for at in [0, 1, 5, 10, 11, 99] {
            let asked = VersionQuery { at: Some(at), ..query("", sort, 3) };
            let page = bench.store.versions(&asked).await.unwrap();
            let names: Vec<_> = page.versions.iter().map(|v| format!("{}:{}", v.name, v.version)).collect();
            let expected: Vec<_> = whole.iter().skip(usize::try_from(at).unwrap()).take(3).cloned().collect();
            assert_eq!((names, page.total), (expected, 11), "{sort} at {at}");
        }
    }
    let models = bench.store.models(&VersionQuery { at: Some(3), ..query("", "name", 3) }).await.unwrap();
    assert_eq!((models.models[0].latest.name.as_str(), models.total, models.next), ("É", 4, None));
    let both = VersionQuery { at: Some(1), after: Some("x".into()), ..query("", "", 3) };
    assert!(matches!(bench.store.versions(&both).await, Err(Error::TwoPlaces)));
}

#[tokio::test]
async fn a_name_is_found_by_how_it_begins_from_a_place_on_and_round_the_end() {
    let bench = filled().await;
    bench.register(new("bee"), b"x").await;
    bench.store.trash(&trashing("c:2"), &ann()).await.unwrap();
    for (filter, sort, begins) in
        SORTS.iter().flat_map(|sort| [("", sort, "B"), ("version<3", sort, "be"), ("", sort, "é")])
    {
        let whole = all_versions(&bench.store, query(filter, sort, 100)).await;
        let rows: Vec<bool> = whole.iter().map(|row| fold(row).starts_with(&fold(begins))).collect();
        for from in 0..=rows.len() {
            let next = (from..rows.len()).chain(0..rows.len()).find(|place| rows[*place]);
            let asked = VersionQuery { at: Some(from as u64), ..query(filter, sort, 0) };
            let found = bench.store.seek(&asked, Rows::Versions, begins).await.unwrap();
            assert_eq!(found, next.map(|place| place as u64), "{begins} in {filter} by {sort} from {from}");
        }
    }
    let seek = async |begins, from| {
        let asked = VersionQuery { at: Some(from), ..query("", "name", 0) };
        bench.store.seek(&asked, Rows::Models, begins).await.unwrap()
    };
    // A, b, bee, c, É
    assert_eq!((seek("b", 0).await, seek("b", 2).await, seek("b", 3).await), (Some(1), Some(2), Some(1)));
    assert_eq!((seek("bees", 0).await, seek("%", 0).await), (None, None));
}

#[tokio::test]
async fn what_a_list_is_sorted_by_comes_first_and_what_lacks_it_last() {
    let bench = Bench::new().await;
    for (name, accuracy, rank, framework) in [
        ("a", Some(0.5), Some("10"), Some("torch")),
        ("b", None, Some("9"), None),
        ("c", Some(0.25), Some("x"), Some("sklearn")),
        ("d", Some(-3.0), None, None),
    ] {
        let version = NewVersion {
            metrics: accuracy.map(|value| ("accuracy".to_owned(), value)).into_iter().collect(),
            tags: rank.map(|value| ("rank".to_owned(), value.to_owned())).into_iter().collect(),
            framework: framework.map(Into::into),
            ..new(name)
        };
        bench.register(version, b"1").await;
    }
    for (sort, order) in [
        ("metric:accuracy", "dcab"),
        ("-metric:accuracy", "acdb"),
        ("tag:rank", "bacd"),
        ("-tag:rank", "cabd"),
        ("framework", "cabd"),
        ("-framework", "acdb"),
        ("metric:none", "abcd"),
    ] {
        for limit in [1, 2, 9] {
            let found = all_versions(&bench.store, query("", sort, limit)).await;
            let names: String = found.iter().map(|row| row.replace(":1", "")).collect();
            assert_eq!(names, order, "{sort} by {limit}");
        }
    }
}

#[tokio::test]
async fn what_is_kept_in_memory_follows_every_change() {
    let bench = Bench::new().await;
    let version = |framework: &str| NewVersion { framework: Some(framework.into()), ..new("iris") };
    bench.register(version("a"), b"1").await;
    let filters =
        ["task=x", "framework=a", "iris", "note", "task=x OR framework=b", "NOT task=x", "deployed:false"];
    let check = async |expected: [&[&str]; 7]| {
        for (filter, expected) in filters.into_iter().zip(expected) {
            assert_eq!(bench.found(filter).await, expected, "{filter}");
        }
    };
    check([&[], &["iris:1"], &["iris:1"], &[], &[], &["iris:1"], &["iris:1"]]).await;
    bench.store.set_tags(&at("iris"), tags(&[("task", "x")]), &[], &ann()).await.unwrap();
    check([&["iris:1"], &["iris:1"], &["iris:1"], &[], &["iris:1"], &[], &["iris:1"]]).await;
    bench.register(version("b"), b"2").await;
    let both: &[&str] = &["iris:2", "iris:1"];
    check([both, &["iris:1"], both, &[], both, &[], both]).await;
    bench.store.describe(&at("iris:2"), "A note.".into(), &ann()).await.unwrap();
    check([both, &["iris:1"], both, &["iris:2"], both, &[], both]).await;
    bench.store.set_tags(&at("iris"), tags(&[]), &["task".into()], &ann()).await.unwrap();
    bench.store.set_tags(&at("iris:1"), tags(&[("task", "x")]), &[], &ann()).await.unwrap();
    check([&["iris:1"], &["iris:1"], both, &["iris:2"], both, &["iris:2"], both]).await;
    bench.store.trash(&trashing("iris:1"), &ann()).await.unwrap();
    check([&[], &[], &["iris:2"], &["iris:2"], &["iris:2"], &["iris:2"], &["iris:2"]]).await;
    bench.store.restore(&[at("iris:1")], &ann()).await.unwrap();
    check([&["iris:1"], &["iris:1"], both, &["iris:2"], both, &["iris:2"], both]).await;
    bench.store.purge(&[at("iris:2")], &ann()).await.unwrap();
    // The next version takes the row that was given up.
    bench.register(NewVersion { tags: tags(&[("task", "y")]), ..new("rose") }, b"3").await;
    let live: &[&str] = &["rose:1", "iris:1"];
    check([&["iris:1"], &["iris:1"], &["iris:1"], &[], &["iris:1"], &["rose:1"], live]).await;
}

#[tokio::test]
async fn completion_offers_what_is_there_with_counts() {
    let bench = Bench::new().await;
    for (name, framework, task) in
        [("a", "sklearn", "fraud"), ("b", "sklearn", "two words"), ("c", "torch", "fraud")]
    {
        let version =
            NewVersion { framework: Some(framework.into()), tags: tags(&[("team", task)]), ..new(name) };
        bench.register(version, b"1").await;
    }
    let complete = async |typed: &str| {
        let caret = typed.find('|').unwrap();
        let text = typed.replace('|', "");
        let now = Timestamp::from_millis(0);
        let caret = typed[..caret].encode_utf16().count();
        let found = bench.store.complete(&text, caret, Rows::Models, now).await.unwrap();
        let shown = found.candidates.iter().map(|c| {
            let count = c.count.map(|count| format!(" {count}")).unwrap_or_default();
            format!("{}{count}", c.insert)
        });
        (shown.collect::<Vec<_>>(), found.from..found.to, found.total, found.fault.is_some())
    };
    let (shown, range, total, fault) = complete("framework=|").await;
    assert_eq!((shown, range, total, fault), (vec!["sklearn 2".into(), "torch 1".into()], 10..10, 3, true));
    let (shown, range, total, fault) = complete("framework=torch team=f|").await;
    assert_eq!((shown, range, total, fault), (vec!["fraud 1".into()], 21..22, 1, false));
    let (shown, ..) = complete("team=|").await;
    assert_eq!(shown, ["fraud 2", "\"two words\" 1"]);
    let (shown, range, ..) = complete("\"𝕏\" skl|").await;
    assert_eq!((shown, range), (vec!["skl 0".to_owned()], 5..8), "none of the models has the first word");
    let (shown, ..) = complete("skl|").await;
    assert_eq!(shown, ["framework=sklearn 2", "skl 0"]);
    let (shown, ..) = complete("fra|").await;
    assert_eq!(shown, ["framework=sklearn 2", "team=fraud 2", "framework=torch 1", "framework=", "fra 2"]);
    let (shown, ..) = complete("tea|").await;
    assert_eq!(shown[2..], ["team=", "tea 3"], "{shown:?}");
}

#[tokio::test]
async fn saved_filters_keep_their_names_apart_and_their_order() {
    let bench = Bench::new().await;
    let new = |name: &str, at| store::NewFilter { name: name.into(), filter: "a=b".into(), sort: None, at };
    let names = async || {
        let all = bench.store.saved_filters().await.unwrap();
        all.into_iter().map(|filter| filter.name).collect::<Vec<_>>().concat()
    };
    let a = bench.store.save_filter(&new("a", None)).await.unwrap();
    let b = bench.store.save_filter(&new("b", None)).await.unwrap();
    bench.store.save_filter(&new("c", Some(0))).await.unwrap();
    assert_eq!(names().await, "cab");
    let twice = bench.store.save_filter(&new("a", None)).await.unwrap_err();
    assert_eq!(twice.code(), ErrorCode::Conflict);
    assert_eq!(bench.store.change_filter(a, &new("b", None)).await.unwrap_err().code(), ErrorCode::Conflict);
    bench.store.change_filter(b, &new("d", Some(1))).await.unwrap();
    assert_eq!(names().await, "cda");
    let removed = bench.store.remove_filter(b).await.unwrap();
    assert_eq!((removed.name.as_str(), removed.at), ("d", Some(1)));
    bench.store.save_filter(&removed).await.unwrap();
    assert_eq!(names().await, "cda", "a filter that was removed comes back to its place");
    assert_eq!(bench.store.remove_filter(b).await.unwrap_err().code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_model_s_row_has_its_telling_metric_over_the_versions_that_have_it() {
    let bench = Bench::new().await;
    let metrics =
        |pairs: &[(&str, f64)]| pairs.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect();
    for (index, pairs) in [&[("accuracy", 0.8), ("a", 1.0)][..], &[], &[("accuracy", 0.9)]].iter().enumerate()
    {
        bench
            .register(NewVersion { metrics: metrics(pairs), ..new("iris") }, &[u8::try_from(index).unwrap()])
            .await;
    }
    bench.register(NewVersion { metrics: metrics(&[("b", 2.0), ("c", 3.0)]), ..new("odd") }, b"odd").await;
    bench.register(new("plain"), b"plain").await;
    let page = bench.store.models(&VersionQuery { limit: 9, ..VersionQuery::default() }).await.unwrap();
    let told: BTreeMap<&str, String> = page
        .models
        .iter()
        .map(|row| {
            let line = row.series.as_ref().map_or_else(String::new, |series| {
                let points: Vec<String> =
                    series.points.iter().map(|point| format!(" {}:{}", point.version, point.value)).collect();
                series.metric.clone() + &points.concat()
            });
            (row.latest.name.as_str(), line)
        })
        .collect();
    assert_eq!([&told["iris"], &told["odd"], &told["plain"]], ["accuracy 1:0.8 3:0.9", "b 1:2", ""]);
}
