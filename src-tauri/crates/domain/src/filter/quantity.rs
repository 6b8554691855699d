//! Sizes, dates and ages as people write them.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};

use super::Moment;
use crate::time::Timestamp;

/// Units of size; the first of each size is the one that is printed.
const BYTES: [(&str, u64); 10] = [
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
    ("", 1),
];

/// Units of time, in seconds.
const SECONDS: [(&str, u64); 7] = [
    ("y", 31_536_000),
    ("mo", 2_592_000),
    ("w", 604_800),
    ("d", 86_400),
    ("h", 3_600),
    ("min", 60),
    ("s", 1),
];

/// `100`, `1.5kB`, `2 GiB` in bytes.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text);
    let (_, factor) = BYTES.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    if let Ok(whole) = number.parse::<u64>() {
        return whole.checked_mul(*factor);
    }
    let size = number.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0)? * *factor as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is checked to fit")]
    (size < u64::MAX as f64).then_some(size.round() as u64)
}

/// Bytes in the largest unit that leaves a whole number.
pub(super) fn print_bytes(bytes: u64) -> String {
    let unit = BYTES.iter().find(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor));
    unit.map_or_else(|| bytes.to_string(), |(name, factor)| format!("{}{name}", bytes / factor))
}

/// `2026`, `2026-01`, `2026-01-31`, `2026-01-31T12:00:00Z`, `7d`.
pub(super) fn moment(text: &str) -> Option<Moment> {
    day(text).or_else(|| age(text)).or_else(|| Timestamp::try_from(text.to_owned()).ok().map(Moment::At))
}

/// A moment that [`moment`] reads back.
pub(super) fn print_moment(moment: Moment) -> String {
    match moment {
        Moment::At(at) | Moment::Since(at) => at.to_string(),
        Moment::Ago(seconds) => {
            let unit = SECONDS.iter().find(|(_, factor)| seconds >= *factor && seconds % factor == 0);
            unit.map_or_else(|| format!("{seconds}s"), |(name, factor)| format!("{}{name}", seconds / factor))
        }
        Moment::Span { from, until } => {
            let day = from.to_string();
            let texts = [day.get(..4), day.get(..7), day.get(..10)];
            let fits = |text: &&str| self::moment(text) == Some(Moment::Span { from, until });
            texts.into_iter().flatten().find(fits).map_or(day.clone(), str::to_owned)
        }
    }
}

fn day(text: &str) -> Option<Moment> {
    let mut parts = text.split('-');
    let mut next = || parts.next().map(|part| part.parse::<i16>().ok().filter(|n| *n > 0));
    let year = text.get(..4).filter(|_| text.len() == 4 || text.as_bytes()[4] == b'-').and(next()?)?;
    let (month, day) = (next(), next());
    if text.split('-').count() > 3 {
        return None;
    }
    let part = |part: Option<Option<i16>>| match part {
        Some(number) => number.and_then(|n| i8::try_from(n).ok()),
        None => Some(1),
    };
    let from = Date::new(year, part(month)?, part(day)?).ok()?;
    let length = match (month, day) {
        (None, _) => 1.year(),
        (_, None) => 1.month(),
        _ => 1.day(),
    };
    let until = from.checked_add(length).ok()?;
    let millis = |date: Date| {
        let at = date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
        Some(Timestamp::from_millis(at))
    };
    Some(Moment::Span { from: millis(from)?, until: millis(until)? })
}

fn age(text: &str) -> Option<Moment> {
    let (number, unit) = number_and_unit(text);
    let (_, factor) = SECONDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    number.parse::<u64>().ok()?.checked_mul(*factor).map(Moment::Ago)
}

fn number_and_unit(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}
