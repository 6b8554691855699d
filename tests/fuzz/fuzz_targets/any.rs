//! Calls in any form that a person may have at hand.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serving::codec;

fuzz_target!(|text: &[u8]| {
    let Ok(value) = codec::value(text) else { return };
    let columns = fuzz::columns();
    for signature in fuzz::signatures() {
        for columns in [None, Some(columns.as_slice())] {
            if let Ok(read) = codec::any(&value, &signature, columns) {
                fuzz::assert_fits(&read, &signature);
            }
        }
    }
});
