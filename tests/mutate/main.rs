//! `mutate COUNT SEED OFFENDERS`: that many mutated models through the child of a trial. `cargo xtask mutate` builds and
//! runs it.

use std::{env, process::ExitCode, time::Duration};

use app::trial::Program;
use suite::{ordeal::Ordeal, program};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [count, seed, offenders] = arguments.as_slice() else { return usage() };
    let (Ok(count), Ok(seed)) = (count.parse(), seed.parse()) else { return usage() };
    let ordeal = Ordeal { count, seed, time: Duration::from_secs(10), offenders: offenders.into() };
    let verdict = ordeal.run(Program::new(program::vitrine(), &[])).await;
    eprint!("{verdict}");
    if verdict.offenders.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    eprintln!("Usage: mutate COUNT SEED OFFENDERS");
    ExitCode::from(2)
}
