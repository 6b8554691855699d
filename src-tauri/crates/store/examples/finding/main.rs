//! How long finding takes, in a registry of many versions.
//!
//! `finding VERSIONS OUT.json` makes a registry with ten versions a model and five tags a version, looks for things in
//! it, and writes milliseconds (medians) and bytes. What is asked for the first time since the registry was opened reads
//! its sets from the disk; what was asked before finds them in memory.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be taken ends the program"
)]

mod registry;

use std::{collections::BTreeMap, env, fs, path::Path, time::Instant};

use domain::{activity::By, filter::Filter, finding::Rows, tags::Tags, time::Timestamp};
use store::{Store, VersionQuery};

const TIMES: usize = 15;
/// One of 20 tasks and one of 8 frameworks.
const FILTER: &str = "task=t3 framework=f2";

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [versions, out] = arguments.as_slice() else {
        eprintln!("Usage: finding VERSIONS OUT.json");
        std::process::exit(2);
    };
    let versions: i64 = versions.parse().expect("a number of versions");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    registry::make(&path, versions).await;
    let mut figures = Figures::default();
    let began = Instant::now();
    let store = Store::open(folder.path()).await.unwrap();
    figures.add("bring the registry up to date", began);
    registry::forget_backups(folder.path());
    figures.0.insert("bytes a row".into(), fs::metadata(&path).unwrap().len() as f64 / versions as f64);
    measure(&store, folder.path(), &mut figures).await;
    let text = serde_json::to_string_pretty(&figures.0).unwrap();
    fs::write(out, text).unwrap();
}

#[derive(Default)]
struct Figures(BTreeMap<String, f64>);

impl Figures {
    fn add(&mut self, name: &str, began: Instant) {
        self.keep(name, began.elapsed().as_secs_f64() * 1e3);
    }

    fn keep(&mut self, name: &str, milliseconds: f64) {
        println!("{name}: {milliseconds:.2} ms");
        self.0.insert(name.to_owned(), milliseconds);
    }

    /// The median of several.
    async fn median(&mut self, name: &str, mut work: impl AsyncFnMut(usize)) {
        let mut times = Vec::new();
        for i in 0..TIMES {
            let began = Instant::now();
            work(i).await;
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        self.keep(name, times[TIMES / 2]);
    }
}

fn query(filter: &str) -> VersionQuery {
    VersionQuery { filter: Filter::parse(filter).unwrap(), limit: 100, ..VersionQuery::default() }
}

fn sorted(filter: &str, sort: &str) -> VersionQuery {
    VersionQuery { sort: sort.parse().unwrap(), ..query(filter) }
}

async fn measure(store: &Store, folder: &Path, figures: &mut Figures) {
    let began = Instant::now();
    store.versions(&query(FILTER)).await.unwrap();
    figures.add("first page of versions, just opened", began);
    let began = Instant::now();
    store.models(&query(FILTER)).await.unwrap();
    figures.add("first page of models, just opened", began);
    let began = Instant::now();
    store.facets(&Filter::default(), Rows::Models, false).await.unwrap();
    figures.add("facets of everything, just opened", began);

    let filter = || Filter::parse(FILTER).unwrap();
    figures
        .median("first page of versions", async |_| drop(store.versions(&query(FILTER)).await.unwrap()))
        .await;
    figures.median("first page of models", async |_| drop(store.models(&query(FILTER)).await.unwrap())).await;
    let total = store.versions(&query(FILTER)).await.unwrap().total;
    let late = VersionQuery { at: Some(total.saturating_sub(300)), ..query(FILTER) };
    let after = store.versions(&late).await.unwrap().next;
    let deep = VersionQuery { after, ..query(FILTER) };
    figures.median("next page, deep", async |_| drop(store.versions(&deep).await.unwrap())).await;
    let asked = VersionQuery { at: Some(total / 2), ..query("") };
    figures
        .median("page in the middle of everything", async |_| drop(store.versions(&asked).await.unwrap()))
        .await;
    figures
        .median("count of versions", async |_| {
            store.count(&filter(), Rows::Versions).await.unwrap();
        })
        .await;
    figures
        .median("count of models", async |_| {
            store.count(&filter(), Rows::Models).await.unwrap();
        })
        .await;
    figures
        .median("count of versions, two tags not asked before", async |i| {
            let filter = Filter::parse(&format!("owner=o{i} team=x{i}")).unwrap();
            store.count(&filter, Rows::Versions).await.unwrap();
        })
        .await;
    let now = Timestamp::from_millis(0);
    for text in ["task=t1", "task=t3 framework=f", "fra", ""] {
        let name = format!("completion of '{text}'");
        let complete = async |_| drop(store.complete(text, text.len(), Rows::Models, now).await.unwrap());
        figures.median(&name, complete).await;
    }
    figures
        .median("full text, a word not asked before", async |i| {
            store.models(&query(&format!("w{i}"))).await.unwrap();
        })
        .await;
    let began = Instant::now();
    store.models(&query("fraud")).await.unwrap();
    figures.add("full text, a word in three of ten, first", began);
    figures
        .median("full text, a word in three of ten", async |_| {
            drop(store.models(&query("fraud")).await.unwrap())
        })
        .await;
    for (name, filter) in [("facets", filter()), ("facets of everything", Filter::default())] {
        figures.median(name, async |_| drop(store.facets(&filter, Rows::Models, false).await.unwrap())).await;
    }
    for sort in ["name", "metric:accuracy", "tag:owner"] {
        let began = Instant::now();
        store.versions(&sorted("", sort)).await.unwrap();
        figures.add(&format!("everything by {sort}, first"), began);
        let name = format!("everything by {sort}, page in the middle");
        let asked = VersionQuery { at: Some(total / 2), ..sorted("", sort) };
        figures.median(&name, async |_| drop(store.versions(&asked).await.unwrap())).await;
        let name = format!("by {sort}");
        figures.median(&name, async |_| drop(store.models(&sorted(FILTER, sort)).await.unwrap())).await;
    }
    change(store, figures).await;
    let wal = fs::metadata(folder.join("registry.db-wal")).map_or(0, |file| file.len());
    figures.0.insert("bytes of the log of writes".into(), wal as f64);
}

/// A tag, and the page after it.
async fn change(store: &Store, figures: &mut Figures) {
    let by = By { actor: "bench".into(), via: None, at: Timestamp::from_millis(0) };
    let reference = "model-7".parse().unwrap();
    figures
        .median("set a tag", async |i| {
            let tags: Tags = [("task".to_owned(), format!("t{}", i % 5))].into();
            store.set_tags(&reference, tags, &[], &by).await.unwrap();
        })
        .await;
    figures
        .median("set a tag and list anew", async |i| {
            let tags: Tags = [("task".to_owned(), format!("t{}", i % 5))].into();
            store.set_tags(&reference, tags, &[], &by).await.unwrap();
            store.models(&query(FILTER)).await.unwrap();
        })
        .await;
}
