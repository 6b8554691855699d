//! How long finding takes among a million versions, what it holds in memory, and how long MLflow's own registry takes
//! among fewer.

mod peer;
mod registry;

use std::{fs, path::Path, time::Instant};

use domain::{
    activity::By,
    filter::Filter,
    finding::{Completion, Rows},
    tags::Tags,
    time::Timestamp,
};
use serde_json::{Value, json};
use store::{Store, VersionQuery};
use suite::{
    desk::Desk,
    host::{Host, resident_bytes},
};

use crate::report::{Report, Wanted, median};

/// The argument that asks for these alone.
pub const WORD: &str = "finding";

pub const VERSIONS: u32 = 1_000_000;
/// So many are searched in MLflow too.
const BESIDE_MLFLOW: u32 = 20_000;
const TIMES: usize = 15;
const PAGE: u32 = 100;
/// One of 20 tasks and one of 8 frameworks.
const FILTER: &str = "task=t3 framework=f2";

/// Measures; `python` has MLflow. Gives the large registry, for whoever else measures with one.
pub async fn measure(python: &Path, report: &mut Report) -> Desk {
    beside_mlflow(python, report).await;
    let desk = Desk::default();
    let store = opened(&desk, VERSIONS, report).await;
    let mut figures = Figures { store, report };
    figures.first_asked().await;
    figures.pages().await;
    figures.counts().await;
    figures.completions().await;
    figures.texts().await;
    figures.facets().await;
    figures.sorts().await;
    figures.changes().await;
    figures.store.close().await;
    memory(&desk, report).await;
    desk
}

/// A registry of so many versions, brought up to date as by whoever opens an older one.
pub async fn opened(desk: &Desk, versions: u32, report: &mut Report) -> Store {
    let folder = desk.workspace();
    let path = folder.join("registry.db");
    fs::create_dir_all(&folder).expect("a folder can be made");
    registry::make(&path, versions).await;
    let began = Instant::now();
    let store = Store::open(&folder).await.expect("the registry opens");
    let name = format!("{versions} versions: bringing the registry up to date");
    report.add(name, began.elapsed().as_secs_f64(), "s", Wanted::Any);
    registry::forget_backups(&folder);
    store.close().await;
    let bytes = fs::metadata(&path).expect("the registry is there").len();
    #[expect(clippy::cast_precision_loss, reason = "bytes a row are shown")]
    let bytes = bytes as f64 / f64::from(versions);
    report.add(format!("{versions} versions: bytes a row"), bytes, "bytes", Wanted::Any);
    let began = Instant::now();
    let store = Store::open(&folder).await.expect("the registry opens");
    let name = format!("{versions} versions: opening the registry");
    report.add(name, began.elapsed().as_secs_f64() * 1e3, "ms", Wanted::Any);
    store
}

async fn beside_mlflow(python: &Path, report: &mut Report) {
    let desk = Desk::default();
    let store = opened(&desk, BESIDE_MLFLOW, report).await;
    let theirs = peer::search(python, desk.path(), BESIDE_MLFLOW);
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        let page = store.versions(&query(FILTER)).await.expect("a page is found");
        times.push(began.elapsed().as_secs_f64() * 1e3);
        assert_eq!((page.versions.len(), page.total), (theirs.page, theirs.total), "both find the same");
    }
    let (first, ours) = (times[0], median(times));
    let mut add = |name: &str, value, unit, wanted| {
        report.add(format!("{BESIDE_MLFLOW} versions: {name}"), value, unit, wanted);
    };
    add("first page, just opened", first, "ms", Wanted::Any);
    add("first page", ours, "ms", Wanted::Any);
    add("MLflow's first page", theirs.milliseconds, "ms", Wanted::Any);
    add("first page, times faster than MLflow", theirs.milliseconds / ours, "", Wanted::AtLeast(50.0));
}

struct Figures<'r> {
    store: Store,
    report: &'r mut Report,
}

