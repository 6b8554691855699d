//! The walls between the rooms stand.

use std::path::Path;

use cargo_metadata::{MetadataCommand, Package};
use suite::walls::{Source, pages, rooms, rooms::Room, sources};

#[test]
fn no_room_imports_what_it_must_not() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let rooms: Vec<Room> = metadata.packages.iter().filter(|package| is_room(package)).map(room).collect();
    assert_eq!(rooms::breaches(&rooms), Vec::<String>::new());
}

#[test]
fn no_page_imports_what_it_must_not() {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src");
    let sources: Vec<Source> = sources(&ui, &[".ts", ".svelte"]).unwrap();
    assert!(!sources.is_empty(), "ui/src has no source");
    assert_eq!(pages::breaches(&sources), Vec::<String>::new());
}

/// Tests and tasks look at the whole house from outside.
fn is_room(package: &Package) -> bool {
    !matches!(package.name.as_str(), "suite" | "xtask")
}

fn room(package: &Package) -> Room {
    let folder = package.manifest_path.parent().expect("a manifest lies in a folder");
    Room {
        name: package.name.to_string(),
        dependencies: package.dependencies.iter().map(|dependency| dependency.name.clone()).collect(),
        sources: sources(folder.join("src").as_std_path(), &[".rs"])
            .expect("the room has a src folder that can be read"),
    }
}
