//! What scores models, and why one engine was chosen for a version and not another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What can score a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum EngineName {
    /// tract with this program's own operators: always there.
    Tract,
    /// ONNX Runtime: a library of its own, which may be missing.
    OnnxRuntime,
}

impl EngineName {
    /// The name in JSON and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tract => "tract",
            Self::OnnxRuntime => "onnxruntime",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Tract => "tract",
            Self::OnnxRuntime => "ONNX Runtime",
        }
    }
}

impl std::str::FromStr for EngineName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Tract, Self::OnnxRuntime];
        let found = all.into_iter().find(|engine| engine.name() == text);
        found.ok_or_else(|| format!("expected the engine tract or onnxruntime, got '{text}'"))
    }
}

/// An engine on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EngineStatus {
    /// Which one.
    pub engine: EngineName,
    /// Its version, where it can be used: `1.31.1`.
    pub version: Option<String>,
    /// The library that was opened; none for an engine inside the program.
    pub path: Option<String>,
    /// Why it cannot be used, and what would help.
    pub reason: Option<String>,
}

/// How long one call took, as the median of several.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Timing {
    /// Rows in the call.
    pub rows: u32,
    /// Microseconds for the whole call.
    pub call_us: f64,
}

/// How one engine did when a version was tried with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EngineTrial {
    /// Which one.
    pub engine: EngineName,
    /// Its version: `0.23.9`.
    pub version: String,
    /// Why it cannot score the model; none where it can.
    pub reason: Option<String>,
    /// Milliseconds to load and optimise the model; none where it cannot.
    pub load_ms: Option<f64>,
    /// Calls of one row and of more; empty where it cannot, or where there is nothing to compare with.
    pub timings: Vec<Timing>,
}

/// Two engines answered the same rows differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Disagreement {
    /// The output tensor.
    pub output: String,
    /// How many of its elements differ beyond the tolerance.
    pub differing: u64,
    /// How many elements it has.
    pub elements: u64,
    /// The largest absolute difference between two numbers; none where it is the labels that differ.
    pub largest: Option<f64>,
    /// The first element that differs, as tract and as ONNX Runtime have it.
    pub example: [String; 2],
}

/// What came of trying a version with every engine at hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EngineChoice {
    /// The engine that measurement and agreement speak for.
    pub chosen: EngineName,
    /// The engine that somebody asked for; it scores the version, whatever was chosen.
    pub pinned: Option<EngineName>,
    /// Each engine that was tried.
    pub trials: Vec<EngineTrial>,
    /// Where their answers differ, if they do.
    pub disagreement: Option<Disagreement>,
}

impl EngineChoice {
    /// The engine that scores the version.
    #[must_use]
    pub fn engine(&self) -> EngineName {
        self.pinned.unwrap_or(self.chosen)
    }

    /// The trial of an engine.
    #[must_use]
    pub fn trial(&self, engine: EngineName) -> Option<&EngineTrial> {
        self.trials.iter().find(|trial| trial.engine == engine)
    }

    /// Why this engine, in a line: `tract, 1.9 times faster than ONNX Runtime at 1 row`.
    #[must_use]
    pub fn summary(&self) -> String {
        let engine = self.engine();
        let own = self.trial(engine);
        let can = own.is_some_and(|trial| trial.reason.is_none());
        let mut facts = vec![if can { engine.title().to_owned() } else { "no engine".to_owned() }];
        facts.extend(self.pinned.map(|_| "as asked for".to_owned()));
        for trial in &self.trials {
            match (&trial.reason, own) {
                (Some(reason), _) => facts.push(format!("since {} cannot: {reason}", trial.engine.title())),
                (None, Some(own)) if trial.engine != engine => facts.extend(speeds(own, trial)),
                _ => {}
            }
        }
        facts.extend(self.disagreement.as_ref().map(Disagreement::summary));
        facts.join(", ")
    }

    /// Whether all of these engines, in these versions, were measured.
    #[must_use]
    pub fn measured(&self, engines: &[EngineStatus]) -> bool {
        let measured = self.trials.iter().filter(|trial| !trial.timings.is_empty());
        let measured = measured.map(|trial| (trial.engine, Some(trial.version.as_str())));
        measured.eq(engines.iter().map(|status| (status.engine, status.version.as_deref())))
    }

    /// The engine with its version: `tract 0.23.9`.
    #[must_use]
    pub fn label(&self) -> String {
        let engine = self.engine();
        let version = self.trial(engine).map_or("", |trial| trial.version.as_str());
        format!("{} {version}", engine.title()).trim_end().to_owned()
    }
}

impl Disagreement {
    /// What differs, in a few words.
    #[must_use]
    pub fn summary(&self) -> String {
        let by = self.largest.map_or(String::new(), |largest| format!(" by up to {largest}"));
        format!(
            "their answers differ in {} of {} values of '{}'{by}",
            self.differing, self.elements, self.output
        )
    }
}

