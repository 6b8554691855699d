//! The task of one watched folder.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Instant,
};

use domain::error::ErrorCode;
use store::{WatchedFile, WatchedFolder};
use tokio::{sync::watch, time};

use super::{CHANGED, Pace, Status, WatchState, job_id, lock, place, settle::Settling, signs::Signs};
use crate::{
    App,
    entries::{self, Entry},
    error::Error,
    event::Topic,
    import::new_model,
    jobs::Job,
    naming::Naming,
    off_thread,
    register::{self, many::register_many},
};

/// Up to so many are registered as by hand, each measured with every engine.
const BY_HAND: usize = 4;

/// Watches until it is stopped.
pub(super) async fn run(
    app: App,
    folder: WatchedFolder,
    pace: Pace,
    status: Arc<Mutex<Status>>,
    mut stop: watch::Receiver<bool>,
) {
    let (known, settling, later) = (HashMap::new(), Settling::default(), HashMap::new());
    let mut work = Work { app, folder, pace, status, known, settling, later };
    tokio::select! {
        () = work.watch() => {}
        // The sender is kept beside this task; without it nobody wants the folder watched either.
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

struct Work {
    app: App,
    folder: WatchedFolder,
    pace: Pace,
    status: Arc<Mutex<Status>>,
    known: HashMap<String, WatchedFile>,
    settling: Settling,
    /// What failed for a reason that may pass, and when it is tried again.
    later: HashMap<PathBuf, Instant>,
}

impl Work {
    async fn watch(&mut self) {
        loop {
            match self.app.store().watched_files(self.folder.id).await {
                Ok(known) => self.known = known,
                Err(error) => self.tell(WatchState::Missing, Some(error.to_string())),
            }
            match self.find().await {
                Some(root) => self.watch_at(&root).await,
                None => self.tell(WatchState::Missing, Some(format!("'{}' is not there", self.folder.path))),
            }
            time::sleep(self.pace.look_again).await;
        }
    }

    /// The folder where it is now; the new place is kept.
    async fn find(&mut self) -> Option<PathBuf> {
        let (path, known) = (PathBuf::from(&self.folder.path), self.folder.identity.clone());
        let (found, identity) = off_thread(move || {
            let found = place::find(&path, known.as_deref())?;
            let identity = place::identity(&found);
            Some((found, identity))
        })
        .await?;
        let path = found.to_string_lossy().into_owned();
        if path != self.folder.path || identity != self.folder.identity {
            tracing::info!(before = self.folder.path, now = path, "A watched folder was found again");
            let kept = self.app.store().move_watched(self.folder.id, &path, identity.as_deref()).await;
            kept.inspect_err(|error| tracing::error!(%error, "A watched folder's place was not kept"))
                .ok()?;
            (self.folder.path, self.folder.identity) = (path, identity);
        }
        Some(found)
    }

    /// Looks whenever there is a sign, or after a while, until the folder is another one or none.
    async fn watch_at(&mut self, root: &Path) {
        let (signs, refused) = match self.folder.polling {
            true => (Signs::none(), Ok(())),
            false => {
                let root = root.to_owned();
                off_thread(move || Signs::of(&root)).await
            }
        };
        let state = if signs.are_told() { WatchState::Watching } else { WatchState::Polling };
        let problem = refused.err().map(|reason| format!("the system tells no changes here ({reason})"));
        loop {
            self.tell(state, problem.clone());
            if !self.look(root).await {
                return;
            }
            let pause = match (self.settling.waiting(), signs.are_told()) {
                (1.., _) => self.pace.quiet / 2,
                (0, true) => self.pace.look_anyway.min(self.pace.look_again * 5),
                (0, false) => self.pace.look_again,
            };
            tokio::select! {
                () = signs.next() => {
                    // Thousands of files bring thousands of signs: one look serves them all.
                    time::sleep(self.pace.quiet / 8).await;
                }
                () = time::sleep(pause) => {}
            }
        }
    }

    /// Registers what has settled. Gives whether the folder is still the same.
    async fn look(&mut self, root: &Path) -> bool {
        let folder = root.to_owned();
        let (identity, listed) = off_thread(move || (place::identity(&folder), entries::list(&folder))).await;
        let Ok(mut listed) = listed else { return false };
        if identity != self.folder.identity {
            return false;
        }
        let now = Instant::now();
        self.later.retain(|_, again| *again > now);
        listed.retain(|entry| !self.is_known(root, entry) && !self.later.contains_key(&entry.path));
        let settled = self.settling.settled(listed, now, self.pace.quiet);
        let waiting = self.settling.waiting() + settled.len() as u64;
        self.waiting(waiting);
        if !settled.is_empty() {
            if let Err(error) = self.register(root, settled).await {
                tracing::error!(folder = self.folder.path, %error, "Files of a watched folder were not registered");
                self.problem(error.to_string());
            }
            self.waiting(self.settling.waiting());
            self.app.changed(CHANGED);
        }
        true
    }

    fn is_known(&self, root: &Path, entry: &Entry) -> bool {
        let state = entry.state;
        self.known.get(&inner(root, &entry.path)).is_some_and(|file| {
            (file.files, file.size_bytes, file.modified_ns)
                == (state.files, state.size_bytes, state.modified_ns)
        })
    }

    async fn register(&mut self, root: &Path, settled: Vec<Entry>) -> Result<(), Error> {
        let naming = Naming { name: self.folder.name_rule.parse()?, tags: self.folder.tags.clone() };
        let total = settled.len() as u64;
        let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let title = format!("Registering what appeared in {name}");
        let job = Arc::new(Job::of_files(&self.app, Some(job_id(self.folder.id)), title));
        let (mut named, mut outcomes) = (Vec::new(), Vec::new());
        for entry in settled {
            match new_model(&entry.path, &naming) {
                Ok(args) => named.push((entry, args)),
                Err(error) => outcomes.push((entry, Err(error))),
            }
        }
        let (entries, items): (Vec<Entry>, Vec<_>) = named.into_iter().unzip();
        if items.len() <= BY_HAND {
            for (entry, args) in entries.into_iter().zip(items) {
                outcomes.push((entry, register::register(&self.app, args).await.map(drop)));
            }
            job.finish(&Ok::<(), Error>(()));
        } else {
            let (told, app) = (job.clone(), self.app.clone());
            let registered = register_many(&self.app, items, &job, move |done| {
                let _ = told.progress(done as u64, total);
                app.changed(CHANGED);
            });
            let registered = registered.await;
            job.finish(&registered);
            outcomes
                .extend(entries.into_iter().zip(registered?.into_iter().map(|outcome| outcome.map(drop))));
        }
        self.note(root, outcomes).await
    }

    /// Keeps what became of files. What may be otherwise the next time is not kept: it is tried again after a while.
    async fn note(&mut self, root: &Path, outcomes: Vec<(Entry, Result<(), Error>)>) -> Result<(), Error> {
        let again = Instant::now() + self.pace.look_anyway;
        let noted: Vec<WatchedFile> = outcomes
            .into_iter()
            .filter_map(|(entry, outcome)| {
                let (outcome, message) = match outcome {
                    Ok(()) => ("registered", None),
                    Err(Error::Known { reference, .. }) => ("known", Some(reference)),
                    Err(Error::NotAModel(_)) => ("ignored", None),
                    Err(error) if is_passing(&error) => {
                        tracing::info!(path = %entry.path.display(), %error, "Tried again later");
                        self.later.insert(entry.path, again);
                        return None;
                    }
                    Err(error) => ("failed", Some(error.to_string())),
                };
                Some(WatchedFile {
                    path: inner(root, &entry.path),
                    files: entry.state.files,
                    size_bytes: entry.state.size_bytes,
                    modified_ns: entry.state.modified_ns,
                    outcome: outcome.to_owned(),
                    message,
                })
            })
            .collect();
        self.app.store().note_watched(self.folder.id, &noted, self.app.now()).await?;
        self.known.extend(noted.into_iter().map(|file| (file.path.clone(), file)));
        Ok(())
    }

    fn tell(&self, state: WatchState, problem: Option<String>) {
        self.update(|status| (status.state, status.problem) = (state, problem));
    }

    fn problem(&self, problem: String) {
        self.update(|status| status.problem = Some(problem));
    }

    fn waiting(&self, waiting: u64) {
        self.update(|status| status.waiting = waiting);
    }

    /// Changes what is shown, and says so when it is something else.
    fn update(&self, change: impl FnOnce(&mut Status)) {
        let is_new = {
            let mut status = lock(&self.status);
            let before = status.clone();
            change(&mut status);
            *status != before
        };
        if is_new {
            self.app.changed(&[Topic::Watched]);
        }
    }
}

/// A file that vanished or changed while it was read, a full disk, a stopped job: all may pass.
fn is_passing(error: &Error) -> bool {
    matches!(
        error.code(),
        ErrorCode::NotFound | ErrorCode::Unavailable | ErrorCode::Cancelled | ErrorCode::Io
    )
}

fn inner(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}
