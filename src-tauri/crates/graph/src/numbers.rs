//! Numbers in words, as the window writes them.

/// `12,345`, `1.2 M`, `3.4 G`: a count, short from a million on.
pub(crate) fn count(value: u64) -> String {
    const UNITS: [(u64, &str); 4] =
        [(1_000_000_000_000_000, "P"), (1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M")];
    for (size, unit) in UNITS {
        if value >= size {
            return format!("{:.1}\u{a0}{unit}", value as f64 / size as f64);
        }
    }
    if value < 1_000 { value.to_string() } else { format!("{},{:03}", value / 1_000, value % 1_000) }
}

/// `1 node`, `3 nodes`.
pub(crate) fn plural(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// The shortest text that means the number, with a true minus.
pub(crate) fn real(value: f32) -> String {
    let plain = value.to_string();
    let text = if plain.len() > 9 { format!("{value:.4}") } else { plain };
    minus(&text)
}

/// A true minus in place of the hyphen.
pub(crate) fn minus(text: &str) -> String {
    text.replace('-', "−")
}

/// `[1, −1]`
pub(crate) fn list<T: ToString>(values: &[T]) -> String {
    let all: Vec<String> = values.iter().map(T::to_string).collect();
    minus(&format!("[{}]", all.join(", ")))
}
