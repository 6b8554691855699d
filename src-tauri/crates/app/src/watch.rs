//! Watched folders: a model that appears in one is registered once it has stopped changing.
//!
//! What is told of changes only says when to look; what there is to do is seen by looking. So nothing is lost when the
//! system drops what it would tell, and a folder on a network share, of which it tells nothing, is looked at again and
//! again.
//!
//! Invariant: the same bytes are registered once, whatever files hold them, also after a crash between a registration
//! and its note.

mod place;
mod settle;
mod signs;
mod work;

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{
    tags::{self, Tags},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use tokio::{sync::watch, task::JoinHandle};
use ts_rs::TS;

use crate::{App, error::Error, event::Topic, json::NoArgs, naming::Naming, off_thread};

/// How long things are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// A file that has not changed for so long is whole; one that was seen to grow is given more.
    pub quiet: Duration,
    /// A folder of which the system tells changes is looked at all the same after so long.
    pub look_anyway: Duration,
    /// A folder of which it tells none, or that is missing, is looked at after so long.
    pub look_again: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            quiet: Duration::from_secs(2),
            look_anyway: Duration::from_secs(60),
            look_again: Duration::from_secs(3),
        }
    }
}

/// A folder to watch.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct WatchArgs {
    /// A folder on this machine.
    pub path: String,
    /// How models are named and tagged.
    #[serde(flatten)]
    pub naming: Naming,
    /// Look again and again instead of being told of changes, as network shares need it.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub polling: bool,
}

/// A folder that is watched.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct UnwatchArgs {
    /// Its path.
    pub path: String,
}

/// All watched folders.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct WatchList {
    /// By their paths.
    pub folders: Vec<WatchedFolder>,
}

/// A watched folder as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchedFolder {
    /// Where it is, or was last.
    pub path: String,
    /// How its models are named.
    pub name: String,
    /// Tags of every version.
    pub tags: Tags,
    /// How it goes.
    pub state: WatchState,
    /// What is wrong, when something is.
    pub problem: Option<String>,
    /// Versions that were registered from it.
    pub registered: u64,
    /// Files whose bytes were registered already.
    pub known: u64,
    /// Files that are no models.
    pub ignored: u64,
    /// Files that are not whole, or not writable, or otherwise refused.
    pub failed: u64,
    /// Files that are still being written, or wait for their turn.
    pub waiting: u64,
    /// The job under which work in progress is told and can be stopped.
    pub job: String,
    /// Why files failed, some of them.
    pub failures: Vec<WatchFailure>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// How a watched folder goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WatchState {
    /// No host runs: it is watched when one does.
    #[default]
    Off,
    /// The system tells of changes.
    Watching,
    /// It is looked at again and again.
    Polling,
    /// It is not there: renamed out of sight, or not mounted. It is looked for.
    Missing,
}

/// A file that could not be registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchFailure {
    /// Below the folder.
    pub path: String,
    /// Why.
    pub message: String,
}

/// How many failures are told one by one.
const FAILURES: usize = 20;

/// What runs for the watched folders.
#[derive(Default)]
pub(crate) struct Watches {
    pace: Mutex<Option<Pace>>,
    running: Mutex<HashMap<i64, Running>>,
}

struct Running {
    status: Arc<Mutex<Status>>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// What a task tells of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Status {
    state: WatchState,
    problem: Option<String>,
    waiting: u64,
}

impl App {
    /// Watches the workspace's folders from now on, until it is [closed](Self::close). A host calls it once.
    ///
    /// # Errors
    /// The database's.
    pub async fn watch_folders(&self, pace: Pace) -> Result<(), Error> {
        *lock(&self.0.watches.pace) = Some(pace);
        for folder in self.store().watched_folders().await? {
            self.start_watch(folder);
        }
        Ok(())
    }

    /// Ends all watching. A registration that is under way is given up, and made when a host runs again.
    pub(crate) async fn stop_watching(&self) {
        *lock(&self.0.watches.pace) = None;
        let running: Vec<Running> =
            lock(&self.0.watches.running).drain().map(|(_, running)| running).collect();
        for running in running {
            running.end().await;
        }
    }

