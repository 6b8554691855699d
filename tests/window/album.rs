//! Pictures of every view, in both themes and two sizes.

use std::path::PathBuf;

use fantoccini::key::Key;
use suite::{program, window::Window};

/// A view's name, its address, words that stand in it once it is there, and a button to press in it first.
pub type View = (&'static str, &'static str, &'static str, Option<&'static str>);

/// Every view of a workspace that has models and an endpoint.
pub const VIEWS: &[View] = &[
    ("models", "#/models", "iris", None),
    ("model", "#/models/iris", "Signature", None),
    ("endpoints", "#/endpoints", "Healthy", None),
    ("endpoint-monitor", "#/endpoints/iris", "3 calls in the last", None),
    ("try", "#/try?model=iris", "Prediction", Some("Score")),
    ("settings", "#/settings", "Appearance", None),
];

const THEMES: [&str; 2] = ["Dark", "Light"];
const SIZES: [(u32, u32); 2] = [(1280, 800), (1920, 1080)];

/// Where the pictures are kept.
pub struct Album {
    folder: PathBuf,
}

impl Default for Album {
    /// Beside cargo's folder of this build.
    fn default() -> Self {
        let target = program::folder().parent().expect("the build's folder lies in target").to_path_buf();
        Self { folder: target.join("screenshots") }
    }
}

impl Album {
    /// Takes these views.
    pub async fn take(&self, window: &Window, views: &[View]) {
        for theme in THEMES {
            choose(window, theme).await;
            for (width, height) in SIZES {
                window.resize(width, height).await;
                for (name, address, words, button) in views {
                    window.go(address).await;
                    window.reads(words).await;
                    if let Some(button) = button {
                        window.click("button", button).await;
                    }
                    window.photograph(&self.path(name, theme, width, height)).await;
                }
            }
        }
    }

    /// Takes the palette over the models.
    pub async fn take_palette(&self, window: &Window) {
        let (width, height) = SIZES[0];
        window.resize(width, height).await;
        for theme in THEMES {
            choose(window, theme).await;
            window.go("#/models").await;
            window.click("button", "Jump to or run").await;
            window.find("dialog", "").await;
            window.photograph(&self.path("palette", theme, width, height)).await;
            window.press(Key::Escape).await;
        }
    }

    fn path(&self, view: &str, theme: &str, width: u32, height: u32) -> PathBuf {
        self.folder.join(format!("{view}-{}-{width}x{height}.png", theme.to_lowercase()))
    }
}

/// Chooses a theme as a person does.
async fn choose(window: &Window, theme: &str) {
    window.go("#/settings").await;
    window.click("radio", theme).await;
}
