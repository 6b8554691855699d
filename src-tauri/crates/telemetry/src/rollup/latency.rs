//! How long calls took.

use domain::monitor::Percentiles;
use hdrhistogram::Histogram;

use super::values::precise;

/// Times in microseconds, kept to two digits: a percentile is off by 1 % at most.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Latency(Histogram<u64>);

const DIGITS: u8 = 2;

impl Default for Latency {
    fn default() -> Self {
        Self(Histogram::new(DIGITS).expect("two digits are allowed"))
    }
}

impl Latency {
    /// Counts one call's time.
    pub fn count(&mut self, us: u32) {
        self.record(u64::from(us), 1);
    }

    fn record(&mut self, us: u64, calls: u64) {
        self.0.record_n(us, calls).expect("the histogram grows by itself");
    }

    /// Adds another period's times.
    pub fn add(&mut self, other: &Self) {
        self.0.add(&other.0).expect("the histogram grows by itself");
    }

    /// Percentiles in milliseconds.
    pub fn percentiles(&self) -> Percentiles {
        let at =
            |quantile| (!self.0.is_empty()).then(|| precise(self.0.value_at_quantile(quantile)) / 1_000.0);
        Percentiles { p50: at(0.50), p95: at(0.95), p99: at(0.99) }
    }

    /// The times that occurred and how often each, as variable-length integers: each time as its distance from the
    /// one before, then its count. A few dozen bytes for a typical period.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut previous = 0;
        for step in self.0.iter_recorded() {
            put(&mut bytes, step.value_iterated_to() - previous);
            put(&mut bytes, step.count_at_value());
            previous = step.value_iterated_to();
        }
        bytes
    }

    /// Reads what [`encode`](Self::encode) wrote; none where the bytes are something else.
    pub fn decode(mut bytes: &[u8]) -> Option<Self> {
        let mut latency = Self::default();
        let mut time = 0_u64;
        while !bytes.is_empty() {
            time = time.checked_add(take(&mut bytes)?)?;
            let calls = take(&mut bytes)?;
            // Every time was a u32 rounded up to two digits; a larger one is damage that would claim memory.
            (time <= 2 * u64::from(u32::MAX)).then(|| latency.record(time, calls))?;
        }
        Some(latency)
    }
}

/// LEB128: seven bits a byte, the highest bit set on all but the last.
fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stored_times_are_read_back(times in proptest::collection::vec(any::<u32>(), 0..200)) {
            let mut latency = Latency::default();
            times.iter().for_each(|us| latency.count(*us));
            let back = Latency::decode(&latency.encode()).unwrap();
            prop_assert_eq!(back.percentiles(), latency.percentiles());
            prop_assert_eq!(back.encode(), latency.encode());
        }

        #[test]
        fn damaged_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = Latency::decode(&bytes);
        }

        #[test]
        fn percentiles_are_within_one_percent(mut times in proptest::collection::vec(1_u32..60_000_000, 1..2_000)) {
            let mut latency = Latency::default();
            times.iter().for_each(|us| latency.count(*us));
            times.sort_unstable();
            let found = latency.percentiles();
            for (percent, found) in [(50, found.p50), (95, found.p95), (99, found.p99)] {
                let exact = f64::from(times[(times.len() * percent).div_ceil(100) - 1]) / 1_000.0;
                let off = (found.unwrap() - exact).abs();
                prop_assert!(off <= exact * 0.01 + 0.001, "p{percent}: {found:?}, exactly {exact}");
            }
        }
    }
}
