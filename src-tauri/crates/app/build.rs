//! The sample models are embedded: a change of theirs must reach the program.

fn main() {
    println!("cargo::rerun-if-changed=../../../assets/samples");
}
