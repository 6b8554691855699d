//! Rebuilds this crate when a migration is added: the macro that embeds them sees only those that it knew before.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
