//! Ways in: `vitrine import …` and `vitrine watch …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `vitrine import`
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Import {
    /// Another kind of folder
    #[command(subcommand)]
    pub command: Option<ImportCommand>,
    /// A folder of files and model folders, or a Triton repository
    #[arg(required = true)]
    pub path: Option<PathBuf>,
    #[command(flatten)]
    pub naming: Naming,
    /// Keep the files where they lie instead of copying them
    #[arg(long)]
    pub reference: bool,
}

/// How models that nobody names one by one are named and tagged.
#[derive(Args)]
pub struct Naming {
    /// How models are named, with {stem} and {parent} [default: {stem}]
    #[arg(long, value_name = "RULE")]
    pub name: Option<String>,
    /// A tag of every version; the value may use {stem} and {parent}
    #[arg(long = "tag", value_name = "K=V")]
    pub tags: Vec<String>,
}

/// `vitrine import …`
#[derive(Subcommand)]
pub enum ImportCommand {
    /// Take versions in from a study of MLflow: a folder with mlflow.db or mlruns
    Mlflow(Mlflow),
}

/// `vitrine import mlflow`
#[derive(Args)]
pub struct Mlflow {
    /// The folder of the study
    pub path: PathBuf,
    /// Show what is there, and take nothing in
    #[arg(long, conflicts_with_all = ["models", "runs", "tags"])]
    pub list: bool,
    /// With --list, show the runs of this experiment
    #[arg(long, value_name = "ID", requires = "list")]
    pub experiment: Option<String>,
    /// With --experiment, the `next` of the page before
    #[arg(long, value_name = "TOKEN", requires = "experiment")]
    pub after: Option<String>,
    /// A registered model with all its versions [default: all of them]
    #[arg(long = "model", value_name = "NAME")]
    pub models: Vec<String>,
    /// The model that a run logged, under a name of its own
    #[arg(long = "run", value_name = "NAME=RUN[/MODEL]")]
    pub runs: Vec<String>,
    /// A tag of every version
    #[arg(long = "tag", value_name = "K=V")]
    pub tags: Vec<String>,
}

/// `vitrine watch …`
#[derive(Subcommand)]
pub enum WatchCommand {
    /// Register every model that appears in a folder, once it is whole
    Add {
        /// The folder
        path: PathBuf,
        #[command(flatten)]
        naming: Naming,
        /// Look again and again instead of being told of changes, as network shares need it
        #[arg(long)]
        poll: bool,
    },
    /// Show the watched folders and how they go
    List,
    /// Watch a folder no longer; what was registered stays
    Remove {
        /// The folder
        path: PathBuf,
    },
}
