//! THE command table: every use case by name, with its arguments, its answer, and the topics that it reads and writes.
//!
//! From this one table come the dispatch of the window and of the management API, the typed calls of the CLI, the
//! TypeScript bindings, and the events that tell a window what to fetch again.

mod typescript;

use domain::activity::Via;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    App, activity, actor, aliases, assess, correct, edit, endpoints, error::Error, event::Event,
    event::Topic, export, finding, graph, import, info, jobs, json, limits, many, models, monitor, preview,
    register, samples, scoring, storage, trash, watch,
};

pub use typescript::bindings;

/// One command of the table.
pub trait Command {
    /// Its name on the wire.
    const NAME: &'static str;
    /// What it reads: its answer may be stale when one of these changed.
    const READS: &'static [Topic];
    /// What it changes.
    const WRITES: &'static [Topic];
    /// What it takes.
    type Args: Serialize + DeserializeOwned + Send + TS + 'static;
    /// What it gives.
    type Out: Serialize + DeserializeOwned + Send + TS + 'static;

    /// Does it, and tells listeners what changed.
    fn call(app: &App, args: Self::Args) -> impl Future<Output = Result<Self::Out, Error>> + Send;
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:literal $command:ident = $function:path: $args:ty => $out:ty,
        reads [$($read:ident)*] writes [$($write:ident)*];)*) => {
        $(
            $(#[$doc])*
            pub struct $command;

            impl Command for $command {
                const NAME: &'static str = $name;
                const READS: &'static [Topic] = &[$(Topic::$read),*];
                const WRITES: &'static [Topic] = &[$(Topic::$write),*];
                type Args = $args;
                type Out = $out;

                async fn call(app: &App, args: $args) -> Result<$out, Error> {
                    let out = $function(app, args).await?;
                    app.changed(Self::WRITES);
                    Ok(out)
                }
            }
        )*

        /// Calls a command by its name, with JSON in and out.
        ///
        /// # Errors
        /// [`Error::UnknownCommand`], [`Error::Arguments`], and whatever the command itself fails with.
        pub async fn dispatch(app: &App, command: &str, args: Value) -> Result<Value, Error> {
            match command {
                $($name => call_json::<$command>(app, args).await,)*
                _ => Err(Error::UnknownCommand(command.to_owned())),
            }
        }

        fn describe_all(table: &mut typescript::Table) {
            $(table.add::<$command>();)*
        }
    };
}

