//! `vitrine` is killed at any moment, as a host and in a single call: what it told to be done is done, what was under
//! way is done or not, nothing is half done, and nothing is left over.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use serde_json::Value;
use suite::desk::Desk;

/// How often a host is killed, and how often a single call.
const KILLS: u32 = 32;
/// A host is killed after some calls or none.
const HOST_MS: u64 = 300;
/// About as long as a call takes, so that few kills come too late.
const CALL_MS: u64 = 120;
/// How many files are imported at once.
const TOGETHER: u32 = 4;

#[test]
fn a_killed_host_has_done_what_it_told_and_leaves_nothing_half_done() {
    let mut session = Session::new();
    for _ in 0..KILLS {
        let host = session.desk.host();
        let latest = Duration::from_millis(session.random.u64(..HOST_MS));
        let killed = AtomicBool::new(false);
        let under_way = thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(latest);
                host.kill();
                killed.store(true, Ordering::Relaxed);
            });
            session.work_until(&killed)
        });
        session.check(under_way.as_ref());
    }
}

#[test]
fn a_killed_call_has_done_all_of_it_or_nothing() {
    let mut session = Session::new();
    for _ in 0..KILLS {
        let op = session.next_op();
        let mut call = session.desk.command();
        let call = call.arg("--json").args(&op.words).stdout(Stdio::null()).stderr(Stdio::null());
        let mut call = call.spawn().expect("vitrine starts");
        thread::sleep(Duration::from_millis(session.random.u64(..CALL_MS)));
        call.kill().expect("our own process can be killed");
        let told = call.wait().expect("our own process can be waited for").success();
        if told {
            session.shelf.apply(&op);
        }
        session.check((!told).then_some(&op));
    }
}

/// One call, and what the shelf is like after it.
#[derive(Debug)]
struct Op {
    words: Vec<String>,
    change: Change,
}

#[derive(Debug)]
enum Change {
    Come(Vec<String>),
    Tag(String, String),
    Trash(String),
    Restore(String),
    Purge(String),
}

/// What is registered, by reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Shelf(BTreeMap<String, Version>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Version {
    tag: Option<String>,
    trashed: bool,
}

impl Shelf {
    fn apply(&mut self, op: &Op) {
        let at = |shelf: &mut Self, reference: &str, change: fn(&mut Version)| {
            change(shelf.0.get_mut(reference).expect("only what is there is changed"));
        };
        match &op.change {
            Change::Come(references) => {
                self.0.extend(references.iter().map(|reference| (reference.clone(), Version::default())));
            }
            Change::Tag(reference, value) => {
                self.0.get_mut(reference).expect("it is there").tag = Some(value.clone());
            }
            Change::Trash(reference) => at(self, reference, |version| version.trashed = true),
            Change::Restore(reference) => at(self, reference, |version| version.trashed = false),
            Change::Purge(reference) => drop(self.0.remove(reference)),
        }
    }
}

/// A workspace that is killed again and again, beside what it should hold.
struct Session {
    desk: Desk,
    shelf: Shelf,
    /// The last number of each model.
    numbers: BTreeMap<String, u32>,
    random: fastrand::Rng,
    files: u32,
}

impl Session {
    fn new() -> Self {
        let seed = fastrand::u64(..);
        eprintln!("seed {seed}");
        Self {
            desk: Desk::default(),
            shelf: Shelf::default(),
            numbers: BTreeMap::new(),
            random: fastrand::Rng::with_seed(seed),
            files: 0,
        }
    }

    /// Calls until the host is killed, and gives the call that was not answered.
    fn work_until(&mut self, killed: &AtomicBool) -> Option<Op> {
        while !killed.load(Ordering::Relaxed) {
            let op = self.next_op();
            let words: Vec<&str> = op.words.iter().map(String::as_str).collect();
            let answer = self.desk.call(&words);
            if answer.exit != Some(0) {
                assert_eq!(answer.exit, Some(1), "{op:?} was refused: {answer:?}");
                return Some(op);
            }
            self.shelf.apply(&op);
        }
        None
    }

