//! Moving through a long list as hands do, and how smoothly the page follows.

use std::time::Duration;

use fantoccini::{
    actions::{
        InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, WheelAction,
        WheelActions,
    },
    key::Key,
};

use super::Window;

/// Takes down when frames are drawn.
const FRAMES: &str = include_str!("frames.js");
/// How long one turn of the wheel, one press or one step of a drag lasts: a frame of most screens.
const MOMENT: Duration = Duration::from_millis(16);

/// Where something is on the page, in px.
pub type Spot = (i64, i64);

impl Window {
    /// Turns the wheel over a spot, this many px so many times.
    ///
    /// # Panics
    /// When the window has no wheel.
    pub async fn turn_wheel(&self, (x, y): Spot, px: i64, times: usize) {
        let turn = || WheelAction::Scroll { duration: Some(MOMENT), x, y, delta_x: 0, delta_y: px };
        let wheel = (0..times).fold(WheelActions::new("wheel".into()), |wheel, _| wheel.then(turn()));
        self.client.perform_actions(wheel).await.expect("the wheel can be turned");
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
