//! The newcomer's story without a display: a hosted workspace, samples, one of them deployed.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::{
    shell::{Failure, Result, cargo, command, line, note, output, run, target},
    system,
};

/// The sample that is deployed, and the name of its endpoint.
const SAMPLE: &str = "iris";

/// Hosts the workspace with the samples and a deployment, says how to call it, and waits until it ends.
///
/// # Errors
/// When the command line cannot be built, or the host does not come up.
pub fn host() -> Result {
    note("There is no display here, so Vitrine is hosted without its window.");
    system::require(&[system::CLI])?;
    run(&mut cargo(["build", "--release", "--locked", "--package", "cli"]))?;
    let mut host = Host::start()?;
    let told = host.add_samples().and_then(|()| host.deploy()).and_then(|()| host.introduce());
    if told.is_err() {
        // Ended by its own handle; a host that is gone already needs no ending.
        let _ = host.process.kill();
    }
    told?;
    let ended = host.process.wait().map_err(|error| Failure::new(format!("lost the host: {error}")))?;
    note(&format!("The host ended ({ended})"));
    Ok(())
}

struct Host {
    process: Child,
    url: String,
    workspace: String,
}

impl Host {
    fn start() -> Result<Self> {
        let mut serve = command(program());
        serve.args(["--json", "serve"]).stdout(Stdio::piped());
        let mut process =
            serve.spawn().map_err(|error| Failure::new(format!("cannot start the host: {error}")))?;
        let mut first = String::new();
        let said = process.stdout.take().map(|stdout| BufReader::new(stdout).read_line(&mut first));
        let told: Value = match said {
            Some(Ok(_)) => serde_json::from_str(&first).unwrap_or_default(),
            _ => Value::Null,
        };
        let text = |key: &str| told[key].as_str().map(str::to_owned);
        match (text("url"), text("workspace")) {
            (Some(url), Some(workspace)) => Ok(Self { process, url, workspace }),
            _ => {
                let _ = process.wait();
                Err(Failure::new(format!("`{}` did not come up; its output above says why", line(&serve))))
            }
        }
    }

    fn add_samples(&self) -> Result {
        self.vitrine(&["samples", "add"]).map(drop)
    }

    fn deploy(&self) -> Result {
        let known = self.vitrine(&["endpoint", "list"])?;
        let names = known["endpoints"].as_array().into_iter().flatten();
        if names.clone().any(|endpoint| endpoint["name"] == SAMPLE) {
            return Ok(());
        }
        self.vitrine(&["deploy", SAMPLE]).map(drop)
    }

    fn introduce(&self) -> Result {
        let endpoint = self.vitrine(&["endpoint", "show", SAMPLE])?;
        let keys = self.vitrine(&["endpoint", "keys", SAMPLE])?;
        let (url, key) = (endpoint["routes"]["score"].as_str(), keys["primaryKey"].as_str());
        let (Some(url), Some(key)) = (url, key) else {
            return Err(Failure::new(format!("the endpoint '{SAMPLE}' tells no address or key")));
        };
        note(&introduction(&self.url, &self.workspace, &program().display().to_string(), url, key));
        Ok(())
    }

    fn vitrine(&self, arguments: &[&str]) -> Result<Value> {
        let mut vitrine: Command = command(program());
        vitrine.args(["--json", "--workspace", &self.workspace]).args(arguments);
        let said = output(&mut vitrine)?;
        serde_json::from_str(&said)
            .map_err(|error| Failure::new(format!("`{}` did not print JSON: {error}", line(&vitrine))))
    }
}

fn program() -> PathBuf {
    target().join("release/vitrine")
}

fn introduction(host: &str, workspace: &str, program: &str, url: &str, key: &str) -> String {
    format!(
        "
Vitrine is hosted at {host}, its workspace is {workspace}
The samples are registered, and '{SAMPLE}' is deployed. Score a flower:

    curl -s {url} -H 'Authorization: Bearer {key}' \\
         -H 'Content-Type: application/json' -d '{{\"data\": [[5.1, 3.5, 1.4, 0.2]]}}'

See what it was asked, as numbers and as a chart:

    {program} --workspace '{workspace}' monitor {SAMPLE}
    {program} --workspace '{workspace}' monitor {SAMPLE} --chart iris.svg

Ctrl+C ends it."
    )
}
