//! What can be typed. Only words here; what they do is in `commands`.

mod ways;

use std::{net::IpAddr, path::PathBuf};

use clap::{Parser, Subcommand};

pub use ways::{Import, ImportCommand, Mlflow, WatchCommand};

/// Keep, find, try, serve and watch machine-learning models on this machine.
#[derive(Parser)]
#[command(name = "vitrine", version, max_term_width = 100)]
pub struct Args {
    /// The workspace folder [default: $VITRINE_WORKSPACE, else the platform's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// Print one JSON value on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Register, find, tag and delete models
    #[command(subcommand)]
    Model(ModelCommand),
    /// List and empty the trash
    #[command(subcommand)]
    Trash(TrashCommand),
    /// Free stored files that no version needs; can be interrupted at any moment
    Gc,
    /// Register every model in a folder, a Triton repository or a study of MLflow
    Import(Box<Import>),
    /// Register what appears in folders by itself
    #[command(subcommand)]
    Watch(WatchCommand),
    /// The sample models that ship with the program
    #[command(subcommand)]
    Samples(SamplesCommand),
    /// Score with a version, without an endpoint
    Predict(Predict),
    /// Serve a version behind an endpoint
    Deploy(Deploy),
    /// List, show, update and delete endpoints
    #[command(subcommand)]
    Endpoint(EndpointCommand),
    /// Score through an endpoint
    Score(Score),
    /// Show what an endpoint is asked and answers
    Monitor(Monitor),
    /// Filters that are kept under a name
    #[command(subcommand)]
    Filter(FilterCommand),
    /// Show what a model may ask for before it is refused, and raise it
    Limits(Limits),
    /// Host the workspace without a window; prints its address and waits
    Serve(Serve),
}

impl Command {
    /// Whether this process stays and answers others.
    pub const fn is_host(&self) -> bool {
        matches!(self, Self::Serve(_))
    }
}

/// `vitrine filter …`
#[derive(Subcommand)]
pub enum FilterCommand {
    /// List them, with how many models each finds
    List,
    /// Keep a filter under a name
    Save {
        /// What it is called
        name: String,
        /// The filter, such as 'task=fraud accuracy>0.9'
        filter: String,
        /// The order of its rows, as `model list --sort` takes it
        #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
        sort: Option<String>,
    },
    /// Forget one
    Delete {
        /// What it is called
        name: String,
    },
}

/// `vitrine limits`
#[derive(clap::Args)]
pub struct Limits {
    /// NAME=NUMBER, such as nodes=50000, or NAME=default; none to show all
    #[arg(value_name = "NAME=NUMBER")]
    pub changes: Vec<String>,
}

/// `vitrine model …`
#[derive(Subcommand)]
pub enum ModelCommand {
    /// Register a file or a folder as a new model, or as a known model's next version
    Register(Box<Register>),
    /// List versions, newest first
    List(List),
    /// Show a model, or one version
    Show {
        /// NAME, NAME:VERSION or NAME@ALIAS
        reference: String,
    },
    /// Read a file's signature and metadata without registering it
    Inspect {
        /// A file or a folder
        path: PathBuf,
    },
    /// Set and remove tags of a model or a version
    Tag(TagWords),
    /// Let an alias such as champion stand at a version, or remove it
    Alias(AliasWords),
    /// Change what may change of a version, and say what its file says wrongly
    Set(Box<Set>),
    /// Show who changed what of a model or a version, newest first
    Activity(ActivityLog),
    /// Write a version's files to the disk, as they were registered
    Export(Export),
    /// Read a version's file anew and measure the engines with it
    Measure {
        /// NAME, NAME:VERSION or NAME@ALIAS
        reference: String,
    },
    /// Draw a version's graph into an SVG or PNG file
    Graph(GraphFile),
    /// Put versions into the trash, or models with all their versions
    Delete(Delete),
    /// Bring versions back out of the trash
    Restore {
        /// NAME for all of a model that are there, or NAME:VERSION
        #[arg(required = true)]
        references: Vec<String>,
    },
    /// Read every file again and say what is damaged or missing
    Verify {
        /// NAME or NAME:VERSION [default: everything]
        reference: Option<String>,
    },
}

