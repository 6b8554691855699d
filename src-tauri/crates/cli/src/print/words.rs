//! Tables and sentences for people.

use app::{limits::Limit, monitor::StoredRecord};
use domain::{
    activity::{Activity, Changed, Undo},
    artifact::Inspection,
    endpoint::Endpoint,
    model::{Model, ModelVersion},
    monitor::Summary,
    name::Alias,
    record::Prediction,
    signature::{Signature, TensorSpec},
    tags::Tags,
    task::Task,
    trash::TrashPage,
    verification::{FileState, Problem, Verification},
};
use serde_json::Value;

use super::Printer;

impl Printer {
    /// One row a version.
    pub fn versions(&self, versions: &[ModelVersion]) {
        let rows = versions.iter().map(|version| {
            [
                version.name.to_string(),
                version.version.to_string(),
                joined(&version.aliases),
                self.tags(&version.tags),
                version.framework.clone().unwrap_or_default(),
                version.deployed_by.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                bytes(version.size_bytes),
            ]
        });
        table(["MODEL", "VERSION", "ALIASES", "TAGS", "FRAMEWORK", "ENDPOINT", "SIZE"], rows);
    }

    /// How many of how many.
    pub fn shown(&self, shown: usize, total: u64, noun: &str) {
        self.aside(&format!("{} of {}", grouped(shown as u64), plural(total, noun)));
    }

    /// A model with its versions.
    pub fn model(&self, model: &Model) {
        self.line(&format!("{}  {}", model.name, self.tags(&model.tags)));
        if !model.description.is_empty() {
            self.line(&model.description);
        }
        self.look_alikes(model);
        self.versions(&model.versions);
    }

    /// Models that are easily taken for this one.
    pub fn look_alikes(&self, model: &Model) {
        if !model.look_alikes.is_empty() {
            let names: Vec<_> = model.look_alikes.iter().map(|name| format!("'{name}'")).collect();
            eprintln!("Not to be confused with {}: names differ by case.", names.join(", "));
        }
    }

    /// One row a change.
    pub fn activity(&self, entries: &[Activity]) {
        let rows = entries.iter().map(|entry| {
            let who = match entry.via {
                Some(via) => format!("{} ({})", entry.actor, via.name()),
                None => entry.actor.clone(),
            };
            [entry.id.to_string(), entry.at.to_string(), who, concerned(entry), did(entry)]
        });
        table(["ENTRY", "TIME", "WHO", "WHAT", "CHANGE"], rows);
    }

    /// One version with its signature.
    pub fn version(&self, version: &ModelVersion) {
        self.line(&format!("{}:{}  {}", version.name, version.version, self.tags(&version.tags)));
        if !version.description.is_empty() {
            self.line(&version.description);
        }
        self.line(&format!(
            "{}, {}, sha256 {}",
            version.producer.as_deref().unwrap_or(version.kind.name()),
            bytes(version.size_bytes),
            version.digest
        ));
        self.line(&purpose(version.task, version.engine_summary.as_deref().or(version.engine.as_deref())));
        self.signature(&version.signature, &version.remarks);
        self.names("Classes", version.class_names.as_deref());
        self.names("Columns", version.columns.as_deref());
        if let Some(place) = &version.kept_in_place {
            let state = match place.state {
                FileState::Unchanged => "",
                FileState::Touched => "; it was written since",
                FileState::Changed => "; it has changed since",
                FileState::Missing => "; it is missing",
            };
            self.line(&format!("Kept in place at {}{state}", place.path));
        }
        self.facts(version);
        if let Some(notes) = version.notes.as_deref().filter(|notes| !notes.is_empty()) {
            self.line(&format!("\n{notes}"));
        }
        if let Some(reason) = &version.undeployable_reason {
            self.line(&format!("Cannot be deployed: {reason}"));
        }
    }

