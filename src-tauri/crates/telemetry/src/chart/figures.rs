//! Numbers in words.

/// A number with `decimals` places, a true minus and thousands apart; from 10,000 in thousands or millions.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let (value, decimals, suffix) = match value.abs() {
        1e15.. => return format!("{value:.1e}").replace('-', "−"),
        1e6.. => (value / 1e6, 1, " M"),
        1e4.. => (value / 1e3, 1, " k"),
        _ => (value, decimals, ""),
    };
    let fixed = format!("{:.decimals$}", value.abs());
    let fixed = if suffix.is_empty() { &fixed } else { fixed.trim_end_matches(".0") };
    let (whole, fraction) = fixed.split_at(fixed.find('.').unwrap_or(fixed.len()));
    let minus = if value < 0.0 && fixed.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    format!("{minus}{}{fraction}{suffix}", thousands(whole))
}

/// A count in full: `150,231`.
pub(super) fn count(value: u64) -> String {
    thousands(&value.to_string())
}

/// A predicted value: as many places as tell it from its neighbours.
pub(super) fn value(value: f64) -> String {
    let decimals = match value.abs() {
        100.0.. => 1,
        1.0.. => 2,
        _ => 4,
    };
    number(value, decimals)
}

fn thousands(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `calls`, or `call` for one.
pub(super) fn plural(count_of: u64, one: &str) -> String {
    format!("{} {one}{}", count(count_of), if count_of == 1 { "" } else { "s" })
}

/// So many a second, or a minute where they are few.
pub(super) fn frequency(per_second: f64) -> String {
    if per_second >= 0.1 {
        format!("{} per second", number(per_second, 1))
    } else {
        format!("{} per minute", number(per_second * 60.0, 2))
    }
}

/// A length of time beside a unit: `30 s`, `10 min`, `1 h`.
pub(super) fn span(seconds: i64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let exact = units.into_iter().find(|(length, _)| seconds % length == 0);
    exact.map_or_else(|| format!("{seconds} s"), |(length, unit)| format!("{} {unit}", seconds / length))
}

/// A length of time in a sentence: `hour`, `15 minutes`, `24 hours`, `7 days`.
pub(super) fn duration(seconds: i64) -> String {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let exact = units.into_iter().find(|(length, _)| seconds % length == 0);
    match exact.map(|(length, unit)| (seconds / length, unit)) {
        Some((1, "day")) => "24 hours".to_owned(),
        Some((1, unit)) => unit.to_owned(),
        Some((many, unit)) => format!("{many} {unit}s"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_look_asks() {
        let cases = [
            (0.0, 0, "0"),
            (-0.001, 1, "0.0"),
            (-2.5, 1, "−2.5"),
            (9_999.0, 0, "9,999"),
            (12_400.0, 0, "12.4 k"),
            (2_000_000.0, 2, "2 M"),
        ];
        for (value, decimals, text) in cases {
            assert_eq!(number(value, decimals), text);
        }
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn durations_use_the_largest_unit_that_is_exact() {
        for (seconds, text) in [
            (900, "15 minutes"),
            (3_600, "hour"),
            (86_400, "24 hours"),
            (604_800, "7 days"),
            (30, "30 seconds"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}