/// `vitrine model delete`
#[derive(clap::Args)]
pub struct Delete {
    /// NAME or NAME:VERSION
    #[arg(required = true)]
    pub references: Vec<String>,
    /// Delete for good, also what is in the trash already
    #[arg(long)]
    pub purge: bool,
    /// Leave out what cannot go, instead of deleting nothing
    #[arg(long, conflicts_with = "purge")]
    pub skip: bool,
}

/// `vitrine trash …`
#[derive(Subcommand)]
pub enum TrashCommand {
    /// List what is in the trash, last deleted first
    List {
        /// How many at most
        #[arg(long, default_value_t = 100, value_name = "N")]
        limit: u32,
        /// The `next` of the page before
        #[arg(long, value_name = "TOKEN")]
        after: Option<String>,
    },
    /// Remove for good what is in the trash, or only what is named
    Empty {
        /// NAME or NAME:VERSION
        references: Vec<String>,
    },
}

/// `vitrine model graph`
#[derive(clap::Args)]
pub struct GraphFile {
    /// NAME or NAME:VERSION
    pub reference: String,
    /// The file to write; its ending, .svg or .png, says which
    #[arg(value_name = "DEST")]
    pub to: PathBuf,
    /// light or dark
    #[arg(long, value_name = "T", default_value = "light")]
    pub theme: String,
    /// Draw repeated blocks with all they hold, also in a big graph
    #[arg(long)]
    pub expand: bool,
    /// List attributes in each box
    #[arg(long)]
    pub attributes: bool,
    /// List weights in each box
    #[arg(long)]
    pub weights: bool,
    /// From left to right
    #[arg(long)]
    pub horizontal: bool,
}

/// `vitrine model tag`
#[derive(clap::Args)]
pub struct TagWords {
    /// NAME, NAME:VERSION or NAME@ALIAS
    pub reference: String,
    /// KEY=VALUE
    #[arg(value_name = "K=V")]
    pub tags: Vec<String>,
    /// Remove the tag of this key
    #[arg(long, value_name = "K")]
    pub remove: Vec<String>,
}

/// `vitrine model alias`
#[derive(clap::Args)]
pub struct AliasWords {
    /// NAME:VERSION, or NAME for the latest
    pub reference: String,
    /// The alias, which leaves the version where it stood
    #[arg(required_unless_present = "remove", conflicts_with = "remove")]
    pub alias: Option<String>,
    /// Remove this alias; after NAME alone wherever it stands
    #[arg(long, value_name = "ALIAS")]
    pub remove: Option<String>,
}

/// `vitrine model activity`
#[derive(clap::Args)]
pub struct ActivityLog {
    /// NAME, NAME:VERSION or NAME@ALIAS; none for everything
    pub reference: Option<String>,
    /// Only of this endpoint
    #[arg(long, value_name = "E")]
    pub endpoint: Option<String>,
    /// How many at most
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u32,
    /// The `next` of the page before
    #[arg(long, value_name = "ID")]
    pub before: Option<i64>,
}

/// `vitrine model export`
#[derive(clap::Args)]
pub struct Export {
    /// NAME:VERSION or NAME@ALIAS, or NAME for the latest
    pub reference: String,
    /// Of a single file its new path, or a folder; of several files a folder that is not there yet, or empty
    pub destination: PathBuf,
    /// Write the data sets too, under datasets/ROLE of the folder
    #[arg(long)]
    pub datasets: bool,
}