    /// What people said of a version, a line each.
    fn facts(&self, version: &ModelVersion) {
        let framework = version.framework.as_ref().map(|framework| {
            [Some(framework.as_str()), version.framework_version.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        });
        let metrics: Vec<_> = version.metrics.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let opsets: Vec<_> = version.opsets.iter().map(|(domain, set)| format!("{domain} {set}")).collect();
        let needs = [
            version.resources.cpu.map(|cpu| format!("{cpu} CPU")),
            version.resources.memory_bytes.map(bytes),
        ];
        let needs: Vec<_> = needs.into_iter().flatten().collect();
        let facts = [
            ("Aliases", Some(joined(&version.aliases))),
            ("Framework", framework),
            ("Opsets", Some(opsets.join(", "))),
            ("Metrics", Some(metrics.join(" "))),
            ("Parameters", Some(self.tags(&version.params))),
            ("Properties", Some(self.tags(&version.properties))),
            ("Run", version.run_id.clone()),
            ("Experiment", version.experiment.clone()),
            ("Parent", version.parent.as_ref().map(ToString::to_string)),
            ("Needs", Some(needs.join(", "))),
            ("Created", Some(format!("{} by {}", version.created_at, version.created_by))),
        ];
        for (name, value) in facts {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                self.line(&format!("{name}: {value}"));
            }
        }
        for data in &version.datasets {
            self.line(&format!("Data: {} {} ({})", data.role, data.name, bytes(data.size_bytes)));
        }
    }

    /// What a file is.
    pub fn inspection(&self, found: &Inspection) {
        let producer = found.producer.as_deref().unwrap_or("unknown producer");
        self.line(&format!("{}, {producer}, {}", found.kind.name(), bytes(found.size_bytes)));
        self.line(&purpose(found.task, found.engine_summary.as_deref().or(found.engine.as_deref())));
        self.signature(&found.signature, &found.remarks);
        if let Some(reason) = &found.undeployable_reason {
            self.line(&format!("Cannot be deployed: {reason}"));
        }
    }

    fn names(&self, what: &str, names: Option<&[String]>) {
        if let Some(names) = names {
            self.line(&format!("{what}: {}", names.join(", ")));
        }
    }

    /// One row a bound.
    pub fn limits(&self, limits: &[Limit]) {
        let rows = limits.iter().map(|limit| {
            let default =
                if limit.value == limit.default { String::new() } else { limit.default.to_string() };
            [limit.name.to_string(), limit.value.to_string(), default, limit.about.clone()]
        });
        table(["LIMIT", "VALUE", "DEFAULT", "BOUNDS"], rows);
    }

    fn signature(&self, signature: &Signature, remarks: &[String]) {
        let row = |direction: &str, spec: &TensorSpec| {
            let classes = spec.classes.as_ref().map(|classes| classes.join(", ")).unwrap_or_default();
            [direction.to_owned(), spec.name.clone(), spec.datatype.to_string(), spec.shape_text(), classes]
        };
        let inputs = signature.inputs.iter().map(|spec| row("in", spec));
        let outputs = signature.outputs.iter().map(|spec| row("out", spec));
        if !signature.inputs.is_empty() {
            table(["", "NAME", "DATATYPE", "SHAPE", "CLASSES"], inputs.chain(outputs));
        }
        for remark in remarks {
            self.line(remark);
        }
    }

    /// Tags in one line.
    pub fn tags(&self, tags: &Tags) -> String {
        tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    }

    /// What a change of many did, and how to take it back.
    pub fn changed(&self, changed: &Changed) {
        let meant = format!("{} meant", grouped(changed.targets));
        self.line(&format!("{}, {meant}.", plural(changed.changed, "change")));
        if let Some(Undo { first, last }) = changed.undo {
            self.aside(&format!("Undo: vitrine model undo {first}-{last}"));
        }
    }

