//! What can be typed. Only words here; what they do is in `commands`.

mod keep;
mod many;
mod model;
mod ways;

use std::{net::IpAddr, path::PathBuf};

use clap::{CommandFactory as _, Parser, Subcommand, error::ErrorKind};

pub use keep::{Register, Set};
pub use many::{AliasWords, Delete, Entries, Export, Matching, TagWords};
pub use model::{ActivityLog, GraphFile, List, ModelCommand};
pub use ways::{Import, ImportCommand, Mlflow, Naming, WatchCommand};

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

impl Args {
    /// Reads the words of this process.
    ///
    /// # Errors
    /// Wrong usage, and the help that was asked for.
    pub fn read() -> Result<Self, clap::Error> {
        let args = Self::try_parse()?;
        let checked = match &args.command {
            Command::Model(ModelCommand::Tag(words)) => words.check(),
            Command::Model(ModelCommand::Alias(words)) => words.check(),
            Command::Model(ModelCommand::Export(words)) => words.check(),
            _ => Ok(()),
        };
        let refused = |problem| Self::command().error(ErrorKind::MissingRequiredArgument, problem);
        checked.map_err(refused).map(|()| args)
    }
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
