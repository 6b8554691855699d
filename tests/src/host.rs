//! A host without a window, as a process of its own.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::{calls, desk::Desk, wait};

const PATIENCE: Duration = Duration::from_secs(20);

/// A running `vitrine serve`. Dropping it kills it.
pub struct Host {
    process: Child,
    workspace: PathBuf,
    /// The base address of its endpoints.
    pub url: String,
}

impl Host {
    /// Starts `vitrine serve` on the desk's workspace and waits until it accepts.
    ///
    /// # Panics
    /// When it does not come up; what it said is in `host.log` on the desk, and in the panic.
    #[must_use]
    pub fn start(desk: &Desk, options: &[&str]) -> Self {
        let log = desk.path().join("host.log");
        let errors = File::create(&log).expect("a log can be made");
        let mut process = desk
            .command()
            .arg("serve")
            .args(options)
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .expect("vitrine starts");
        let mut line = String::new();
        let mut stdout = BufReader::new(process.stdout.take().expect("stdout is piped"));
        stdout.read_line(&mut line).expect("the host's first line can be read");
        let told: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the host did not come up: {line}{}", read(&log)));
        let pid = told["pid"].as_u64();
        assert_eq!(pid, Some(u64::from(process.id())), "{told}");
        let url = told["url"].as_str().unwrap_or_else(|| panic!("no address in {told}")).to_owned();
        Self { process, workspace: desk.workspace(), url }
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Calls a command of the table, as the window does.
    ///
    /// # Panics
    /// When nobody answers, or the answer is a failure.
    pub async fn call(&self, command: &str, args: Value) -> Value {
        let owner = fs::read(self.workspace.join("host.json")).expect("a host announces itself");
        let owner: Value = serde_json::from_slice(&owner).expect("the announcement is JSON");
        let told =
            |key: &str| owner[key].as_str().unwrap_or_else(|| panic!("no {key} in {owner}")).to_owned();
        let token = fs::read_to_string(told("token_file")).expect("the token is ours to read");
        let reply =
            calls::post_json(&format!("{}/api/rpc/{command}", told("url")), Some(&token), &args).await;
        assert!(reply.status.is_success(), "{command}: {}", reply.body);
        reply.body
    }

    /// Asks it to end, as a service manager does, and waits.
    ///
    /// # Panics
    /// When it does not end in time, or not in good order.
    pub fn stop(mut self) {
        terminate(self.process.id());
        let status = exit(&mut self.process);
        assert!(status.success(), "the host ended with {status}");
    }

    /// Ends it as a power cut would: it learns nothing of it.
    ///
    /// # Panics
    /// When it cannot be ended.
    pub fn kill(mut self) {
        self.process.kill().expect("our own process can be killed");
        exit(&mut self.process);
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Both do nothing for a host that has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The bytes of memory that a process holds; 0 when it is gone.
#[must_use]
pub fn resident_bytes(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes: Option<u64> = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
    kibibytes.unwrap_or_default() * 1024
}

/// Asks a process of ours to end.
///
/// # Panics
/// When the signal cannot be sent.
pub fn terminate(pid: u32) {
    signal("-TERM", pid);
}

/// Does to a process of ours what Ctrl+C does.
///
/// # Panics
/// When the signal cannot be sent.
pub fn interrupt(pid: u32) {
    signal("-INT", pid);
}

fn signal(which: &str, pid: u32) {
    let sent = Command::new("kill").args([which, &pid.to_string()]).status();
    assert!(sent.expect("kill is part of the system").success(), "process {pid} could not be told {which}");
}

/// Waits until a process of ours has ended.
///
/// # Panics
/// When it takes too long.
pub fn exit(process: &mut Child) -> ExitStatus {
    let ended = wait::until(PATIENCE, || process.try_wait().expect("the process is ours"));
    ended.unwrap_or_else(|| panic!("process {} did not end within {PATIENCE:?}", process.id()))
}

fn read(log: &std::path::Path) -> String {
    fs::read_to_string(log).unwrap_or_default()
}