impl Figures<'_> {
    fn add(&mut self, name: &str, milliseconds: f64, wanted: Wanted) {
        self.report.add(format!("{VERSIONS} versions: {name}"), milliseconds, "ms", wanted);
    }

    /// The median of several; `work` is told which time it is.
    async fn median(&mut self, name: &str, wanted: Wanted, work: impl AsyncFn(&Store, usize)) {
        let mut times = Vec::new();
        for time in 0..TIMES {
            let began = Instant::now();
            work(&self.store, time).await;
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        self.add(name, median(times), wanted);
    }

    async fn once(&mut self, name: &str, work: impl AsyncFn(&Store)) {
        let began = Instant::now();
        work(&self.store).await;
        self.add(name, began.elapsed().as_secs_f64() * 1e3, Wanted::Any);
    }

    /// What a person asks for who has just opened the window: nothing is in memory yet.
    async fn first_asked(&mut self) {
        self.once("all models, just opened", async |store| models(store, "").await).await;
        self.once("facets of everything, just opened", async |store| facets(store, "").await).await;
        self.once("what there is in all, just opened", async |store| {
            store.counts().await.expect("rows are counted");
        })
        .await;
        let mut slowest = (0.0, "");
        for (end, _) in FILTER.char_indices().skip(1) {
            let typed = &FILTER[..end];
            let began = Instant::now();
            complete(&self.store, typed).await;
            let milliseconds = began.elapsed().as_secs_f64() * 1e3;
            slowest = if milliseconds > slowest.0 { (milliseconds, typed) } else { slowest };
        }
        let name = format!("typing a filter, just opened: the slowest letter ('{}')", slowest.1);
        self.add(&name, slowest.0, Wanted::Any);
        self.once("first page of models, just opened", async |store| models(store, FILTER).await).await;
    }

    async fn pages(&mut self) {
        let wanted = Wanted::Under(10.0);
        self.median("first page of versions", wanted, async |store, _| versions(store, &query(FILTER)).await)
            .await;
        self.median("first page of models", wanted, async |store, _| models(store, FILTER).await).await;
        let total = self.store.versions(&query(FILTER)).await.expect("a page is found").total;
        let late = VersionQuery { at: Some(total.saturating_sub(300)), ..query(FILTER) };
        let after = self.store.versions(&late).await.expect("a page is found").next;
        let deep = VersionQuery { after, ..query(FILTER) };
        self.median("next page, deep", wanted, async |store, _| versions(store, &deep).await).await;
        let middle = VersionQuery { at: Some(u64::from(VERSIONS) / 2), ..query("") };
        self.median("page in the middle of everything", wanted, async |store, _| {
            versions(store, &middle).await;
        })
        .await;
    }

    async fn counts(&mut self) {
        let wanted = Wanted::Under(50.0);
        for (name, rows) in [("versions", Rows::Versions), ("models", Rows::Models)] {
            let name = format!("count of {name}");
            self.median(&name, wanted, async |store, _| count(store, FILTER, rows).await).await;
        }
        self.median("count of versions, two tags not asked before", wanted, async |store, time| {
            count(store, &format!("owner=o{time} team=x{time}"), Rows::Versions).await;
        })
        .await;
    }

    async fn completions(&mut self) {
        for text in ["", "t", "fra", "task=", "task=t1", "task=t3 framework=f"] {
            let name = format!("completion of '{text}'");
            let complete = async |store: &Store, _| drop(complete(store, text).await);
            self.median(&name, Wanted::Under(20.0), complete).await;
        }
        self.median("completion of a word not typed before", Wanted::Under(20.0), async |store, time| {
            complete(store, &format!("w{}", 1_000 + time)).await;
        })
        .await;
    }

    async fn texts(&mut self) {
        let wanted = Wanted::Under(30.0);
        self.median("full text, a word not asked before", wanted, async |store, time| {
            models(store, &format!("w{}", 100 + time)).await;
        })
        .await;
        self.once("full text, a word in three of ten, not asked before", async |store| {
            models(store, "fraud").await;
        })
        .await;
        self.median("full text, a word in three of ten", wanted, async |store, _| {
            models(store, "fraud").await;
        })
        .await;
    }

    async fn facets(&mut self) {
        for (name, filter) in [("facets", FILTER), ("facets of everything", "")] {
            self.median(name, Wanted::Under(100.0), async |store, _| facets(store, filter).await).await;
        }
    }

    async fn sorts(&mut self) {
        for sort in ["name", "metric:accuracy", "tag:owner"] {
            let name = format!("everything by {sort}, not asked before");
            self.once(&name, async |store| versions(store, &sorted("", sort)).await).await;
            let middle = VersionQuery { at: Some(u64::from(VERSIONS) / 2), ..sorted("", sort) };
            let name = format!("everything by {sort}, page in the middle");
            self.median(&name, Wanted::Any, async |store, _| versions(store, &middle).await).await;
            let name = format!("by {sort}");
            self.median(&name, Wanted::Any, async |store, _| versions(store, &sorted(FILTER, sort)).await)
                .await;
        }
    }

    /// A tag, and the page after it.
    async fn changes(&mut self) {
        self.median("set a tag", Wanted::Any, async |store, time| tag(store, time).await).await;
        self.median("set a tag and list anew", Wanted::Any, async |store, time| {
            tag(store, time).await;
            models(store, FILTER).await;
        })
        .await;
    }
}

