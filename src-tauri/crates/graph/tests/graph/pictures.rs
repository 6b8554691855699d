use graph::{Part, draw, png, svg, svg::Theme};

use crate::models::{Builder, transformer};

#[test]
fn an_svg_is_well_formed_and_shows_every_box_in_both_themes() {
    let drawing = draw(&transformer(2, true), &Part::default(), &|| false).unwrap();
    for theme in [Theme::Light, Theme::Dark] {
        let text = svg::svg(&drawing, "A <graph> & more", theme);
        let tree = resvg::usvg::Tree::from_str(&text, &resvg::usvg::Options::default()).unwrap();
        assert!(tree.root().has_children());
        assert_eq!(
            text.matches("<rect class=\"n\"").count() + text.matches("<rect class=\"v\"").count(),
            drawing.nodes.len()
        );
        assert!(text.contains("A &lt;graph&gt; &amp; more"));
    }
}

#[test]
fn names_with_markup_and_control_characters_stay_text() {
    let mut build = Builder::default();
    let x = build.input("</text><script>\u{1}");
    let y = build.node("A&B", "", &[x]);
    let drawing = draw(&build.done(y), &Part::default(), &|| false).unwrap();
    let text = svg::svg(&drawing, "", Theme::Light);
    assert!(!text.contains("<script"));
    resvg::usvg::Tree::from_str(&text, &resvg::usvg::Options::default()).unwrap();
}

#[test]
fn a_png_is_whole_has_words_and_is_never_too_large() {
    let drawing = draw(&transformer(1, true), &Part::default(), &|| false).unwrap();
    let bytes = png(&drawing, "A graph", Theme::Dark).unwrap();
    let picture = resvg::tiny_skia::Pixmap::decode_png(&bytes).unwrap();
    let (width, height) = svg::size(&drawing);
    assert_eq!(
        (f64::from(picture.width()), f64::from(picture.height())),
        ((width * 2.0).ceil(), (height * 2.0).ceil())
    );
    let ink = picture.pixels().iter().filter(|pixel| pixel.red() > 0xd0).count();
    assert!(ink > 500, "{ink} pixels of letters");
    let long =
        draw(&transformer(60, true), &Part { expanded: Some(vec![]), ..Part::default() }, &|| false).unwrap();
    assert!(png(&long, "", Theme::Light).unwrap().starts_with(b"\x89PNG"));
}
