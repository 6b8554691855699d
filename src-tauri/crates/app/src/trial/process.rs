//! The host's side: starts a child, asks it, keeps the clock, and says how it ended when it ends badly.

use std::{
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    task::JoinHandle,
};

use super::{
    End, Outcome, Task,
    wire::{Answer, RECORD},
};

/// The variable of the environment that makes this program a child.
pub(super) const MARK: &str = "VITRINE_TRIAL";
/// How much of what a child complains about is looked at.
const COMPLAINT_BYTES: u64 = 16 << 10;

/// The program that is started for a trial, and the words that it is given. It calls [`child`](super::child()).
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<String>,
}

impl Program {
    /// Another program than this one, or this one with arguments of its own, as a test needs them.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, arguments: &[&str]) -> Self {
        Self { path: path.into(), arguments: arguments.iter().map(|&word| word.to_owned()).collect() }
    }

    /// The program that runs.
    ///
    /// # Errors
    /// When the system does not tell where it lies.
    pub fn this() -> std::io::Result<Self> {
        Ok(Self::new(std::env::current_exe()?, &[]))
    }
}

/// A running child. Dropping it ends it.
pub struct Process {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    complaints: JoinHandle<String>,
}

impl Process {
    /// Starts a child. Call it within a tokio runtime.
    ///
    /// # Errors
    /// [`End::Start`].
    pub fn start(program: &Program) -> Result<Self, End> {
        let mut child = Command::new(&program.path)
            .args(&program.arguments)
            .env(MARK, "1")
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| End::Start(format!("{}: {error}", program.path.display())))?;
        let stdin = child.stdin.take().expect("stdin is a pipe");
        let stdout = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        let mut stderr = child.stderr.take().expect("stderr is a pipe");
        let complaints = tokio::spawn(async move {
            let mut first = Vec::new();
            let _ = (&mut stderr).take(COMPLAINT_BYTES).read_to_end(&mut first).await;
            // A child that has more to say must not wait for somebody to hear it.
            let _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
            String::from_utf8_lossy(&first).into_owned()
        });
        Ok(Self { child, stdin, stdout, complaints })
    }

    /// The child's process id; none once it has ended.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it has not ended by itself.
    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Has one model tried. A child whose outcome has an `end` is gone.
    pub async fn run(&mut self, task: &Task, time: Duration) -> Outcome {
        let mut outcome = Outcome::default();
        let late = match tokio::time::timeout(time, self.converse(task, &mut outcome)).await {
            Ok(Some(())) => return outcome,
            Ok(None) => false,
            Err(_) => true,
        };
        let doing = if outcome.inspection.is_none() { task.effort.doing() } else { "scoring the sample" };
        outcome.end = Some(if late {
            let _ = self.child.kill().await;
            End::Late { doing, seconds: time.as_secs() }
        } else {
            self.ended(doing, task.memory_bytes).await
        });
        outcome
    }

    /// Sends the task and takes the answers; none when the child ends before its last.
    async fn converse(&mut self, task: &Task, outcome: &mut Outcome) -> Option<()> {
        let mut line = serde_json::to_vec(task).ok()?;
        line.push(b'\n');
        self.stdin.write_all(&line).await.ok()?;
        loop {
            line.clear();
            if self.stdout.read_until(b'\n', &mut line).await.ok()? == 0 {
                return None;
            }
            match answer(&line) {
                Some(Answer::Inspected(inspection)) => outcome.inspection = Some(*inspection),
                Some(Answer::Sampled(sample)) => outcome.sample = Some(sample),
                Some(Answer::Done { peak_bytes }) => {
                    outcome.peak_bytes = peak_bytes;
                    return Some(());
                }
                None => {}
            }
        }
    }

    /// How a child ended that said nothing more.
    async fn ended(&mut self, doing: &'static str, bytes: u64) -> End {
        let status = match self.child.wait().await {
            Ok(status) => status,
            Err(error) => return End::Start(error.to_string()),
        };
        let complaint = (&mut self.complaints).await.unwrap_or_default();
        if ["memory allocation of", "bad_alloc", "out of memory"].iter().any(|sign| complaint.contains(sign))
        {
            return End::Memory { doing, bytes };
        }
        if complaint.contains("overflowed its stack") {
            return End::Stack { doing };
        }
        let tells = |line: &&str| !line.trim().is_empty() && !line.starts_with("note: ");
        let last = complaint.lines().rfind(tells).unwrap_or_default();
        let said = if last.is_empty() { String::new() } else { format!(": {last}") };
        End::Crash { doing, how: format!("{}{said}", how(status)) }
    }
}

/// An answer in a line; none in a line that some library wrote.
fn answer(line: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(line).ok()?;
    let json = &text[text.find(RECORD)? + RECORD.len_utf8()..];
    serde_json::from_str(json).ok()
}

#[cfg(unix)]
fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match status.signal() {
        // The system's own guard against running out of memory.
        Some(9) => "ended by the system, which may have run out of memory".to_owned(),
        Some(signal) => format!("signal {signal}"),
        None => status.to_string(),
    }
}

#[cfg(not(unix))]
fn how(status: ExitStatus) -> String {
    status.to_string()
}
