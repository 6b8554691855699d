//! The process that owns a workspace, asked as `vitrine` asks it.

use std::fs;

use serde_json::Value;

use crate::{calls, desk::Desk};

/// Where the owner's management API answers, and its process.
pub struct Owner {
    url: String,
    token: String,
    /// Its process.
    pub pid: u32,
}

impl Owner {
    /// The owner of the desk's workspace.
    ///
    /// # Panics
    /// When none has announced itself.
    #[must_use]
    pub fn of(desk: &Desk) -> Self {
        let told = fs::read(desk.workspace().join("host.json")).expect("an owner announces itself");
        let told: Value = serde_json::from_slice(&told).expect("the announcement is JSON");
        let text = |key: &str| told[key].as_str().expect("the announcement is whole").to_owned();
        Self {
            url: text("url"),
            token: fs::read_to_string(text("token_file")).expect("the token can be read"),
            pid: told["pid"].as_u64().and_then(|pid| pid.try_into().ok()).expect("a process's number"),
        }
    }

    /// Calls a command, which must succeed.
    ///
    /// # Panics
    /// When it does not.
    pub async fn call(&self, command: &str, arguments: Value) -> Value {
        let url = format!("{}/api/rpc/{command}", self.url);
        let reply = calls::post_json(&url, Some(&self.token), &arguments).await;
        assert!(reply.status.is_success(), "{command}: {}", reply.body);
        reply.body
    }

    /// The bytes of memory that it holds.
    #[must_use]
    pub fn resident_bytes(&self) -> u64 {
        resident_bytes(self.pid)
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
