//! Studies and watched folders for people.

use app::{
    register::many::LeftOut,
    watch::{WatchState, WatchedFolder},
};
use formats::mlflow::{RunPage, Study};

use super::{
    Printer,
    words::{grouped, table},
};

impl Printer {
    /// What a study holds: one row an experiment, one row a version.
    pub fn study(&self, study: &Study) {
        let experiments =
            study.experiments.iter().map(|one| [one.id.clone(), one.name.clone(), one.runs.to_string()]);
        table(["EXPERIMENT", "NAME", "RUNS"], experiments);
        let versions = study.models.iter().flat_map(|model| {
            model.versions.iter().map(|version| {
                [
                    model.name.clone(),
                    version.version.to_string(),
                    version.aliases.join(" "),
                    version.run.as_ref().map(|run| run.id.clone()).unwrap_or_default(),
                    if version.folder.is_some() { "found" } else { "missing" }.to_owned(),
                ]
            })
        });
        table(["MODEL", "VERSION", "ALIASES", "RUN", "FILES"], versions);
    }

    /// One row a run.
    pub fn runs(&self, page: &RunPage) {
        let rows = page.runs.iter().map(|run| {
            let metrics: Vec<String> =
                run.metrics.iter().map(|(key, value)| format!("{key}={value}")).collect();
            let models: Vec<&str> = run.models.iter().map(|model| model.name.as_str()).collect();
            [run.id.clone(), run.name.clone(), run.status.clone(), models.join(" "), metrics.join(" ")]
        });
        table(["RUN", "NAME", "STATUS", "MODELS", "METRICS"], rows);
        if let Some(next) = &page.next {
            eprintln!("More with --after {next}");
        }
    }

    /// What was not taken in: how many are known or no models, and each of the others with its reason.
    pub fn left_out(&self, left: &[(LeftOut, String)]) {
        let count = |what: LeftOut| left.iter().filter(|(why, _)| *why == what).count() as u64;
        for (count, said) in [
            (count(LeftOut::Known), "Registered already"),
            (count(LeftOut::NoModel), "No model"),
            (count(LeftOut::Stopped), "Not reached"),
        ] {
            if count > 0 {
                self.line(&format!("{said}: {}", grouped(count)));
            }
        }
        for (_, message) in left.iter().filter(|(why, _)| *why == LeftOut::Failed) {
            self.line(message);
        }
    }

    /// One row a watched folder, and what is wrong below.
    pub fn watched(&self, folders: &[WatchedFolder]) {
        let rows = folders.iter().map(|folder| {
            let state = match folder.state {
                WatchState::Off => "when a host runs",
                WatchState::Watching => "watching",
                WatchState::Polling => "polling",
                WatchState::Missing => "missing",
            };
            [
                folder.path.clone(),
                state.to_owned(),
                folder.registered.to_string(),
                folder.waiting.to_string(),
                folder.failed.to_string(),
                folder.name.clone(),
                self.tags(&folder.tags),
            ]
        });
        table(["FOLDER", "STATE", "REGISTERED", "WAITING", "FAILED", "NAME", "TAGS"], rows);
        for folder in folders {
            if let Some(problem) = &folder.problem {
                self.line(&format!("{}: {problem}", folder.path));
            }
            for failure in &folder.failures {
                self.line(&format!("{}: {}", failure.path, failure.message));
            }
        }
    }
}
