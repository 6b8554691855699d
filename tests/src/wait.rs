//! Waiting for something that another process does, with a deadline.

use std::{
    thread,
    time::{Duration, Instant},
};

/// How often to look again.
const EVERY: Duration = Duration::from_millis(10);

/// Looks until there is something, or the time is up.
pub fn until<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(EVERY);
    }
}
