//! Mutated models through the child of a trial, many a child, and what came of each.

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use app::{
    limits::Limits,
    trial::{Effort, Outcome, Process, Program, Task},
};
use tokio::task::JoinSet;

use crate::{fixtures, mutation::mutated};

/// The most that one file may take: ten seconds and a gigabyte.
const MEMORY_BYTES: u64 = 1_000_000_000;
/// Children at the same time.
const HANDS: usize = 2;

/// What to try.
#[derive(Debug, Clone)]
pub struct Ordeal {
    /// How many files.
    pub count: u64,
    /// The first file's seed; the others' follow.
    pub seed: u64,
    /// How long one may take.
    pub time: Duration,
    /// Where the files are kept that a child did not survive.
    pub offenders: PathBuf,
}

/// What came of all files.
#[derive(Debug, Default)]
pub struct Verdict {
    /// How many files ended how.
    pub endings: BTreeMap<String, u64>,
    /// Files that a child did not survive, or that took more than they may, with what happened.
    pub offenders: Vec<String>,
    /// The time of the slowest, and which it was.
    pub slowest: (Duration, String),
    /// The most memory, and whose it was.
    pub largest: (u64, String),
}

impl Ordeal {
    /// Tries all files.
    ///
    /// # Panics
    /// When a child cannot be started, or a file not written.
    pub async fn run(self, program: Program) -> Verdict {
        fs::create_dir_all(&self.offenders).expect("a folder for offenders can be made");
        let (next, models) = (Arc::new(AtomicU64::new(0)), Arc::new(models()));
        let verdict = Arc::new(Mutex::new(Verdict::default()));
        let mut hands = JoinSet::new();
        for _ in 0..HANDS {
            let (ordeal, program) = (self.clone(), program.clone());
            let (next, models, verdict) = (next.clone(), models.clone(), verdict.clone());
            hands.spawn(async move { ordeal.work(&program, &next, &models, &verdict).await });
        }
        hands.join_all().await;
        let mut verdict = verdict.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *verdict)
    }

    async fn work(
        &self,
        program: &Program,
        next: &AtomicU64,
        models: &[(String, Vec<u8>)],
        verdict: &Mutex<Verdict>,
    ) {
        let desk = tempfile::tempdir().expect("a folder can be made");
        let path = desk.path().join("mutated.onnx");
        let mut process = Process::start(program).expect("a child starts");
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= self.count {
                return;
            }
            let seed = self.seed.wrapping_add(at);
            let (name, model) = &models[(seed % models.len() as u64) as usize];
            let other = &models[(seed.wrapping_mul(31) % models.len() as u64) as usize].1;
            let bytes = mutated(model, other, seed);
            fs::write(&path, &bytes).expect("a file can be written");
            let begun = Instant::now();
            let outcome = process.run(&task(&path), self.time).await;
            let took = begun.elapsed();
            let file = format!("{seed}-{name}");
            let offends = outcome.end.is_some() || outcome.peak_bytes.is_some_and(|peak| peak > MEMORY_BYTES);
            if offends {
                fs::write(self.offenders.join(&file), &bytes).expect("a file can be written");
            }
            verdict.lock().unwrap_or_else(PoisonError::into_inner).note(file, &outcome, took, offends);
            if outcome.end.is_some() {
                process = Process::start(program).expect("a child starts");
            }
        }
    }
}

impl Verdict {
    fn note(&mut self, file: String, outcome: &Outcome, took: Duration, offends: bool) {
        let ending = ending(outcome);
        if offends {
            self.offenders
                .push(format!("{file}: {ending} ({} bytes)", outcome.peak_bytes.unwrap_or_default()));
        }
        *self.endings.entry(ending).or_default() += 1;
        if took > self.slowest.0 {
            self.slowest = (took, file.clone());
        }
        if outcome.peak_bytes.is_some_and(|peak| peak > self.largest.0) {
            self.largest = (outcome.peak_bytes.unwrap_or_default(), file);
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (ending, count) in &self.endings {
            writeln!(f, "{count:>8}  {ending}")?;
        }
        let (took, file) = &self.slowest;
        writeln!(f, "slowest  {:.2} s  {file}", took.as_secs_f64())?;
        let (bytes, file) = &self.largest;
        writeln!(f, "largest  {:.0} MB  {file}", *bytes as f64 / 1e6)?;
        self.offenders.iter().try_for_each(|offender| writeln!(f, "offender {offender}"))
    }
}

/// How a trial ended, without what differs from file to file.
fn ending(outcome: &Outcome) -> String {
    match (&outcome.end, &outcome.inspection) {
        (Some(end), _) => end.to_string(),
        (None, Some(Ok(inspection))) if inspection.deployable => "deployable".to_owned(),
        (None, Some(Ok(inspection))) => format!("{:?}, not deployable", inspection.kind),
        (None, Some(Err(failure))) => format!("refused: {:?}", failure.code),
        (None, None) => "no answer".to_owned(),
    }
}

fn task(path: &Path) -> Task {
    Task {
        path: path.to_owned(),
        source: None,
        limits: Limits::default(),
        memory_bytes: MEMORY_BYTES,
        effort: Effort::Load,
        sample: None,
    }
}

/// All fixtures by name, hostile ones too.
fn models() -> Vec<(String, Vec<u8>)> {
    let mut models = Vec::new();
    for folder in ["models", "adversarial"] {
        let files = fs::read_dir(fixtures::path(folder)).expect("the fixtures can be listed");
        for file in files.map(|file| file.expect("an entry").path()) {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            models.push((name, fs::read(&file).expect("a fixture can be read")));
        }
    }
    models.sort();
    models
}
