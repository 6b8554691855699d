//! The V2 protocol's JSON bodies: what is read fits, and is printed so that it is read the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serving::codec::v2;

fuzz_target!(|body: &[u8]| {
    for signature in fuzz::signatures() {
        let Ok(read) = v2::request(body, &signature) else { continue };
        fuzz::assert_fits(&read, &signature);
        let printed = v2::request_json(&read).to_string();
        let again = v2::request(printed.as_bytes(), &signature).expect("what is printed can be read");
        // As text, where NaN is NaN. What is infinite is printed as `null`, which is read as NaN.
        let shown = |request| format!("{request:?}").replace("-inf", "NaN").replace("inf", "NaN");
        assert_eq!(shown(&again.inputs), shown(&read.inputs));
    }
});
