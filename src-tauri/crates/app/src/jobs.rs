//! Long work with progress that somebody can stop.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use ts_rs::TS;

use crate::{
    App,
    error::Error,
    event::{Event, JobProgress, JobState, JobUnit},
};

/// Progress is told at most this often.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// The running jobs by the id that their starter chose.
#[derive(Default)]
pub(crate) struct Jobs(Mutex<HashMap<String, watch::Sender<bool>>>);

/// One running job. Dropping it ends its listing.
pub(crate) struct Job {
    app: App,
    id: Option<String>,
    title: String,
    unit: JobUnit,
    stopped: watch::Sender<bool>,
    started: Instant,
    told_ms: AtomicU64,
}

impl Job {
    /// Starts a job; without an id nobody can follow or stop it.
    pub(crate) fn start(app: &App, id: Option<String>, title: String) -> Self {
        Self::counting(app, id, title, JobUnit::Bytes)
    }

    /// As [`start`](Self::start), with its progress counted in files.
    pub(crate) fn of_files(app: &App, id: Option<String>, title: String) -> Self {
        Self::counting(app, id, title, JobUnit::Files)
    }

    fn counting(app: &App, id: Option<String>, title: String, unit: JobUnit) -> Self {
        let stopped = watch::Sender::new(false);
        if let Some(id) = &id {
            lock(&app.0.jobs).insert(id.clone(), stopped.clone());
        }
        let job = Self {
            app: app.clone(),
            id,
            title,
            unit,
            stopped,
            started: Instant::now(),
            told_ms: AtomicU64::new(0),
        };
        job.tell(0, 0, JobState::Running, None);
        job
    }

    /// Tells how far it is; breaks when it shall stop.
    pub(crate) fn progress(&self, done_bytes: u64, total_bytes: u64) -> ControlFlow<()> {
        if *self.stopped.borrow() {
            return ControlFlow::Break(());
        }
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let every = u64::try_from(TELL_EVERY.as_millis()).unwrap_or(u64::MAX);
        let told = self.told_ms.load(Ordering::Relaxed);
        if now >= told + every {
            self.told_ms.store(now, Ordering::Relaxed);
            self.tell(done_bytes, total_bytes, JobState::Running, None);
        }
        ControlFlow::Continue(())
    }

    /// Breaks when it shall stop, and tells nothing.
    pub(crate) fn go_on(&self) -> ControlFlow<()> {
        if *self.stopped.borrow() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Waits until it shall stop.
    pub(crate) async fn stopped(&self) {
        let mut stopped = self.stopped.subscribe();
        // The sender is this job's own, so it is there as long as somebody waits here.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }

    /// Tells how it ended.
    pub(crate) fn finish<T>(&self, result: &Result<T, Error>) {
        match result {
            Ok(_) => self.tell(0, 0, JobState::Done, None),
            Err(_) if *self.stopped.borrow() => self.tell(0, 0, JobState::Cancelled, None),
            Err(error) => self.tell(0, 0, JobState::Failed, Some(error.to_string())),
        }
    }

    fn tell(&self, done_bytes: u64, total_bytes: u64, state: JobState, message: Option<String>) {
        let Some(id) = self.id.clone() else { return };
        let (title, unit) = (self.title.clone(), self.unit);
        self.app.emit(Event::Job(JobProgress { id, title, unit, done_bytes, total_bytes, state, message }));
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if let Some(id) = &self.id {
            lock(&self.app.0.jobs).remove(id);
        }
    }
}

fn lock(jobs: &Jobs) -> std::sync::MutexGuard<'_, HashMap<String, watch::Sender<bool>>> {
    jobs.0.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Which job.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct JobArgs {
    /// The id that its starter chose.
    pub id: String,
}

/// Asks a job to stop. One that has ended already is left as it is.
pub(crate) async fn cancel(app: &App, args: JobArgs) -> Result<(), Error> {
    if let Some(stopped) = lock(&app.0.jobs).get(&args.id) {
        stopped.send_replace(true);
    }
    Ok(())
}
