//! Stages one after the other, each timed.

use std::time::{Duration, Instant};

use crate::shell::{Failure, Result, note};

/// A stage's name and its work.
pub type Stage = (&'static str, fn() -> Result);

/// Runs the stages in order, stops at the first that fails, and prints in the end what each took.
///
/// # Errors
/// The failing stage's sentence, with its name.
pub fn run(stages: &[Stage]) -> Result {
    let mut times = Vec::new();
    let mut outcome = Ok(());
    for (at, (name, work)) in stages.iter().enumerate() {
        note(&format!("\n── {}/{} {name}", at + 1, stages.len()));
        let began = Instant::now();
        outcome = work().map_err(|failure| Failure::new(format!("{name} failed: {failure}")));
        times.push((*name, began.elapsed()));
        if outcome.is_err() {
            break;
        }
    }
    note(&table(&times, outcome.is_ok()));
    outcome
}

fn table(times: &[(&str, Duration)], passed: bool) -> String {
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    let last = times.len().saturating_sub(1);
    let mut text = String::from("\nStage                  Seconds\n");
    for (at, (name, time)) in times.iter().enumerate() {
        let mark = if at == last && !passed { "  failed" } else { "" };
        text.push_str(&format!("{name:<22}{:>8.1}{mark}\n", time.as_secs_f64()));
    }
    text.push_str(&format!("{:<22}{:>8.1}", "all", total.as_secs_f64()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_stage_stops_the_rest_and_is_named() {
        fn fine() -> Result {
            Ok(())
        }
        fn broken() -> Result {
            Err(Failure::new("it is broken"))
        }
        fn never() -> Result {
            unreachable!("a stage ran after one that failed")
        }
        let outcome = run(&[("fine", fine), ("broken", broken), ("never", never)]);
        assert_eq!(outcome.unwrap_err().to_string(), "broken failed: it is broken");
    }

    #[test]
    fn the_table_marks_the_stage_that_failed() {
        let times = [("format", Duration::from_millis(400)), ("lints", Duration::from_secs(61))];
        let text = table(&times, false);
        assert!(text.contains("format                     0.4\n"), "{text}");
        assert!(text.contains("lints                     61.0  failed\n"), "{text}");
    }
}
