//! Moving through a long list as hands do, and how smoothly the page follows.

use std::time::Duration;

use fantoccini::{
    actions::{InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    key::Key,
};
use serde_json::json;

use super::Window;

/// Takes down when frames are drawn.
const FRAMES: &str = include_str!("frames.js");
/// Scrolls frame by frame.
const SCROLL: &str = include_str!("scroll.js");
/// How long one press or one step of a drag lasts: a frame of most screens.
const MOMENT: Duration = Duration::from_millis(16);

/// Where something is on the page, in px.
pub type Spot = (i64, i64);

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

    /// Presses the left button at a spot, moves it to another in so many steps, and lets it go.
    ///
    /// # Panics
    /// When the window has no pointer.
    pub async fn drag(&self, from: Spot, to: Spot, steps: usize) {
        let between =
            |from: i64, to: i64, step: usize| from as f64 + (to - from) as f64 * step as f64 / steps as f64;
        let at = |step: usize| PointerAction::MoveTo {
            duration: Some(MOMENT),
            x: between(from.0, to.0, step).round(),
            y: between(from.1, to.1, step).round(),
        };
        let pressed = MouseActions::new("mouse".into())
            .then(at(0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        let moved = (1..=steps).fold(pressed, |mouse, step| mouse.then(at(step)));
        let let_go = moved.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(let_go).await.expect("the pointer can be moved");
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
