//! Sizes as people type them.

/// Reads `512MB`, `0.5 GB`, `1GiB` or plain bytes.
pub fn bytes(text: &str) -> Result<u64, String> {
    let refused = || format!("expected a size such as 512MB or 1GiB, got '{text}'");
    let at = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let scale = match unit.trim().to_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        "kib" => 1_024.0,
        "mib" => 1_048_576.0,
        "gib" => 1_073_741_824.0,
        _ => return Err(refused()),
    };
    let bytes = number.parse::<f64>().map_err(|_| refused())? * scale;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within these bounds")]
    if (1.0..=1e18).contains(&bytes) { Ok(bytes as u64) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_unit_or_is_bytes() {
        for (text, size) in
            [("512MB", 512_000_000), ("0.5 GB", 500_000_000), ("1GiB", 1 << 30), ("7", 7), ("2kb", 2_000)]
        {
            assert_eq!(bytes(text), Ok(size), "{text}");
        }
        for bad in ["", "GB", "0", "-1MB", "1XB", "1e99GB"] {
            assert!(bytes(bad).is_err(), "{bad}");
        }
    }
}
