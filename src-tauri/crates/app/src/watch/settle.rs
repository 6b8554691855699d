//! When a file has stopped changing.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    time::{Duration, Instant},
};

use crate::entries::{Entry, State};

/// How many times longer a file is waited for that was seen to change again and again.
const PATIENCE: u32 = 5;

/// Files that are not known to be whole yet.
#[derive(Default)]
pub(super) struct Settling(HashMap<PathBuf, Seen>);

struct Seen {
    state: State,
    since: Instant,
    changes: u32,
}

impl Settling {
    /// Looks at all files that are new or changed: those that have been as they are for long enough.
    pub(super) fn settled(&mut self, entries: Vec<Entry>, now: Instant, quiet: Duration) -> Vec<Entry> {
        let there: HashSet<PathBuf> = entries.iter().map(|entry| entry.path.clone()).collect();
        self.0.retain(|path, _| there.contains(path));
        let mut settled = Vec::new();
        for entry in entries {
            let seen = self.0.entry(entry.path.clone());
            let seen = seen.or_insert(Seen { state: entry.state, since: now, changes: 0 });
            if seen.state != entry.state {
                *seen = Seen { state: entry.state, since: now, changes: seen.changes + 1 };
            } else if now.duration_since(seen.since) >= quiet * (seen.changes + 1).min(PATIENCE) {
                settled.push(entry);
            }
        }
        for entry in &settled {
            self.0.remove(&entry.path);
        }
        settled
    }

    /// How many are waited for.
    pub(super) fn waiting(&self) -> u64 {
        self.0.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_is_waited_for_longer() {
        let quiet = Duration::from_secs(2);
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let entry = |size_bytes| {
            vec![Entry { path: "a".into(), state: State { files: 1, size_bytes, modified_ns: 0 } }]
        };
        let mut settling = Settling::default();
        assert!(settling.settled(entry(1), at(0), quiet).is_empty());
        assert!(settling.settled(entry(2), at(1), quiet).is_empty());
        assert!(settling.settled(entry(2), at(3), quiet).is_empty(), "it was seen to grow");
        assert_eq!(settling.waiting(), 1);
        assert_eq!(settling.settled(entry(2), at(5), quiet).len(), 1);
        assert_eq!(settling.waiting(), 0);
        assert!(settling.settled(entry(3), at(6), quiet).is_empty(), "it changed after it was taken");
        assert!(settling.settled(Vec::new(), at(7), quiet).is_empty());
        assert_eq!(settling.waiting(), 0, "a file that is gone is waited for no longer");
    }
}