    /// One row a version in the trash.
    pub fn trash(&self, page: &TrashPage) {
        let rows = page.versions.iter().map(|version| {
            [
                version.name.to_string(),
                version.version.to_string(),
                version.trashed_at.to_string(),
                version.undo.to_string(),
                bytes(version.size_bytes),
            ]
        });
        table(["MODEL", "VERSION", "DELETED", "DELETION", "SIZE"], rows);
        self.shown(page.versions.len(), page.total, "version");
        eprintln!("Emptying the trash frees {}.", bytes(page.freed_bytes));
    }

    /// What a verification found.
    pub fn verification(&self, found: &Verification) {
        for damage in &found.damage {
            let problem = match damage.problem {
                Problem::Missing => "is missing",
                Problem::Changed => "has changed",
                Problem::Unreadable => "cannot be read",
            };
            let versions: Vec<_> = damage.versions.iter().map(ToString::to_string).collect();
            self.line(&format!("{} {problem}; it belongs to {}", damage.path, versions.join(", ")));
        }
        let read = format!(
            "{} of {} read, {}",
            plural(found.files, "file"),
            plural(found.versions, "version"),
            bytes(found.bytes)
        );
        match found.damage.len() as u64 {
            0 => self.line(&format!("{read}: all are what was registered.")),
            damaged => self.line(&format!("{read}: {} not what was registered.", are(damaged, "file"))),
        }
    }

    /// One row an endpoint.
    pub fn endpoints(&self, endpoints: &[Endpoint]) {
        let rows = endpoints.iter().map(|endpoint| {
            [
                endpoint.name.to_string(),
                format!("{:?}", endpoint.state),
                serves(endpoint),
                endpoint.url.clone(),
            ]
        });
        table(["ENDPOINT", "STATE", "SERVES", "URL"], rows);
    }

    /// One endpoint.
    pub fn endpoint(&self, endpoint: &Endpoint) {
        self.line(&format!("{}  {:?}  serves {}", endpoint.name, endpoint.state, serves(endpoint)));
        if let Some(reason) = &endpoint.reason {
            self.line(reason);
        }
        let routes = &endpoint.routes;
        for (route, url) in [
            ("v2", &routes.v2),
            ("score", &routes.score),
            ("invocations", &routes.invocations),
            ("swagger", &routes.swagger),
        ] {
            self.line(&format!("{route:<12} {url}"));
        }
        if endpoint.auth {
            self.line(&format!("Keys: vitrine endpoint keys {}", endpoint.name));
        }
    }

    /// An endpoint over a window.
    pub fn summary(&self, summary: &Summary) {
        let Summary { requests, errors, rows, dropped, .. } = summary;
        self.line(&format!("{requests} requests, {errors} refused, {rows} rows, {dropped} not recorded"));
        let ms = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |ms| format!("{ms:.2} ms"));
        let latency = &summary.latency_ms;
        self.line(&format!("p50 {}, p95 {}, p99 {}", ms(latency.p50), ms(latency.p95), ms(latency.p99)));
        for (name, value) in &summary.predictions {
            self.line(&format!("  {name}: {value}"));
        }
    }

    /// One row a call.
    pub fn records(&self, records: &[StoredRecord]) {
        let rows = records.iter().map(|stored| {
            let record = &stored.record;
            [
                record.at.to_string(),
                record.status.to_string(),
                record.rows.to_string(),
                format!("{:.2} ms", f64::from(record.total_us) / 1e3),
                record.error.clone().unwrap_or_else(|| prediction(record.prediction.as_ref())),
            ]
        });
        table(["TIME", "STATUS", "ROWS", "TOTAL", "PREDICTION"], rows);
    }

    /// A V2 response: one block an output, one line a row.
    pub fn response(&self, response: &Value) {
        self.value_or(response, || {
            for output in response["outputs"].as_array().into_iter().flatten() {
                self.line(&format!("{} {}", output["name"].as_str().unwrap_or_default(), output["shape"]));
                if let Some(classes) = output.pointer("/parameters/classes") {
                    self.line(&format!("  classes {classes}"));
                }
                for row in rows(output) {
                    self.line(&format!("  {row}"));
                }
            }
        });
    }
}

