//! Ends runs that nobody waits for any longer. One thread looks after all of them, so that a call whose stop may come
//! costs a lock and not a thread.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::Duration,
};

use ort::session::RunOptions;

use crate::Stop;

/// How often the runs under way are looked at: how late a stop may be noticed.
const TICK: Duration = Duration::from_millis(5);
/// After how many looks at nothing the thread sleeps until it is woken.
const IDLE_TICKS: u32 = 200;

#[derive(Default)]
struct Watch {
    runs: Mutex<Runs>,
    woken: Condvar,
}

#[derive(Default)]
struct Runs {
    under_way: Vec<(u64, Stop, Arc<RunOptions>)>,
    next: u64,
    is_asleep: bool,
}

/// A run that is watched until this is dropped.
pub(crate) struct Watched(u64);

/// Ends the run with these options once `stop` asks for it.
pub(crate) fn over(stop: &Stop, options: &Arc<RunOptions>) -> Watched {
    let watch = watch();
    let mut runs = watch.lock();
    let id = runs.next;
    runs.next += 1;
    runs.under_way.push((id, stop.clone(), options.clone()));
    if std::mem::take(&mut runs.is_asleep) {
        watch.woken.notify_one();
    }
    Watched(id)
}

impl Drop for Watched {
    fn drop(&mut self) {
        watch().lock().under_way.retain(|(id, ..)| *id != self.0);
    }
}

fn watch() -> &'static Watch {
    static WATCH: OnceLock<Watch> = OnceLock::new();
    static STARTED: OnceLock<()> = OnceLock::new();
    let watch = WATCH.get_or_init(Watch::default);
    STARTED.get_or_init(|| {
        let started = thread::Builder::new().name("onnx-runtime-stop".to_owned()).spawn(|| watch.look_on());
        // Without the thread a stop is not noticed before the run's own end, and nothing else changes.
        drop(started);
    });
    watch
}

impl Watch {
    fn lock(&self) -> MutexGuard<'_, Runs> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_on(&self) {
        let mut idle_ticks = 0;
        loop {
            thread::sleep(TICK);
            let mut runs = self.lock();
            for (_, _, options) in runs.under_way.iter().filter(|(_, stop, _)| stop.is_asked()) {
                // It can only fail where the library has no such call, and then the run ends by itself.
                let _ = options.terminate();
            }
            idle_ticks = if runs.under_way.is_empty() { idle_ticks + 1 } else { 0 };
            if idle_ticks > IDLE_TICKS {
                runs.is_asleep = true;
                while runs.is_asleep {
                    runs = self.woken.wait(runs).unwrap_or_else(PoisonError::into_inner);
                }
                idle_ticks = 0;
            }
        }
    }
}
