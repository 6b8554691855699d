//! The V2 protocol's binary tensors: the first two bytes say how long the JSON is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serving::codec::v2;

fuzz_target!(|bytes: &[u8]| {
    let Some((length, body)) = bytes.split_first_chunk() else { return };
    let length = usize::from(u16::from_le_bytes(*length));
    for signature in fuzz::signatures() {
        if let Ok(read) = v2::parse(body, Some(length), &signature) {
            fuzz::assert_fits(&read.request, &signature);
        }
    }
});