fn query(filter: &str) -> VersionQuery {
    VersionQuery { filter: parsed(filter), limit: PAGE, ..VersionQuery::default() }
}

fn sorted(filter: &str, sort: &str) -> VersionQuery {
    VersionQuery { sort: sort.parse().expect("the order is one"), ..query(filter) }
}

fn parsed(filter: &str) -> Filter {
    Filter::parse(filter).expect("the filter is one")
}

async fn versions(store: &Store, query: &VersionQuery) {
    store.versions(query).await.expect("a page is found");
}

async fn models(store: &Store, filter: &str) {
    store.models(&query(filter)).await.expect("a page is found");
}

async fn count(store: &Store, filter: &str, rows: Rows) {
    store.count(&parsed(filter), rows).await.expect("rows are counted");
}

async fn facets(store: &Store, filter: &str) {
    store.facets(&parsed(filter), Rows::Models, false).await.expect("facets are counted");
}

async fn complete(store: &Store, text: &str) -> Completion {
    let now = Timestamp::from_millis(0);
    store.complete(text, text.len(), Rows::Models, now).await.expect("something can be typed")
}

async fn tag(store: &Store, time: usize) {
    let by = By { actor: "bench".into(), via: None, at: Timestamp::from_millis(0) };
    let reference = "model-7".parse().expect("the reference is one");
    let tags: Tags = [("task".to_owned(), format!("t{}", time % 5))].into();
    store.set_tags(&reference, tags, &[], &by).await.expect("a tag is set");
}

/// What a host holds once it has shown the list and somebody has looked around.
async fn memory(desk: &Desk, report: &mut Report) {
    let host = Host::start(desk, &["--port", "0"]);
    let megabytes = |bytes: u64| f64::from(u32::try_from(bytes / 1_000).unwrap_or(u32::MAX)) / 1e3;
    let mut add = |what: &str, wanted| {
        let name = format!("{VERSIONS} versions: a host's memory {what}");
        report.add(name, megabytes(resident_bytes(host.pid())), "MB", wanted);
    };
    add("just started", Wanted::Any);
    let shown: [(&str, Value); 3] = [
        ("model_list", json!({"limit": PAGE})),
        ("model_facets", json!({"rows": "models"})),
        ("workspace_info", json!({})),
    ];
    for (command, arguments) in shown {
        host.call(command, arguments).await;
    }
    add("after the list was shown", Wanted::Under(150.0));
    for filter in [FILTER, "fraud", "team=x7", "accuracy>0.5", "NOT stage=s1"] {
        for sort in ["updated", "name", "metric:accuracy", "tag:owner"] {
            host.call("model_list", json!({"filter": filter, "sort": sort, "limit": PAGE})).await;
        }
        host.call("model_facets", json!({"filter": filter, "rows": "models"})).await;
    }
    add("after many filters and orders", Wanted::Under(150.0));
    host.stop();
}
