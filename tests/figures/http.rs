//! Scoring one row over HTTP with recording on, against a server that answers a constant.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::json;
use suite::{calls, desk::Desk, fixtures};

use crate::{
    constant,
    report::{Report, Wanted, median},
};

/// Rounds of each, one after the other in turn, so that a busy moment of the machine meets both.
const ROUNDS: usize = 5;
const SECONDS: &str = "4s";
const CONNECTIONS: &str = "8";

/// Measures with wrk on one thread.
pub async fn measure(report: &mut Report) {
    let desk = Desk::default();
    desk.ok(&["model", "register", "iris", &fixtures::path("models/logreg_iris.onnx")]);
    let _host = desk.host();
    let endpoint = desk.ok(&["deploy", "iris"]);
    let keys = desk.ok(&["endpoint", "keys", "iris"]);
    let url = endpoint["routes"]["v2"].as_str().expect("an address is text");
    let key = keys["primaryKey"].as_str().expect("a key is text");
    let row =
        json!({"inputs": [{"name": "X", "datatype": "FP32", "shape": [1, 4], "data": [6.0, 2.2, 4.0, 1.0]}]});
    let answer = calls::post_json(url, Some(key), &row).await;
    assert_eq!(answer.status, 200, "{}", answer.body);

    let constant = Constant::start(&answer.body.to_string());
    let script = script(desk.path(), key, &row.to_string());
    let (mut scored, mut answered) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        answered.push(requests_per_second(&script, &constant.url));
        scored.push(requests_per_second(&script, url));
    }
    let (scored, answered) = (median(scored), median(answered));
    let summary = desk.ok(&["monitor", "iris"]);
    let dropped = summary["dropped"].as_f64().expect("a number");
    report.add("HTTP, one row, recorded: requests a second", scored, "1/s", Wanted::Any);
    report.add("HTTP, a constant from the same server: requests a second", answered, "1/s", Wanted::Any);
    report.add(
        "HTTP, one row, recorded: share of the constant's",
        scored / answered,
        "",
        Wanted::AtLeast(0.6),
    );
    report.add("HTTP, calls answered but not recorded", dropped, "", Wanted::Any);
}

struct Constant {
    process: Child,
    url: String,
}

impl Constant {
    fn start(answer: &str) -> Self {
        let mut process = Command::new(env::current_exe().expect("the system knows which program runs"))
            .args([constant::WORD, answer])
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts");
        let mut url = String::new();
        let mut stdout = BufReader::new(process.stdout.take().expect("stdout is piped"));
        stdout.read_line(&mut url).expect("the address can be read");
        Self { process, url: url.trim().to_owned() }
    }
}

impl Drop for Constant {
    fn drop(&mut self) {
        // It has nothing to lose, and does nothing when it has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn script(folder: &Path, key: &str, body: &str) -> String {
    let path = folder.join("post.lua");
    let text = format!(
        "wrk.method = 'POST'\nwrk.body = '{body}'\n\
         wrk.headers['Content-Type'] = 'application/json'\nwrk.headers['Authorization'] = 'Bearer {key}'\n"
    );
    fs::write(&path, text).expect("a script can be written");
    path.to_string_lossy().into_owned()
}

fn requests_per_second(script: &str, url: &str) -> f64 {
    let wrk = ["-t1", "-c", CONNECTIONS, "-d", SECONDS, "-s", script, url];
    let output =
        Command::new("wrk").args(wrk).output().expect("wrk is installed; `cargo xtask bench` installs it");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("Non-2xx") && !said.contains("Socket errors"), "{said}");
    let rate = said.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    rate.and_then(|rate| rate.trim().parse().ok()).unwrap_or_else(|| panic!("wrk told no rate: {said}"))
}
