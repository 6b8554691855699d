//! How wide words are in Inter at the weight of names (520), so that boxes fit them before any font is at hand.

/// The size of a box's title, px.
pub(crate) const TITLE: f64 = 13.0;
/// The size of everything below it, px.
pub(crate) const SMALL: f64 = 11.0;

/// Advance widths of the characters from space to `~`, in thousandths of the size.
const ADVANCES: [u16; 95] = [
    264, 308, 500, 640, 647, 995, 655, 315, 370, 370, 524, 668, 307, 463, 307, 372, 648, 417, 618, 629, 658,
    605, 632, 572, 632, 632, 307, 318, 668, 668, 668, 531, 986, 712, 657, 734, 722, 604, 589, 748, 745, 273,
    576, 691, 565, 915, 757, 767, 643, 770, 649, 647, 654, 739, 712, 1006, 705, 700, 643, 370, 372, 370, 478,
    464, 340, 569, 620, 578, 620, 588, 381, 621, 604, 254, 254, 561, 254, 891, 604, 605, 620, 620, 389, 541,
    343, 604, 577, 831, 560, 578, 561, 443, 348, 443, 668,
];
/// Any other letter, and one of a script whose letters are as wide as high.
const OTHER: u16 = 640;
const WIDE: u16 = 1_000;

fn advance(character: char) -> f64 {
    let thousandths = match character {
        ' '..='~' => ADVANCES[character as usize - ' ' as usize],
        '×' | '−' => 668,
        '·' => 307,
        '…' => 919,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffef}' | '\u{1f000}'..='\u{3ffff}' => WIDE,
        _ => OTHER,
    };
    f64::from(thousandths) / 1_000.0
}

/// The width of a line of text, px.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The text cut at its end so that it is at most so wide.
pub(crate) fn fit(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let room = most / size - advance('…');
    let mut used = 0.0;
    let kept = text.chars().take_while(|character| {
        used += advance(*character);
        used <= room
    });
    let mut cut: String = kept.collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_is_cut_to_the_width() {
        assert_eq!(fit("Conv", TITLE, 200.0), "Conv");
        let cut = fit("/encoder/layers.11/self_attn/MatMul", SMALL, 100.0);
        assert!(cut.ends_with('…') && width(&cut, SMALL) <= 100.0, "{cut}");
        assert!(width("模型", TITLE) > width("ml", TITLE));
    }
}
