//! How much of a call is kept. A class name or a message comes from somebody's model and may be anything: 10 kB long,
//! or one of a million different ones.

use domain::record::{InferenceRecord, Prediction};

/// The most different classes that are counted apart in one call or one period; the rows of all others are counted
/// together as [`OTHER`].
pub const MAX_CLASSES: usize = 50;
/// Stands for all classes beyond [`MAX_CLASSES`]. A model's own class of that name is counted with them.
pub const OTHER: &str = "other";

const CLASS_CHARS: usize = 100;
const ERROR_CHARS: usize = 500;

/// The record as it is kept: at most [`MAX_CLASSES`] classes, texts cut and without control characters, and no
/// number that is not one (JSON has none).
pub(crate) fn bounded(mut record: InferenceRecord) -> InferenceRecord {
    match &mut record.prediction {
        Some(Prediction::Classes(classes)) => bound_classes(classes),
        Some(Prediction::Value(value)) if !value.is_finite() => record.prediction = None,
        _ => {}
    }
    record.probability = record.probability.filter(|p| p.is_finite());
    if let Some(error) = &mut record.error {
        clean(error, ERROR_CHARS);
    }
    record
}

fn bound_classes(classes: &mut Vec<(String, u32)>) {
    if classes.len() > MAX_CLASSES {
        let rest = classes.split_off(MAX_CLASSES - 1);
        let rows = rest.iter().fold(0_u32, |sum, (_, rows)| sum.saturating_add(*rows));
        classes.push((OTHER.to_owned(), rows));
    }
    for (name, _) in classes {
        clean(name, CLASS_CHARS);
    }
}

/// Replaces characters that XML or a terminal would choke on, and cuts after `chars` characters.
fn clean(text: &mut String, chars: usize) {
    if text.len() <= chars && !text.contains(is_unprintable) {
        return;
    }
    *text = cut(&text.replace(is_unprintable, "\u{fffd}"), chars);
}

fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// At most `chars` characters, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        None => text.to_owned(),
        Some(_) => text.chars().take(chars - 1).chain(['…']).collect(),
    }
}
