//! What is said of a version: `vitrine model register` and `vitrine model set`.

use std::path::PathBuf;

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
