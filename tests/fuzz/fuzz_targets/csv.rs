//! Tables with a header line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serving::codec;

fuzz_target!(|table: &[u8]| {
    let columns = fuzz::columns();
    for signature in fuzz::signatures() {
        for columns in [None, Some(columns.as_slice())] {
            if let Ok(read) = codec::csv(table, &signature, columns) {
                fuzz::assert_fits(&read, &signature);
            }
        }
    }
});
