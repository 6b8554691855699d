//! When the window is shown, and what stands in it before its pages do.

use tauri::{
    Theme, Webview,
    webview::{Color, PageLoadEvent, PageLoadPayload},
};

/// The frame's colours of the look, behind pages that have not painted yet.
const DARK: Color = Color(11, 16, 18, 255);
const LIGHT: Color = Color(237, 242, 243, 255);

/// Shows the window once its pages are there, on a ground of their own colour: nothing flashes.
pub fn show_when_loaded(webview: &Webview, load: &PageLoadPayload<'_>) {
    if load.event() != PageLoadEvent::Finished {
        return;
    }
    let window = webview.window();
    let ground = if window.theme().is_ok_and(|theme| theme == Theme::Dark) { DARK } else { LIGHT };
    let shown = window.set_background_color(Some(ground)).and_then(|()| window.show());
    if let Err(error) = shown {
        tracing::error!(%error, "The window cannot be shown");
    }
}
