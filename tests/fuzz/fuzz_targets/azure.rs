//! Azure ML's bodies of `/score`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serving::codec::azure;

fuzz_target!(|body: &[u8]| {
    let columns = fuzz::columns();
    for signature in fuzz::signatures() {
        for columns in [None, Some(columns.as_slice())] {
            if let Ok(read) = azure::parse(body, &signature, columns) {
                fuzz::assert_fits(&read.request, &signature);
            }
        }
    }
});
