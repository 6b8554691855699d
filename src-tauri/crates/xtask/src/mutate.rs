//! `cargo xtask mutate`: broken models through the process that tries models.

use crate::{
    options::count_and_seed,
    prerequisites,
    shell::{Result, cargo, command, note, run, target},
};

/// How many files are tried unless told otherwise.
const COUNT: u64 = 20_000;

/// Builds for release, mutates fixtures, tries each, and prints how many ended how. Files that a child did not survive
/// are kept in `target/mutate`. A seed makes the same files again; without one they are others each time.
///
/// # Errors
/// When the options are wrong, a build fails, or a file took more than ten seconds or a gigabyte or ended its child.
pub fn mutate(options: &[String]) -> Result {
    let (count, seed) = count_and_seed(options, COUNT)?;
    prerequisites::rust()?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "cli"]))?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "suite", "--bin", "mutate"]))?;
    note(&format!("{count} files from seed {seed}"));
    let mut mutate = command(target().join("release/mutate"));
    run(mutate.args([count.to_string(), seed.to_string()]).arg(target().join("mutate")))
}
