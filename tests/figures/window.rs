//! The window: how soon a person can act, and what it holds while nothing happens.

use std::{fs, time::Duration};

use suite::{desk::Desk, window::Window};

use crate::report::{Report, Wanted, median};

/// The word that measures this alone.
pub const WORD: &str = "window";

const STARTS: usize = 3;
/// Until what starting needed is given back.
pub const IDLE: Duration = Duration::from_secs(5);
/// The kernel's clock ticks a second, as every Linux reports them to programs.
const TICKS: f64 = 100.0;

/// Measures from the process's start until its list is there and its filter takes text, driver included.
pub async fn measure(shelf: &Desk, report: &mut Report) {
    let (mut starts, mut share, mut resident) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let window = Window::open(shelf).await;
        window.find("link", "model-").await;
        window.find("combobox", "Filter models").await;
        starts.push(age(window.pid()) * 1e3);
        tokio::time::sleep(IDLE).await;
        share.push(memory(window.pid(), "Pss:") / 1e6);
        resident.push(memory(window.pid(), "Rss:") / 1e6);
        window.close().await;
    }
    report.add(
        "Window, 10,000 versions: start to a list that takes input",
        median(starts),
        "ms",
        Wanted::Under(1000.0),
    );
    report.add(
        "Window, idle: backend's memory, libraries in full",
        median(resident),
        "MB",
        Wanted::Under(120.0),
    );
    report.add("Window, idle: backend's memory, its share of libraries", median(share), "MB", Wanted::Any);
}

/// How many seconds ago a process started.
fn age(pid: u32) -> f64 {
    let read = |path: &str| fs::read_to_string(path).expect("Linux tells of processes in /proc");
    let stat = read(&format!("/proc/{pid}/stat"));
    // The 22nd field, counted from behind the name, which may hold spaces.
    let started: f64 = stat
        .rsplit_once(") ")
        .and_then(|(_, rest)| rest.split(' ').nth(19))
        .and_then(|ticks| ticks.parse().ok())
        .expect("a process tells when it started");
    let uptime = read("/proc/uptime");
    let up: f64 = uptime.split(' ').next().and_then(|seconds| seconds.parse().ok()).expect("seconds");
    up - started / TICKS
}

/// The bytes of memory that a process holds. `Rss:` counts every page; `Pss:` divides pages that processes share, such
/// as the web view's libraries, among them.
pub fn memory(pid: u32, what: &str) -> f64 {
    let rollup =
        fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).expect("Linux tells of processes in /proc");
    let line = rollup.lines().find_map(|line| line.strip_prefix(what)).expect("a process holds memory");
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kibibytes");
    kibibytes * 1024.0
}