/// `vitrine model register`
#[derive(clap::Args)]
pub struct Register {
    /// The model's name
    pub name: String,
    /// A file or a folder, or the http or https address of a file
    #[arg(value_name = "PATH|URL")]
    pub path: PathBuf,
    /// A tag of the version
    #[arg(long = "tag", value_name = "K=V")]
    pub tags: Vec<String>,
    /// A property, set once
    #[arg(long = "property", value_name = "K=V")]
    pub properties: Vec<String>,
    /// A sentence or two
    #[arg(long)]
    pub description: Option<String>,
    /// A file with notes in Markdown; '-' reads stdin
    #[arg(long, value_name = "FILE.md")]
    pub notes: Option<PathBuf>,
    /// What trained it
    #[arg(long)]
    pub framework: Option<String>,
    /// The framework's version
    #[arg(long)]
    pub framework_version: Option<String>,
    /// The run that made it
    #[arg(long)]
    pub run_id: Option<String>,
    /// The experiment that the run belongs to
    #[arg(long)]
    pub experiment: Option<String>,
    /// Who made it [default: the user]
    #[arg(long, value_name = "WHO")]
    pub created_by: Option<String>,
    /// The version that it was made from
    #[arg(long, value_name = "NAME:VERSION")]
    pub parent: Option<String>,
    /// Processors that serving it needs
    #[arg(long, value_name = "N")]
    pub cpu: Option<String>,
    /// Memory that serving it needs, such as 512MB
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// Data to keep with it; ROLE is training, validation or inferencing
    #[arg(long = "dataset", value_name = "ROLE=FILE")]
    pub datasets: Vec<String>,
    /// A metric
    #[arg(long = "metric", value_name = "K=NUM")]
    pub metrics: Vec<String>,
    /// A training parameter
    #[arg(long = "param", value_name = "K=V")]
    pub params: Vec<String>,
    /// A JSON file with a request that the model can score
    #[arg(long, value_name = "FILE")]
    pub sample_input: Option<PathBuf>,
    /// Keep the file or folder where it lies instead of copying it
    #[arg(long)]
    pub reference: bool,
    /// The SHA-256 that a file from an address must have
    #[arg(long, value_name = "HASH")]
    pub sha256: Option<String>,
    /// Let the address lie in this machine's own network
    #[arg(long)]
    pub allow_private: bool,
}

/// `vitrine model set`
#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(true)))]
pub struct Set {
    /// NAME, NAME:VERSION or NAME@ALIAS
    pub reference: String,
    /// What it is for, such as regression; 'auto' believes the file
    #[arg(long, value_name = "T", group = "what")]
    pub task: Option<String>,
    /// What its classes are called, in order, with commas between or as a JSON list; 'auto' believes the file
    #[arg(long, value_name = "A,B", group = "what")]
    pub classes: Option<String>,
    /// What the columns of its one input are called, in order; 'auto' believes the file
    #[arg(long, value_name = "X,Y", group = "what")]
    pub columns: Option<String>,
    /// The engine that scores it: tract or onnxruntime; 'auto' takes the one that is measured to be better
    #[arg(long, value_name = "E", group = "what")]
    pub engine: Option<String>,
    /// A sentence or two
    #[arg(long, value_name = "T", group = "what")]
    pub description: Option<String>,
    /// A file with notes in Markdown; '-' reads stdin
    #[arg(long, value_name = "FILE.md", group = "what")]
    pub notes: Option<PathBuf>,
    /// What trained it; 'none' clears
    #[arg(long, value_name = "F", group = "what")]
    pub framework: Option<String>,
    /// The framework's version; 'none' clears
    #[arg(long, value_name = "V", group = "what")]
    pub framework_version: Option<String>,
    /// The run that made it; 'none' clears
    #[arg(long, value_name = "R", group = "what")]
    pub run_id: Option<String>,
    /// The experiment that the run belongs to; 'none' clears
    #[arg(long, value_name = "E", group = "what")]
    pub experiment: Option<String>,
    /// The version that it was made from; 'none' clears
    #[arg(long, value_name = "NAME:VERSION", group = "what")]
    pub parent: Option<String>,
    /// Processors that serving it needs; 'none' clears
    #[arg(long, value_name = "N", group = "what")]
    pub cpu: Option<String>,
    /// Memory that serving it needs, such as 512MB; 'none' clears
    #[arg(long, value_name = "SIZE", group = "what")]
    pub memory: Option<String>,
    /// A property to add, which stays for good
    #[arg(long = "property", value_name = "K=V", group = "what")]
    pub properties: Vec<String>,
}

/// `vitrine model list`
#[derive(clap::Args)]
pub struct List {
    /// Only what matches, such as 'task=fraud (framework=sklearn OR accuracy>0.9)'
    #[arg(long, value_name = "EXPR")]
    pub filter: Option<String>,
    /// How many at most
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub limit: u32,
    /// The `next` of the page before
    #[arg(long, value_name = "TOKEN")]
    pub after: Option<String>,
    /// updated, name, size, version, framework, kind, deployed, metric:KEY or tag:KEY; '-' before it reverses
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// One row a model instead of one a version
    #[arg(long)]
    pub models: bool,
}