fn joined(aliases: &[Alias]) -> String {
    aliases.iter().map(Alias::as_str).collect::<Vec<_>>().join(" ")
}

/// What an entry of the log is about.
fn concerned(entry: &Activity) -> String {
    if let Some(endpoint) = &entry.endpoint {
        return format!("endpoint {endpoint}");
    }
    let model = entry.model.as_ref().map(ToString::to_string).unwrap_or_default();
    match entry.version {
        Some(version) => format!("{model}:{version}"),
        None => model,
    }
}

/// What was done, in one line.
fn did(entry: &Activity) -> String {
    let short = |text: &String| {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = line.chars().take(48).collect();
        if cut.len() < line.len() { format!("{cut}…") } else { cut }
    };
    let key = entry.key.as_ref().map(|key| format!(" {key}")).unwrap_or_default();
    let values = match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => format!(": {} -> {}", short(before), short(after)),
        (None, Some(after)) => format!(": {}", short(after)),
        (Some(before), None) => format!(": {} -> nothing", short(before)),
        (None, None) => String::new(),
    };
    format!("{}{key}{values}", entry.action.name())
}

/// What a model is for and what scores it, in one line.
fn purpose(task: Task, engine: Option<&str>) -> String {
    let engine = engine.map(|engine| format!(", scored by {engine}")).unwrap_or_default();
    format!("{}{engine}", task.title())
}

/// The flat data of an output, a line a row.
fn rows(output: &Value) -> Vec<String> {
    let data = output["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    let rows = output["shape"][0].as_u64().and_then(|rows| usize::try_from(rows).ok()).unwrap_or(1);
    let width = (data.len() / rows.max(1)).max(1);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    data.chunks(width).map(|row| row.iter().map(text).collect::<Vec<_>>().join("  ")).collect()
}

fn serves(endpoint: &Endpoint) -> String {
    let versions =
        endpoint.deployments.iter().map(|deployment| format!("{}:{}", deployment.model, deployment.version));
    versions.collect::<Vec<_>>().join(" ")
}

fn prediction(prediction: Option<&Prediction>) -> String {
    match prediction {
        None => String::new(),
        Some(Prediction::Value(value)) => value.to_string(),
        Some(Prediction::Classes(classes)) => {
            classes.iter().map(|(class, rows)| format!("{class} ×{rows}")).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A size in SI units: `31.5 kB`.
pub fn bytes(size: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut unit = 0;
    #[expect(clippy::cast_precision_loss, reason = "a size is shown to one decimal")]
    let mut value = size as f64;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1e3;
        unit += 1;
    }
    if unit == 0 { format!("{size} B") } else { format!("{value:.1} {}", UNITS[unit]) }
}

/// `1 file is`, `2 files are`.
fn are(count: u64, noun: &str) -> String {
    format!("{} {}", plural(count, noun), if count == 1 { "is" } else { "are" })
}

/// `1 version`, `2 versions`.
pub fn plural(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// `1,234,567`
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// Prints columns as wide as their widest cell; without a row nothing.
pub(super) fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    let rows: Vec<[String; N]> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let mut widths = head.map(|cell| cell.chars().count());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let print = |cells: &[&str]| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        super::put(padded.collect::<Vec<_>>().join("  ").trim_end());
    };
    print(&head);
    for row in &rows {
        print(&row.each_ref().map(String::as_str));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_in_si_units() {
        for (size, text) in
            [(0, "0 B"), (999, "999 B"), (31_500, "31.5 kB"), (999_960, "1.0 MB"), (4_200_000_000, "4.2 GB")]
        {
            assert_eq!(bytes(size), text);
        }
    }

    #[test]
    fn long_numbers_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345_678, "12,345,678")] {
            assert_eq!(grouped(number), text);
        }
    }
}