    /// Nothing is done where no host runs.
    fn start_watch(&self, folder: store::WatchedFolder) {
        let Some(pace) = *lock(&self.0.watches.pace) else { return };
        let (stop, stopped) = watch::channel(false);
        let status = Arc::<Mutex<Status>>::default();
        let id = folder.id;
        let task = tokio::spawn(work::run(self.clone(), folder, pace, status.clone(), stopped));
        lock(&self.0.watches.running).insert(id, Running { status, stop, task });
    }

    async fn watched(&self, folder: &store::WatchedFolder) -> Result<WatchedFolder, Error> {
        let files = self.store().watched_files(folder.id).await?;
        let count = |outcome: &str| files.values().filter(|file| file.outcome == outcome).count() as u64;
        let running = lock(&self.0.watches.running);
        let status = running.get(&folder.id).map(|running| lock(&running.status).clone()).unwrap_or_default();
        let mut failures: Vec<WatchFailure> = files
            .values()
            .filter_map(|file| Some((file, file.message.clone().filter(|_| file.outcome == "failed")?)))
            .map(|(file, message)| WatchFailure { path: file.path.clone(), message })
            .collect();
        failures.sort_by(|a, b| a.path.cmp(&b.path));
        failures.truncate(FAILURES);
        Ok(WatchedFolder {
            path: folder.path.clone(),
            name: folder.name_rule.clone(),
            tags: folder.tags.clone(),
            state: status.state,
            problem: status.problem,
            registered: count("registered"),
            known: count("known"),
            ignored: count("ignored"),
            failed: count("failed"),
            waiting: status.waiting,
            job: job_id(folder.id),
            failures,
            created_at: folder.created_at,
        })
    }
}

impl Running {
    async fn end(self) {
        // A task that has ended by itself listens no more, and is done all the same.
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

/// All watched folders and how they go.
pub(crate) async fn list(app: &App, _: NoArgs) -> Result<WatchList, Error> {
    let mut folders = Vec::new();
    for folder in app.store().watched_folders().await? {
        folders.push(app.watched(&folder).await?);
    }
    Ok(WatchList { folders })
}

/// Watches a folder. What lies in it already is registered too.
pub(crate) async fn add(app: &App, args: WatchArgs) -> Result<WatchedFolder, Error> {
    for (key, value) in &args.naming.tags {
        tags::check(key, value)?;
    }
    let given = args.path.clone();
    let root = app.workspace().root().to_owned();
    let (path, identity) = off_thread(move || {
        let path = Path::new(&given).canonicalize();
        let path = path.map_err(|source| Error::Read { path: given.clone(), source })?;
        match path.is_dir() {
            false => Err(Error::NotAFolder(given)),
            true if root.starts_with(&path) || path.starts_with(&root) => Err(Error::WatchesItself(given)),
            true => Ok((path.to_string_lossy().into_owned(), place::identity(&path))),
        }
    })
    .await?;
    let folder = store::WatchedFolder {
        id: 0,
        path,
        identity,
        name_rule: args.naming.name.into(),
        tags: args.naming.tags,
        polling: args.polling,
        created_at: app.now(),
    };
    let added = app.store().watch(&folder).await?.ok_or_else(|| Error::Watched(folder.path.clone()))?;
    tracing::info!(path = added.path, "Watching a folder");
    app.start_watch(added.clone());
    app.watched(&added).await
}

/// Watches a folder no longer. What was registered from it stays.
pub(crate) async fn remove(app: &App, args: UnwatchArgs) -> Result<(), Error> {
    let given = args.path.clone();
    let real = off_thread(move || Path::new(&given).canonicalize()).await.ok();
    let is_meant =
        |path: &str| path == args.path || real.as_deref().is_some_and(|real| real == Path::new(path));
    let folders = app.store().watched_folders().await?;
    let folder = folders.into_iter().find(|folder| is_meant(&folder.path));
    let folder = folder.ok_or_else(|| Error::NotWatched(args.path.clone()))?;
    app.store().unwatch(folder.id).await?;
    let running = lock(&app.0.watches.running).remove(&folder.id);
    if let Some(running) = running {
        running.end().await;
    }
    Ok(())
}

/// The job that tells of work in a folder.
fn job_id(folder: i64) -> String {
    format!("watch-{folder}")
}

/// What a window fetches again when something was registered.
const CHANGED: &[Topic] = &[Topic::Models, Topic::Watched, Topic::Workspace];

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