/// `vitrine samples …`
#[derive(Subcommand)]
pub enum SamplesCommand {
    /// List them
    List,
    /// Register all of them, or those that are named
    Add {
        /// Their names
        names: Vec<String>,
    },
}

/// `vitrine predict`
#[derive(clap::Args)]
pub struct Predict {
    /// NAME, NAME:VERSION or NAME@ALIAS
    pub reference: String,
    /// A JSON or CSV file; '-' reads JSON from stdin
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,
}

/// `vitrine score`
#[derive(clap::Args)]
pub struct Score {
    /// The endpoint
    pub endpoint: String,
    /// A JSON or CSV file; '-' reads JSON from stdin
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,
}

/// `vitrine deploy`
#[derive(clap::Args)]
pub struct Deploy {
    /// NAME, NAME:VERSION or NAME@ALIAS
    pub reference: String,
    /// The endpoint's name [default: made from the model's]
    #[arg(long, value_name = "E")]
    pub endpoint: Option<String>,
    /// Copies that score at the same time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub replicas: Option<u32>,
    /// Calls that may wait for a replica
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub queue: Option<u32>,
    /// Calls that one replica scores at the same time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub concurrency: Option<u32>,
    /// Answer without a key
    #[arg(long)]
    pub no_auth: bool,
    /// Do not record calls
    #[arg(long)]
    pub no_collect: bool,
}

/// `vitrine endpoint …`
#[derive(Subcommand)]
pub enum EndpointCommand {
    /// List endpoints
    List,
    /// Show an endpoint
    Show {
        /// The endpoint
        name: String,
    },
    /// Serve another version at the same address with the same keys
    Update {
        /// The endpoint
        name: String,
        /// NAME, NAME:VERSION or NAME@ALIAS
        reference: String,
    },
    /// Show the keys, or make one anew
    Keys {
        /// The endpoint
        name: String,
        /// Which key to make anew
        #[arg(long, value_enum, value_name = "KEY")]
        regenerate: Option<Key>,
    },
    /// Show the latest calls
    Logs {
        /// The endpoint
        name: String,
        /// How many at most
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: u32,
    },
    /// Stop serving and forget the endpoint with its inference log
    Delete {
        /// The endpoint
        name: String,
    },
}

/// Which of an endpoint's keys.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Key {
    /// The first
    Primary,
    /// The second
    Secondary,
}

/// `vitrine monitor`
#[derive(clap::Args)]
pub struct Monitor {
    /// The endpoint
    pub endpoint: String,
    /// How far back, such as 15min, 1h or 7d
    #[arg(long, default_value = "1h", value_name = "TIME", value_parser = window)]
    pub window: u64,
    /// Write a chart to this SVG file
    #[arg(long, value_name = "FILE.svg")]
    pub chart: Option<PathBuf>,
    /// Which chart
    #[arg(long, value_enum, default_value_t = Kind::Requests)]
    pub kind: Kind,
}

/// Which chart.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Kind {
    /// Calls a second by status
    Requests,
    /// Percentiles of the time to answer
    Latency,
    /// Predicted classes or values
    Predictions,
}

/// `vitrine serve`
#[derive(clap::Args)]
pub struct Serve {
    /// The endpoints' port, kept for next time; 0 for any free one [default: the workspace's own]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// The address to bind; anything but loopback lets other machines call the endpoints
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub host: IpAddr,
}

/// Seconds of a length of time such as `90s`, `15min`, `1h`, `7d`.
fn window(text: &str) -> Result<u64, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let scale = match unit {
        "s" | "" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(format!("'{unit}' is no unit of time; write 90s, 15min, 1h or 7d")),
    };
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(scale)).filter(|s| *s > 0);
    seconds.ok_or_else(|| format!("'{text}' is no length of time; write 90s, 15min, 1h or 7d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_consistent() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }

    #[test]
    fn a_window_is_a_number_and_a_unit() {
        for (text, seconds) in
            [("90s", 90), ("15min", 900), ("15m", 900), ("1h", 3_600), ("7d", 604_800), ("30", 30)]
        {
            assert_eq!(window(text), Ok(seconds), "{text}");
        }
        for bad in ["", "h", "0h", "1w", "-1h", "99999999999999999999d"] {
            assert!(window(bad).is_err(), "{bad}");
        }
    }
}
