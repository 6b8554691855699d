//! The look's colours for a drawing that stands alone, as they are in the window's token file.

/// Which half of the look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on light ground.
    Light,
    /// Light ink on dark ground.
    Dark,
}

/// Lightness 0 to 1, chroma, and hue in degrees.
type Oklch = (f64, f64, f64);

/// Each token in light and in dark.
const TOKENS: [(&str, Oklch, Oklch); 18] = [
    ("pane", (0.996, 0.001, 215.0), (0.206, 0.010, 218.0)),
    ("line", (0.915, 0.005, 215.0), (0.275, 0.011, 218.0)),
    ("line-strong", (0.850, 0.008, 215.0), (0.345, 0.013, 218.0)),
    ("ink", (0.225, 0.014, 218.0), (0.950, 0.004, 218.0)),
    ("ink-2", (0.385, 0.014, 218.0), (0.800, 0.008, 218.0)),
    ("ink-3", (0.495, 0.014, 218.0), (0.690, 0.011, 218.0)),
    ("healthy", (0.480, 0.118, 152.0), (0.800, 0.145, 152.0)),
    ("unhealthy", (0.510, 0.108, 72.0), (0.820, 0.130, 82.0)),
    ("failed", (0.515, 0.175, 26.0), (0.735, 0.150, 24.0)),
    ("series-1", (0.655, 0.132, 232.0), (0.835, 0.112, 208.0)),
    ("series-2", (0.530, 0.110, 60.0), (0.765, 0.135, 70.0)),
    ("series-3", (0.607, 0.070, 141.0), (0.770, 0.085, 152.0)),
    ("series-4", (0.400, 0.082, 314.0), (0.610, 0.090, 303.0)),
    ("series-5", (0.400, 0.135, 14.0), (0.610, 0.150, 14.0)),
    ("series-6", (0.657, 0.135, 108.0), (0.620, 0.122, 95.0)),
    ("series-7", (0.526, 0.145, 282.0), (0.715, 0.135, 277.0)),
    ("series-8", (0.488, 0.074, 178.0), (0.610, 0.090, 182.0)),
    ("series-rest", (0.720, 0.008, 218.0), (0.480, 0.010, 218.0)),
];

/// A token's value as `#rrggbb`, which every viewer knows.
pub(super) fn colour(token: &str, theme: Theme) -> String {
    let (_, light, dark) =
        TOKENS.iter().find(|(name, ..)| *name == token).expect("the token is in the table");
    let [r, g, b] = srgb(if theme == Theme::Light { *light } else { *dark });
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// OKLCH to sRGB, by the matrices of CSS Color 4 (<https://www.w3.org/TR/css-color-4/#color-conversion-code>).
fn srgb((lightness, chroma, hue): Oklch) -> [u8; 3] {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(gamma)
}

fn gamma(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let value = if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_the_colours_that_a_browser_shows() {
        for (token, theme, hex) in [
            ("pane", Theme::Light, "#fdfefe"),
            ("pane", Theme::Dark, "#12191a"),
            ("healthy", Theme::Dark, "#6dd88e"),
            ("failed", Theme::Light, "#b72d2c"),
        ] {
            assert_eq!(colour(token, theme), hex, "{token} {theme:?}");
        }
        assert_eq!(srgb((1.0, 0.0, 0.0)), [255, 255, 255]);
        assert_eq!(srgb((0.627_955, 0.257_683, 29.233_9)), [255, 0, 0]);
    }
}
