//! The programs under test, where cargo put them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Cargo's folder of this build, such as `target/debug`. Programs run from there, tests from its `deps`.
#[must_use]
pub fn folder() -> PathBuf {
    let program = env::current_exe().expect("the system knows which program runs");
    let folder = program.parent().expect("a program lies in a folder");
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    folder.to_path_buf()
}

/// The command line.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn vitrine() -> PathBuf {
    built("vitrine", "cli")
}

/// The window.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn window() -> PathBuf {
    built("vitrine-desktop", "desktop")
}

fn built(name: &str, package: &str) -> PathBuf {
    let program = folder().join(name).with_extension(env::consts::EXE_EXTENSION);
    assert!(
        program.exists(),
        "{} is not built; `cargo build --package {package}` builds it, `cargo xtask test` does all",
        program.display()
    );
    program
}

/// Runs `vitrine` without the rights that a container's root has over every file: as nobody, where this is root.
///
/// # Panics
/// When the program cannot be put where nobody may run it from.
#[must_use]
#[cfg(unix)]
pub fn vitrine_without_rights(place: &Path) -> Command {
    use std::os::unix::{fs::MetadataExt as _, process::CommandExt as _};
    const NOBODY: u32 = 65_534;
    let root = fs::metadata(place).expect("the place is there").uid() == 0;
    if !root {
        return Command::new(vitrine());
    }
    // The checkout may lie in a folder that nobody may enter.
    let copy = place.join("vitrine");
    fs::copy(vitrine(), &copy).expect("the program can be copied");
    let mut command = Command::new(copy);
    command.uid(NOBODY).gid(NOBODY);
    command
}
