//! Long work: how far it is, told on a terminal, and Ctrl+C, which stops it in good order.

use std::{
    io::{self, IsTerminal as _, Write as _},
    process,
};

use app::{
    event::{Event, JobProgress, JobUnit},
    jobs::JobArgs,
    rpc::{Command, JobCancel},
};
use domain::error::Failure;

use crate::{
    backend::{Backend, Events},
    print::{bytes, grouped},
};

/// The code of a process that was ended by Ctrl+C, as shells give it.
const INTERRUPTED: i32 = 130;

/// Carries out a command that is a job; `args` are made with the id that it shall have.
///
/// The first Ctrl+C asks the job to stop, and its failure then is the answer; the second ends this process at once.
pub async fn follow<C: Command>(
    backend: &Backend,
    args: impl FnOnce(Option<String>) -> C::Args,
) -> Result<C::Out, Failure> {
    let id = app::secret::fresh();
    let mut line = Line { events: None, drawn: false };
    if io::stderr().is_terminal() {
        line.events = backend.events().await;
    }
    let call = backend.call::<C>(args(Some(id.clone())));
    let stop = api::stop::asked();
    tokio::pin!(call, stop);
    let mut asked_to_stop = false;
    loop {
        tokio::select! {
            done = &mut call => {
                line.clear();
                return done;
            }
            progress = line.next(&id) => line.draw(&progress),
            () = &mut stop => {
                if asked_to_stop {
                    process::exit(INTERRUPTED);
                }
                asked_to_stop = true;
                stop.set(api::stop::asked());
                line.clear();
                eprintln!("Stopping; Ctrl+C once more leaves at once.");
                // A host that cannot be asked any more has given the call up too, which then says so.
                let _ = backend.call::<JobCancel>(JobArgs { id: id.clone() }).await;
            }
        }
    }
}

/// A line that is drawn over again.
struct Line {
    events: Option<Events>,
    drawn: bool,
}

impl Line {
    /// Waits for the next word of the job; forever where nobody looks.
    async fn next(&mut self, id: &str) -> JobProgress {
        while let Some(events) = &mut self.events {
            match events.next().await {
                Some(Event::Job(progress)) if progress.id == id => return progress,
                Some(_) => {}
                None => self.events = None,
            }
        }
        std::future::pending().await
    }

    fn draw(&mut self, progress: &JobProgress) {
        if progress.done_bytes > 0 {
            self.drawn = true;
            put(&told(progress));
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            put("");
        }
    }
}

/// Writes over the line. A terminal that has gone is no failure.
fn put(text: &str) {
    let mut out = io::stderr();
    let _ = write!(out, "\r{text}\x1b[K");
    let _ = out.flush();
}

/// `Registering iris  412.0 MB of 1.1 GB, 38 %`
fn told(progress: &JobProgress) -> String {
    let JobProgress { title, unit, done_bytes: done, total_bytes: total, .. } = progress;
    let amount = |amount| match unit {
        JobUnit::Bytes => bytes(amount),
        JobUnit::Files => grouped(amount),
    };
    let title: String = title.chars().take(40).collect();
    match total {
        0 => format!("{title}  {}", amount(*done)),
        total => format!("{title}  {} of {}, {} %", amount(*done), amount(*total), done * 100 / total),
    }
}

#[cfg(test)]
mod tests {
    use app::event::JobState;

    use super::*;

    #[test]
    fn progress_is_told_in_what_it_is_counted_in() {
        let progress = |unit, done_bytes, total_bytes| JobProgress {
            id: String::new(),
            title: "Registering iris".to_owned(),
            unit,
            done_bytes,
            total_bytes,
            state: JobState::Running,
            message: None,
        };
        for (progress, text) in [
            (progress(JobUnit::Bytes, 412_000_000, 1_100_000_000), "412.0 MB of 1.1 GB, 37 %"),
            (progress(JobUnit::Files, 2_500, 10_000), "2,500 of 10,000, 25 %"),
            (progress(JobUnit::Bytes, 7, 0), "7 B"),
        ] {
            assert_eq!(told(&progress), format!("Registering iris  {text}"));
        }
    }
}
