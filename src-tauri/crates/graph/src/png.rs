//! A picture as pixels, drawn by resvg with the fonts of the program's own.

use std::sync::{Arc, OnceLock};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb},
};

use crate::{
    drawing::Drawing,
    svg::{self, Theme},
};

/// A picture has at most so many pixels: what is larger is made smaller.
const MOST_PIXELS: f64 = 64_000_000.0;
/// Pixels of the picture for one of the drawing, where there is room: sharp on any screen.
const SCALE: f64 = 2.0;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
#[error("the graph could not be drawn as PNG: {0}")]
pub struct Error(String);

/// Draws a PNG. Large graphs come out smaller than they are, with at most 64 million pixels.
///
/// # Errors
/// When there is no memory for it.
pub fn png(drawing: &Drawing, title: &str, theme: Theme) -> Result<Vec<u8>, Error> {
    let failed = |error: &dyn std::fmt::Display| Error(error.to_string());
    let text = svg::svg(drawing, title, theme);
    let options = Options { fontdb: fonts(), font_family: "Inter".to_owned(), ..Options::default() };
    let tree = Tree::from_str(&text, &options).map_err(|error| failed(&error))?;
    let (width, height) = svg::size(drawing);
    let scale = SCALE.min((MOST_PIXELS / (width * height)).sqrt());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 64 million pixels")]
    let pixels = |length: f64| (length * scale).ceil().max(1.0) as u32;
    let mut map = Pixmap::new(pixels(width), pixels(height)).ok_or_else(|| failed(&"it is too large"))?;
    #[expect(clippy::cast_possible_truncation, reason = "a scale between 0 and 2")]
    let scale = scale as f32;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut map.as_mut());
    map.encode_png().map_err(|error| failed(&error))
}

/// Inter at the weights of text and of names.
fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(include_bytes!("../../../../assets/fonts/Inter-Regular.ttf").to_vec());
        fonts.load_font_data(include_bytes!("../../../../assets/fonts/Inter-Medium.ttf").to_vec());
        Arc::new(fonts)
    };
    FONTS.get_or_init(load).clone()
}
