//! `--count N --seed N`: the options of tasks that try things at random.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::shell::{Failure, Result};

/// How many, or `count`; and the seed, or one that is another each time.
///
/// # Errors
/// When there is another option, or a value is no number.
pub fn count_and_seed(options: &[String], mut count: u64) -> Result<(u64, u64)> {
    let mut seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    for pair in options.chunks(2) {
        let wrong = || Failure::new(format!("expected --count N or --seed N, got '{}'", pair.join(" ")));
        let [option, value] = pair else { return Err(wrong()) };
        let value = value.parse().map_err(|_| wrong())?;
        match option.as_str() {
            "--count" => count = value,
            "--seed" => seed = value,
            _ => return Err(wrong()),
        }
    }
    Ok((count, seed))
}