    /// A call that nothing but a kill keeps from succeeding.
    fn next_op(&mut self) -> Op {
        let (live, trashed): (Vec<_>, Vec<_>) =
            self.shelf.0.iter().partition(|(_, version)| !version.trashed);
        let mut any = |of: Vec<(&String, &Version)>| self.random.choice(of).map(|(name, _)| name.clone());
        let (live, trashed) = (any(live), any(trashed));
        match (self.random.u8(..8), live, trashed) {
            (2 | 3, Some(at), _) => {
                let value = self.random.u32(..).to_string();
                let words = format!("model tag {at} state={value}");
                op(&words, Change::Tag(at, value))
            }
            (4, Some(at), _) => op(&format!("model delete {at}"), Change::Trash(at)),
            (5, _, Some(at)) => op(&format!("model restore {at}"), Change::Restore(at)),
            (6, _, Some(at)) | (7, Some(at), _) => {
                op(&format!("model delete --purge {at}"), Change::Purge(at))
            }
            (1, ..) => self.import(),
            _ => self.register(),
        }
    }

    fn register(&mut self) -> Op {
        let name = format!("model{}", self.random.u8(..3));
        let number = self.numbers.entry(name.clone()).or_default();
        *number += 1;
        let come = Change::Come(vec![format!("{name}:{number}")]);
        let path = self.file(".");
        op(&format!("model register {name} {path}"), come)
    }

    fn import(&mut self) -> Op {
        let folder = format!("folder{}", self.files);
        let path = self.desk.folder(&folder);
        let files: Vec<String> = (0..TOGETHER).map(|_| self.file(&folder)).collect();
        let stem =
            |path: &String| Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let come = files.iter().filter_map(stem).map(|name| format!("{name}:1")).collect();
        op(&format!("import {path}"), Change::Come(come))
    }

    /// A pickle unlike all others.
    fn file(&mut self, folder: &str) -> String {
        self.files += 1;
        let mut bytes = b"\x80\x04csklearn.linear_model\nRidge\n)\x81}\x8c\x05alphaJ".to_vec();
        bytes.extend(self.files.to_le_bytes());
        bytes.extend(b"sb.");
        self.desk.file(&format!("{folder}/file{}.pkl", self.files), bytes)
    }

    /// The workspace holds what was told, and perhaps what was under way; its files are whole, and there are no others.
    fn check(&mut self, under_way: Option<&Op>) {
        let found = self.found();
        let mut after = self.shelf.clone();
        if let Some(op) = under_way {
            after.apply(op);
        }
        assert!(
            found == self.shelf || found == after,
            "found {found:#?}\nexpected {:#?}\nperhaps with {under_way:?}",
            self.shelf
        );
        self.shelf = found;
        if let Some(Op { change: Change::Come(references), .. }) = under_way
            && let [reference] = references.as_slice()
            && !self.shelf.0.contains_key(reference)
            && let Some(last) = reference.split_once(':').and_then(|(name, _)| self.numbers.get_mut(name))
        {
            // It did not come, so the next one has its number.
            *last -= 1;
        }
        self.desk.ok(&["model", "verify"]);
        self.desk.ok(&["gc"]);
        let artifacts = self.desk.workspace().join("artifacts");
        assert_eq!(
            files_below(&artifacts.join("objects")),
            self.shelf.0.len(),
            "each version has one file of its own"
        );
        assert_eq!(files_below(&artifacts.join("tmp")), 0);
    }

    fn found(&self) -> Shelf {
        let mut shelf = Shelf::default();
        let mut take = |page: &Value, trashed: bool| {
            assert_eq!(page["next"], Value::Null, "one page holds all");
            for version in page["versions"].as_array().expect("a list") {
                let reference =
                    format!("{}:{}", version["name"].as_str().unwrap_or_default(), version["version"]);
                let tag = version["tags"]["state"].as_str().map(str::to_owned);
                shelf.0.insert(reference, Version { tag, trashed });
            }
        };
        take(&self.desk.ok(&["model", "list", "--limit", "1000"]), false);
        take(&self.desk.ok(&["trash", "list", "--limit", "1000"]), true);
        // The trash does not tell tags; what is restored shows them again.
        for (reference, version) in &mut shelf.0 {
            if version.trashed {
                version.tag = self.shelf.0.get(reference).and_then(|known| known.tag.clone());
            }
        }
        shelf
    }
}

fn op(words: &str, change: Change) -> Op {
    Op { words: words.split(' ').map(str::to_owned).collect(), change }
}

fn files_below(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}
