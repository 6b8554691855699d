//! Tauri's build step, and the one thing that it does not watch: the pages that the program carries.

fn main() {
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::build();
}
