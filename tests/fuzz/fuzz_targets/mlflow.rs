//! MLflow's bodies of `/invocations`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serving::codec::mlflow;

fuzz_target!(|body: &[u8]| {
    let columns = fuzz::columns();
    for signature in fuzz::signatures() {
        for columns in [None, Some(columns.as_slice())] {
            if let Ok(read) = mlflow::parse(body, &signature, columns) {
                fuzz::assert_fits(&read, &signature);
            }
        }
    }
});
