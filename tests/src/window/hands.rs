//! Moving through a long list as hands do, and how smoothly the page follows.

use std::time::Duration;

use fantoccini::{
    actions::{InputSource as _, KeyAction, KeyActions},
    key::Key,
};
use serde_json::json;

use super::Window;

/// Takes down when frames are drawn.
const FRAMES: &str = include_str!("frames.js");
/// Scrolls frame by frame.
const SCROLL: &str = include_str!("scroll.js");
/// How long one press lasts: a frame of most screens.
const MOMENT: Duration = Duration::from_millis(16);

impl Window {
    /// Scrolls the element of this role and name as a wheel does: by so many px in each of so many frames. From within
    /// the page, because WebKitWebDriver takes one turn after another for one.
    ///
    /// # Panics
    /// When it does not come in time, or cannot be scrolled.
    pub async fn scroll(&self, role: &str, name: &str, px: i64, times: usize) {
        let element = serde_json::to_value(self.find(role, name).await).expect("an element has a number");
        let arguments = vec![element, json!(px), json!(times)];
        self.client.execute_async(SCROLL, arguments).await.expect("the page can be scrolled");
    }

    /// Holds a key down until it has repeated so many times.
    ///
    /// # Panics
    /// When the window takes no keys.
    pub async fn hold(&self, key: Key, times: usize) {
        let value = char::from(key);
        let keys = (0..times).fold(KeyActions::new("keys".into()), |keys, _| {
            keys.then(KeyAction::Down { value }).then(KeyAction::Up { value }).pause(MOMENT)
        });
        self.client.perform_actions(keys).await.expect("keys can be pressed");
    }

    /// The milliseconds from each frame to the next while `doing` goes on.
    ///
    /// # Panics
    /// When the page does not answer.
    pub async fn frames(&self, doing: impl Future<Output = ()>) -> Vec<f64> {
        self.run(FRAMES, vec![]).await;
        doing.await;
        let times = self.run(FRAMES, vec![]).await;
        let times: Vec<f64> = serde_json::from_value(times).expect("frames have times");
        times.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}
