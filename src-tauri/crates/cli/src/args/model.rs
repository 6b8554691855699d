//! `vitrine model …`

use std::path::PathBuf;

use clap::Subcommand;

use super::{
    keep::{Register, Set},
    many::{self, AliasWords, Delete, Entries, Export, TagWords},
};

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
    /// Set and remove tags of models and versions
    #[command(after_help = many::TAG_EXAMPLES)]
    Tag(TagWords),
    /// Let an alias such as champion stand at a version, or remove it
    #[command(after_help = many::ALIAS_EXAMPLES)]
    Alias(AliasWords),
    /// Change what may change of a version, and say what its file says wrongly
    Set(Box<Set>),
    /// Show who changed what of a model or a version, newest first
    Activity(ActivityLog),
    /// Take tags and aliases back to what they were before a change
    Undo {
        /// The number of an entry in `model activity`, or FIRST-LAST for all from one to another
        #[arg(value_name = "ENTRY|FIRST-LAST")]
        entries: Entries,
    },
    /// Write versions' files to the disk, as they were registered
    #[command(after_help = many::EXPORT_EXAMPLES)]
    Export(Export),
    /// Read a version's file anew and measure the engines with it
    Measure {
        /// NAME, NAME:VERSION or NAME@ALIAS
        reference: String,
    },
    /// Draw a version's graph into an SVG or PNG file
    Graph(GraphFile),
    /// Put versions into the trash, or models with all their versions
    #[command(after_help = many::DELETE_EXAMPLES)]
    Delete(Delete),
    /// Bring versions back out of the trash
    Restore {
        /// NAME for all of a model that are there, or NAME:VERSION
        #[arg(required_unless_present = "deletion", conflicts_with = "deletion")]
        references: Vec<String>,
        /// All that one deletion put there, by its number
        #[arg(long, value_name = "N")]
        deletion: Option<u64>,
    },
    /// Read every file again and say what is damaged or missing
    Verify {
        /// NAME or NAME:VERSION [default: everything]
        reference: Option<String>,
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
