//! How smoothly the list of a million versions follows the wheel, keys and its scroll bar, and what the window's process
//! holds afterwards.

use std::time::Duration;

use fantoccini::key::Key;
use suite::{desk::Desk, window::Window};

use crate::{
    report::{Report, Wanted, median},
    window::{IDLE, memory},
};

/// The argument that asks for these alone.
pub const WORD: &str = "scrolling";

const SIZE: (u32, u32) = (1280, 800);
const LIST: &str = "Versions";
/// So many turns, presses or steps of each.
const TIMES: usize = 240;
/// What one notch of a wheel scrolls, in px.
const NOTCH: i64 = 120;
/// What a scroll bar that is dragged from end to end goes on by in a frame, in px.
const LEAP: i64 = 30_000;
/// How long the list is looked at while nothing moves, to know what the machine gives.
const STILL: Duration = Duration::from_secs(4);
/// A frame that takes longer is seen as a jerk.
const JERK_MS: f64 = 50.0;

/// Measures with a workspace of many versions.
pub async fn measure(desk: &Desk, report: &mut Report) {
    let window = Window::open(desk).await;
    window.resize(SIZE.0, SIZE.1).await;
    window.go("#/models?rows=versions").await;
    window.find("link", "model-").await;
    // Until what opening needed has been done.
    tokio::time::sleep(IDLE).await;
    let mut figures = Figures { window: &window, report };
    figures.add("nothing moved", tokio::time::sleep(STILL), false).await;
    figures.add("wheel", window.scroll("grid", LIST, NOTCH, TIMES), true).await;
    window.click("grid", LIST).await;
    figures.add("arrow key", window.hold(Key::Down, TIMES), true).await;
    figures.add("page key", window.hold(Key::PageDown, TIMES), true).await;
    figures.add("dragged scroll bar", window.scroll("grid", LIST, LEAP, TIMES), true).await;
    tokio::time::sleep(IDLE).await;
    let held = |what| memory(window.pid(), what) / 1e6;
    let name = "Scrolled, idle: backend's memory,";
    report.add(format!("{name} libraries in full"), held("Rss:"), "MB", Wanted::Any);
    report.add(format!("{name} its share of libraries"), held("Pss:"), "MB", Wanted::Under(150.0));
    window.close().await;
}

struct Figures<'a> {
    window: &'a Window,
    report: &'a mut Report,
}

impl Figures<'_> {
    /// Takes down how the page follows; with `moves`, other rows have to stand there afterwards.
    async fn add(&mut self, what: &str, doing: impl Future<Output = ()>, moves: bool) {
        let before = self.window.text_of("grid", LIST).await;
        let mut frames = self.window.frames(doing).await;
        let after = self.window.text_of("grid", LIST).await;
        assert!(!moves || before != after, "{what} moved nothing: {after}");
        frames.sort_by(f64::total_cmp);
        let late = frames[frames.len() * 99 / 100];
        let longest = frames[frames.len() - 1];
        let jerks = frames.iter().filter(|frame| **frame > JERK_MS).count();
        let report = &mut *self.report;
        let mut add = |figure: &str, value, unit, wanted| {
            report.add(format!("Scrolling, {what}: {figure}"), value, unit, wanted)
        };
        add("frames", frames.len() as f64, "", Wanted::Any);
        add("99 of 100 frames within", late, "ms", Wanted::Any);
        add("longest frame", longest, "ms", Wanted::AtMost(JERK_MS));
        add("frames over 50 ms", jerks as f64, "", Wanted::AtMost(0.0));
        add("median frame", median(frames), "ms", Wanted::Any);
    }
}