commands! {
    /// What is known of the workspace and its host.
    "workspace_info" WorkspaceInfo = info::info: json::NoArgs => info::WorkspaceInfo,
        reads [Workspace Models Endpoints Records] writes [];
    /// Moves the host to another port.
    "workspace_set_port" WorkspaceSetPort = info::set_port: info::PortArgs => info::WorkspaceInfo,
        reads [] writes [Workspace Endpoints];
    /// What a model may ask for before it is refused.
    "limits_show" LimitsShow = limits::show: json::NoArgs => Vec<limits::Limit>,
        reads [Workspace] writes [];
    /// Changes what a model may ask for.
    "limits_set" LimitsSet = limits::set: limits::LimitsArgs => Vec<limits::Limit>,
        reads [] writes [Workspace];
    /// The sample models that ship with the program.
    "samples_list" SamplesList = samples::list: json::NoArgs => Vec<samples::SampleModel>,
        reads [Models] writes [];
    /// Registers sample models.
    "samples_add" SamplesAdd = samples::add: samples::SamplesArgs => Vec<domain::model::ModelVersion>,
        reads [] writes [Models Workspace];
    /// One row a model.
    "model_list" ModelList = models::list: models::ListArgs => domain::model::ModelPage,
        reads [Models Endpoints] writes [];
    /// One row a version.
    "version_list" VersionList = models::versions: models::ListArgs => domain::model::VersionPage,
        reads [Models Endpoints] writes [];
    /// Where in a list a name stands.
    "list_seek" ListSeek = models::seek: models::SeekArgs => Option<u64>,
        reads [Models Endpoints] writes [];
    /// Values that narrow a result, with counts.
    "model_facets" ModelFacets = models::facets: models::FacetArgs => Vec<domain::model::Facet>,
        reads [Models Endpoints] writes [];
    /// What can be typed at the caret of a filter, with counts.
    "filter_complete" FilterComplete = finding::complete: finding::CompleteArgs => domain::finding::Completion,
        reads [Models Endpoints] writes [];
    /// The metrics, tags and parameters that versions have.
    "filter_columns" FilterColumns = finding::columns: json::NoArgs => Vec<domain::finding::Column>,
        reads [Models] writes [];
    /// Filters that are kept under a name, with counts.
    "filter_list" FilterList = finding::list: json::NoArgs => Vec<domain::finding::SavedFilter>,
        reads [Filters Models Endpoints] writes [];
    /// Keeps a filter under a name.
    "filter_save" FilterSave = finding::save: finding::SaveFilterArgs => domain::finding::SavedFilter,
        reads [] writes [Filters];
    /// Renames, moves or changes a saved filter.
    "filter_edit" FilterEdit = finding::edit: finding::EditFilterArgs => domain::finding::SavedFilter,
        reads [] writes [Filters];
    /// Forgets a saved filter.
    "filter_delete" FilterDelete = finding::delete: finding::SavedFilterArgs => finding::SaveFilterArgs,
        reads [] writes [Filters];
    /// A model with its versions.
    "model_show" ModelShow = models::show: models::ModelArgs => domain::model::Model,
        reads [Models Endpoints] writes [];
    /// One version.
    "version_show" VersionShow = models::version: models::ReferenceArgs => domain::model::ModelVersion,
        reads [Models Endpoints] writes [];
    /// What a file is, without registering it.
    "model_inspect" ModelInspect = models::inspect: models::PathArgs => domain::artifact::Inspection,
        reads [] writes [];
    /// Registers a file or a folder.
    "model_register" ModelRegister = register::register: register::RegisterArgs => domain::model::ModelVersion,
        reads [] writes [Models Workspace];
    /// Registers many files, each as a version of its own.
    "models_register" ModelsRegister = register::many::register: register::many::RegisterManyArgs => register::many::RegisteredMany,
        reads [] writes [Models Workspace];
    /// Registers every model in a folder, or in a Triton repository.
    "import_folder" ImportFolder = import::folder: import::ImportArgs => register::many::RegisteredMany,
        reads [] writes [Models Workspace];
    /// What a study of MLflow holds.
    "mlflow_open" MlflowOpen = import::mlflow::open: models::PathArgs => formats::mlflow::Study,
        reads [] writes [];
    /// Runs of an experiment of a study.
    "mlflow_runs" MlflowRuns = import::mlflow::runs: import::mlflow::RunsArgs => formats::mlflow::RunPage,
        reads [] writes [];
    /// Takes versions and runs of a study in.
    "mlflow_import" MlflowImport = import::mlflow::import: import::mlflow::MlflowImportArgs => import::mlflow::MlflowImported,
        reads [] writes [Models Workspace];
    /// All watched folders and how they go.
    "watch_list" WatchListing = watch::list: json::NoArgs => watch::WatchList,
        reads [Watched] writes [];
    /// Watches a folder.
    "watch_add" WatchAdd = watch::add: watch::WatchArgs => watch::WatchedFolder,
        reads [] writes [Watched];
    /// Watches a folder no longer.
    "watch_remove" WatchRemove = watch::remove: watch::UnwatchArgs => (),
        reads [] writes [Watched];
    /// A legal name for a file.
    "model_suggest_name" ModelSuggestName = models::suggest_name: models::PathArgs => Option<domain::name::ModelName>,
        reads [] writes [];
    /// Sets and removes tags.
    "model_tag" ModelTag = models::tag: models::TagArgs => domain::tags::Tags,
        reads [] writes [Models];
    /// Sets and removes tags of many models or versions, all or nothing.
    "models_tag" ModelsTag = many::tag: many::TagManyArgs => domain::activity::Changed,
        reads [] writes [Models];
    /// Lets an alias stand at a version.
    "model_alias" ModelAlias = aliases::set: aliases::AliasArgs => Vec<domain::name::Alias>,
        reads [] writes [Models];
    /// Takes an alias away.
    "model_unalias" ModelUnalias = aliases::remove: aliases::AliasArgs => (),
        reads [] writes [Models];
    /// Puts aliases on many versions, and takes others away, all or nothing.
    "models_alias" ModelsAlias = many::alias: many::AliasManyArgs => domain::activity::Changed,
        reads [] writes [Models];
    /// Changes what may change of a version.
    "version_edit" VersionEdit = edit::edit: edit::EditArgs => domain::model::ModelVersion,
        reads [] writes [Models];
    /// Who changed what, newest first.
    "activity_list" ActivityList = activity::list: activity::ActivityArgs => domain::activity::ActivityPage,
        reads [Models Endpoints] writes [];
    /// Puts tags and aliases back as they were before a change.
    "activity_undo" ActivityUndo = activity::undo: activity::UndoArgs => activity::Undone,
        reads [] writes [Models];
    /// Where and when versions of a model were served.
    "model_deployments" ModelDeployments = endpoints::served: models::ModelArgs => Vec<domain::endpoint::Served>,
        reads [Endpoints Models] writes [];
    /// The beginning of a stored file.
    "version_file" VersionFile = preview::file: preview::FileArgs => preview::FilePreview,
        reads [Models] writes [];
    /// Writes a version's files to the disk.
    "model_export" ModelExport = export::export: export::ExportArgs => export::Exported,
        reads [] writes [];
    /// Writes the files of many versions to the disk.
    "models_export" ModelsExport = export::export_many: export::ExportManyArgs => export::Exported,
        reads [] writes [];
    /// Replaces a description.
    "model_describe" ModelDescribe = models::describe: models::DescribeArgs => (),
        reads [] writes [Models];
    /// Puts right what a version is for, what its classes and columns are called, and which engine scores it.
    "model_correct" ModelCorrect = correct::correct: correct::CorrectArgs => domain::model::ModelVersion,
        reads [] writes [Models Endpoints];
    /// Reads and measures a version anew.
    "model_assess" ModelAssess = assess::assess: models::ReferenceArgs => domain::model::ModelVersion,
        reads [] writes [Models Endpoints];
    /// Puts versions and models into the trash, or deletes them for good.
    "model_delete" ModelDelete = trash::delete: trash::DeleteArgs => trash::Deleted,
        reads [] writes [Models Workspace];
    /// Brings versions back out of the trash.
    "model_restore" ModelRestore = trash::restore: trash::RestoreArgs => trash::Restored,
        reads [] writes [Models Workspace];
    /// What is in the trash.
    "trash_list" TrashList = trash::list: trash::TrashArgs => domain::trash::TrashPage,
        reads [Models Workspace] writes [];
    /// Removes what is in the trash for good.
    "trash_empty" TrashEmpty = trash::empty: trash::EmptyArgs => trash::Emptied,
        reads [] writes [Models Workspace];
    /// Reads every file again and says what is damaged or missing.
    "model_verify" ModelVerify = storage::verify: storage::VerifyArgs => domain::verification::Verification,
        reads [] writes [Models];
    /// Frees stored content that no version needs.
    "garbage_collect" GarbageCollect = storage::collect: storage::CollectArgs => storage::Collected,
        reads [] writes [Workspace];
    /// A version's graph, laid out.
    "graph_open" GraphOpen = graph::open: graph::GraphArgs => graph::OpenGraph,
        reads [] writes [];
    /// What is known of one box of a graph.
    "graph_node" GraphNode = graph::node: graph::NodeArgs => graph::BoxDetails,
        reads [] writes [];
    /// Operators and tensors of a graph by name.
    "graph_search" GraphSearch = graph::search: graph::SearchArgs => ::graph::Hits,
        reads [] writes [];
    /// What the values of a tensor in the file are like.
    "graph_weights" GraphWeights = graph::weights: graph::WeightsArgs => domain::graph::Weights,
        reads [] writes [];
    /// A graph as a picture.
    "graph_export" GraphExport = graph::export: graph::PictureArgs => graph::Picture,
        reads [] writes [];
    /// A request that a version can score.
    "version_sample" VersionSample = scoring::sample: models::ReferenceArgs => scoring::Sample,
        reads [Models] writes [];
    /// Scores without an endpoint.
    "predict" Predict = scoring::predict: scoring::PredictArgs => json::Json,
        reads [] writes [];
    /// All endpoints.
    "endpoint_list" EndpointList = endpoints::list: json::NoArgs => endpoints::EndpointList,
        reads [Endpoints Workspace] writes [];
    /// One endpoint.
    "endpoint_show" EndpointShow = endpoints::show: endpoints::EndpointArgs => domain::endpoint::Endpoint,
        reads [Endpoints Workspace] writes [];
    /// Serves a version behind a new endpoint.
    "endpoint_deploy" EndpointDeploy = endpoints::deploy: endpoints::DeployArgs => domain::endpoint::Endpoint,
        reads [] writes [Endpoints Models];
    /// Moves an endpoint to another version.
    "endpoint_update" EndpointUpdate = endpoints::update: endpoints::UpdateArgs => domain::endpoint::Endpoint,
        reads [] writes [Endpoints Models];
    /// An endpoint's keys.
    "endpoint_keys" EndpointKeys = endpoints::keys: endpoints::EndpointArgs => domain::endpoint::Keys,
        reads [Endpoints] writes [];
    /// Makes a key anew.
    "endpoint_regenerate_key" EndpointRegenerateKey = endpoints::regenerate_key: endpoints::RegenerateArgs => domain::endpoint::Keys,
        reads [] writes [Endpoints];
    /// Stops serving and forgets an endpoint.
    "endpoint_delete" EndpointDelete = endpoints::delete: endpoints::EndpointArgs => (),
        reads [] writes [Endpoints Models Records];
    /// Scores through an endpoint.
    "endpoint_score" EndpointScore = endpoints::score: endpoints::ScoreArgs => json::Json,
        reads [] writes [];
    /// What an endpoint was asked and answered.
    "monitor_summary" MonitorSummary = monitor::summary: monitor::SummaryArgs => domain::monitor::Summary,
        reads [Records] writes [];
    /// A drawn chart with its numbers.
    "monitor_chart" MonitorChart = monitor::chart: monitor::ChartArgs => domain::monitor::Chart,
        reads [Records] writes [];
    /// Single calls.
    "monitor_records" MonitorRecords = monitor::records: monitor::RecordsArgs => telemetry::RecordPage,
        reads [Records] writes [];
    /// Asks a job to stop.
    "job_cancel" JobCancel = jobs::cancel: jobs::JobArgs => (),
        reads [] writes [];
}

/// As [`dispatch`], for somebody who acts through `via`.
///
/// # Errors
/// As [`dispatch`].
pub async fn dispatch_via(app: &App, via: Via, command: &str, args: Value) -> Result<Value, Error> {
    actor::through(via, dispatch(app, command, args)).await
}

async fn call_json<C: Command>(app: &App, args: Value) -> Result<Value, Error> {
    let args =
        serde_json::from_value(args).map_err(|source| Error::Arguments { command: C::NAME, source })?;
    let out = C::call(app, args).await?;
    Ok(serde_json::to_value(out).expect("every answer of a command has a JSON form"))
}

impl App {
    /// Tells listeners what changed.
    pub(crate) fn changed(&self, topics: &[Topic]) {
        if !topics.is_empty() {
            self.emit(Event::Changed { topics: topics.to_vec() });
        }
    }
}
