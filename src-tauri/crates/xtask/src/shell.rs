//! Running other programs from the repository's root, and saying what happens.

use std::{
    env,
    ffi::OsStr,
    fmt, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a task gives back: nothing, or a sentence that says why it stopped.
pub type Result<T = ()> = std::result::Result<T, Failure>;

/// Why a task stopped, in a sentence for the person at the terminal.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure that reads `sentence`.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells the person at the terminal something, beside the output of the programs that run.
pub fn note(text: &str) {
    eprintln!("{text}");
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(3)
        .expect("the crate lies three folders below the root")
        .to_path_buf()
}

/// Cargo's target folder: this program runs from `TARGET/debug/xtask`.
pub fn target() -> PathBuf {
    let program = env::current_exe().expect("the system knows which program runs");
    program.ancestors().nth(2).expect("cargo puts programs two folders below target").to_path_buf()
}

/// A program to be run in the repository's root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// `cargo` with these arguments.
pub fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut cargo = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments);
    cargo
}

/// Runs a program with its output shown.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure(format!("`{}` did not succeed ({status}); its output above says why", line(command))))
}

/// Runs a program quietly and gives its standard output.
///
/// # Errors
/// When it cannot be started or does not succeed; what it wrote to standard error is part of the sentence.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure(format!("`{}` did not succeed: {}", line(command), said.trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program runs and succeeds; its output is not shown.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Reads a file.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Failure(format!("cannot read {}: {error}", path.display())))
}

/// Writes a file, with the folders above it.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, text: &str) -> Result {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, text))
        .map_err(|error| Failure(format!("cannot write {}: {error}", path.display())))
}

/// Does `work`, which makes `product`, unless that is there and was made from this very `text` before.
///
/// # Errors
/// When the work fails, or the stamp that remembers the text cannot be written.
pub fn once_for(text: &str, product: &Path, work: impl FnOnce() -> Result) -> Result {
    let name = product.file_name().expect("a product has a name");
    let stamp = target().join("xtask").join(name).with_extension("stamp");
    if product.exists() && fs::read_to_string(&stamp).is_ok_and(|done| done == text) {
        return Ok(());
    }
    work()?;
    write(&stamp, text)
}

/// A command as one would type it.
pub fn line(command: &Command) -> String {
    // Cargo is called by its whole path, which nobody types.
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    words.join(" ")
}

fn not_started(command: &Command, error: &io::Error) -> Failure {
    Failure(format!("cannot start `{}`: {error}", line(command)))
}