/// How the times of one engine compare with those of another, number of rows by number of rows.
fn speeds(own: &EngineTrial, other: &EngineTrial) -> Vec<String> {
    let other_engine = other.engine;
    let speed = |(position, (own, other)): (usize, (&Timing, &Timing))| {
        let rows = if own.rows == 1 { "1 row".to_owned() } else { format!("{} rows", own.rows) };
        let times = other.call_us / own.call_us;
        let whom = |word: &str| match position {
            0 => format!(" {word} {}", other_engine.title()),
            _ => String::new(),
        };
        match times {
            times if times >= 1.05 => format!("{times:.1} times faster{} at {rows}", whom("than")),
            times if times <= 1.0 / 1.05 => {
                format!("{:.1} times slower{} at {rows}", 1.0 / times, whom("than"))
            }
            _ => format!("as fast{} at {rows}", whom("as")),
        }
    };
    own.timings.iter().zip(&other.timings).enumerate().map(speed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(engine: EngineName, times: [f64; 2]) -> EngineTrial {
        let timings =
            [1, 256].into_iter().zip(times).map(|(rows, call_us)| Timing { rows, call_us }).collect();
        EngineTrial { engine, version: "1.2.3".to_owned(), reason: None, load_ms: Some(1.0), timings }
    }

    fn lacking(engine: EngineName, reason: &str) -> EngineTrial {
        EngineTrial {
            reason: Some(reason.to_owned()),
            load_ms: None,
            timings: Vec::new(),
            ..trial(engine, [0.0; 2])
        }
    }

    fn choice(chosen: EngineName, trials: [EngineTrial; 2]) -> EngineChoice {
        EngineChoice { chosen, pinned: None, trials: trials.into(), disagreement: None }
    }

    #[test]
    fn a_measurement_holds_for_the_same_versions_of_both_engines() {
        use EngineName::{OnnxRuntime, Tract};
        let status = |engine, version: Option<&str>| EngineStatus {
            engine,
            version: version.map(str::to_owned),
            path: None,
            reason: None,
        };
        let here = |runtime| [status(Tract, Some("1.2.3")), status(OnnxRuntime, runtime)];
        let both = choice(Tract, [trial(Tract, [10.0, 600.0]), trial(OnnxRuntime, [19.0, 300.0])]);
        assert!(both.measured(&here(Some("1.2.3"))));
        assert!(!both.measured(&here(Some("1.2.4"))) && !both.measured(&here(None)));
        let one = choice(Tract, [trial(Tract, [10.0, 600.0]), lacking(OnnxRuntime, "it was given up")]);
        assert!(!one.measured(&here(Some("1.2.3"))));
    }

    #[test]
    fn a_choice_says_why() {
        use EngineName::{OnnxRuntime, Tract};
        let both = || [trial(Tract, [10.0, 600.0]), trial(OnnxRuntime, [19.0, 300.0])];
        let measured = choice(Tract, both());
        let said = "tract, 1.9 times faster than ONNX Runtime at 1 row, 2.0 times slower at 256 rows";
        assert_eq!(measured.summary(), said);
        assert_eq!(measured.label(), "tract 1.2.3");

        let pinned = EngineChoice { pinned: Some(OnnxRuntime), ..choice(Tract, both()) };
        let said =
            "ONNX Runtime, as asked for, 1.9 times slower than tract at 1 row, 2.0 times faster at 256 rows";
        assert_eq!(pinned.summary(), said);

        let lacks = choice(OnnxRuntime, [lacking(Tract, "it lacks Tokenizer"), trial(OnnxRuntime, [1.0; 2])]);
        assert_eq!(lacks.summary(), "ONNX Runtime, since tract cannot: it lacks Tokenizer");

        let missing = choice(Tract, [trial(Tract, [1.0; 2]), lacking(OnnxRuntime, "it was not found")]);
        assert_eq!(missing.summary(), "tract, since ONNX Runtime cannot: it was not found");

        let neither = choice(Tract, [lacking(Tract, "it lacks A"), lacking(OnnxRuntime, "it was not found")]);
        assert_eq!(
            neither.summary(),
            "no engine, since tract cannot: it lacks A, since ONNX Runtime cannot: it was not found"
        );

        let disagreement = Disagreement {
            output: "probabilities".to_owned(),
            differing: 3,
            elements: 48,
            largest: Some(0.25),
            example: ["0.5", "0.75"].map(str::to_owned),
        };
        let equal = [trial(Tract, [10.0, 10.0]), trial(OnnxRuntime, [10.1, 9.9])];
        let differ = EngineChoice { disagreement: Some(disagreement), ..choice(OnnxRuntime, equal) };
        let said = "ONNX Runtime, as fast as tract at 1 row, as fast at 256 rows, \
                    their answers differ in 3 of 48 values of 'probabilities' by up to 0.25";
        assert_eq!(differ.summary(), said);
    }
}
