//! Tests run in processes of their own, so that one that crashes or hangs takes only itself along.

use std::{
    env,
    io::{self, BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Mutex,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use super::{Candidate, case};

/// How long one test may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many processes run tests at the same time.
const WORKERS: usize = 2;
/// Begins an answer, after whatever the test harness may have printed on that line.
const ANSWER: &str = "\u{1}answer:";
/// Tells a process that it is a worker, and of which engine.
const ENGINE: &str = "VITRINE_BACKEND_ENGINE";

/// The outcome of a test: why it fails.
pub(super) type Outcome = Result<(), String>;

/// Runs all tests with an engine; outcomes are in the order of the names.
pub(super) fn run_all(engine: &str, names: Vec<String>) -> Vec<(String, Outcome)> {
    let left = Mutex::new(names.into_iter());
    let next = || left.lock().unwrap().next();
    let mut outcomes: Vec<(String, Outcome)> = thread::scope(|scope| {
        let work = || {
            let mut worker = Worker::start(engine);
            let mut outcomes = Vec::new();
            while let Some(name) = next() {
                let outcome = worker.run(&name).unwrap_or_else(|death| {
                    worker = Worker::start(engine);
                    Err(death.to_owned())
                });
                outcomes.push((name, outcome));
            }
            outcomes
        };
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    outcomes.sort();
    outcomes
}

struct Worker {
    process: Child,
    questions: ChildStdin,
    answers: Receiver<String>,
}

impl Worker {
    fn start(engine: &str) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "--ignored", "--nocapture", "backend::worker::answers"])
            .env(ENGINE, engine)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let questions = process.stdin.take().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (sender, answers) = mpsc::channel();
        thread::spawn(move || {
            let answers = lines
                .map_while(Result::ok)
                .filter_map(|line| line.split_once(ANSWER).map(|(_, answer)| answer.to_owned()));
            for answer in answers {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        });
        Self { process, questions, answers }
    }

    /// The outcome of a test, or how the process died of it.
    fn run(&mut self, name: &str) -> Result<Outcome, &'static str> {
        writeln!(self.questions, "{name}").map_err(|_| "the process had ended")?;
        let answer = self.answers.recv_timeout(PATIENCE).map_err(|error| match error {
            mpsc::RecvTimeoutError::Timeout => "it took too long",
            mpsc::RecvTimeoutError::Disconnected => "the process crashed",
        })?;
        Ok(if answer.is_empty() { Ok(()) } else { Err(answer) })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Both do nothing for a process that has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
#[ignore = "the other side of `run_all`: answers the names on its standard input"]
fn answers() {
    let Ok(engine) = env::var(ENGINE) else { return };
    for name in io::stdin().lines() {
        let outcome = case::run(Candidate::named(&engine), &name.unwrap());
        let answer = outcome.err().unwrap_or_default().replace('\n', " ");
        writeln!(io::stdout(), "{ANSWER}{answer}").unwrap();
    }
}
