//! One error for all use cases.

use domain::{
    error::{ErrorCode, Failure},
    filter::FilterError,
    name::NameError,
    reference::ReferenceError,
    tags::TagError,
};

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's message is its documentation")]
pub enum Error {
    #[error(transparent)]
    Name(#[from] NameError),
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    #[error(transparent)]
    Tag(#[from] TagError),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Inference(#[from] inference::Error),
    #[error(transparent)]
    Serving(#[from] serving::Error),
    #[error(transparent)]
    Telemetry(#[from] telemetry::Error),
    #[error(transparent)]
    Download(#[from] download::Error),
    #[error(transparent)]
    Mlflow(#[from] formats::mlflow::Error),
    #[error(transparent)]
    Workspace(#[from] crate::workspace::Error),
    #[error("there is no command '{0}'")]
    UnknownCommand(String),
    #[error("the arguments of '{command}' do not fit: {source}")]
    Arguments { command: &'static str, source: serde_json::Error },
    #[error("{reference} cannot be deployed or scored: {reason}")]
    NotDeployable { reference: String, reason: String },
    #[error("{engine} cannot score {reference}: {reason}")]
    EngineRefused { reference: String, engine: &'static str, reason: String },
    #[error("{0}")]
    Names(String),
    #[error("what is meant is named by references or by a filter, one of the two")]
    Targets,
    #[error("'{path}' is not a JSON file: {reason}")]
    NotJson { path: String, reason: String },
    #[error("{}", unread(path, source))]
    Read { path: String, source: std::io::Error },
    #[error("the endpoint '{name}' is not serving: {reason}")]
    NotServing { name: String, reason: String },
    #[error("no host is running for this workspace, so the endpoint '{0}' does not answer")]
    NoHost(String),
    #[error("'{0}' gives no endpoint name")]
    NoEndpointName(String),
    #[error("there is no sample model '{0}'")]
    NoSample(String),
    #[error("a sample model that ships with the program is broken: {0}")]
    BrokenSample(serde_json::Error),
    #[error("'{0}' is no rule for names: expected text with {{stem}} or {{parent}}")]
    NameRule(String),
    #[error("'{0}' gives no model name: it has no letter or digit")]
    NoName(String),
    #[error("'{0}' is no model that is known here")]
    NotAModel(String),
    #[error("'{path}' is registered already, as {reference}")]
    Known { path: String, reference: String },
    #[error("'{0}' is an address, and only files on this machine can be kept where they lie")]
    ReferenceToAddress(String),
    #[error("'{0}' holds a study of MLflow")]
    IsAStudy(String),
    #[error("its files are not in the folder: MLflow put them at '{0}'")]
    ArtifactsElsewhere(String),
    #[error("the run '{run}' logged {}; expected the name of one", if names.is_empty() { "no model".to_owned() } else { names.join(", ") })]
    RunModels { run: String, names: Vec<String> },
    #[error("'{0}' is watched already")]
    Watched(String),
    #[error("'{0}' is not watched")]
    NotWatched(String),
    #[error("'{0}' is not a folder")]
    NotAFolder(String),
    #[error("'{0}' holds the workspace itself")]
    WatchesItself(String),
    #[error("{0}")]
    HostAddress(String),
    #[error("{}", .0.message)]
    Refused(Failure),
    #[error(transparent)]
    Trial(#[from] crate::trial::End),
    #[error("{reference} has no graph: {reason}")]
    NoGraph { reference: String, reason: String },
    #[error("{0}")]
    NoGraphPart(String),
    #[error(transparent)]
    Picture(#[from] ::graph::PngError),
    #[error("cannot write '{path}': {source}")]
    Write { path: String, source: std::io::Error },
    #[error("'{0}' cannot name a filter; a name has 1 to 100 characters in one line")]
    FilterName(String),
    #[error("a limit is at least 1, and '{0}' was to be 0")]
    ZeroLimit(String),
}

impl Error {
    /// What kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Name(_) | Self::Reference(_) | Self::Tag(_) | Self::Filter(_) | Self::Arguments { .. } => {
                ErrorCode::InvalidInput
            }
            Self::NotJson { .. } | Self::Targets | Self::NoEndpointName(_) | Self::Names(_) => {
                ErrorCode::InvalidInput
            }
            Self::NameRule(_)
            | Self::NoName(_)
            | Self::NotAModel(_)
            | Self::ReferenceToAddress(_)
            | Self::IsAStudy(_)
            | Self::RunModels { .. }
            | Self::NotAFolder(_)
            | Self::WatchesItself(_) => ErrorCode::InvalidInput,
            Self::Known { .. } | Self::Watched(_) => ErrorCode::Conflict,
            Self::ArtifactsElsewhere(_) | Self::NotWatched(_) => ErrorCode::NotFound,
            Self::Download(error) => error.code(),
            Self::Mlflow(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Inference(error) => error.code(),
            Self::Serving(error) => error.code(),
            Self::Telemetry(error) => error.code(),
            Self::Workspace(error) => error.code(),
            Self::UnknownCommand(_) | Self::NoSample(_) => ErrorCode::NotFound,
            Self::NotDeployable { .. } | Self::EngineRefused { .. } => ErrorCode::Unsupported,
            Self::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound => ErrorCode::NotFound,
            Self::Read { .. } => ErrorCode::Io,
            Self::NotServing { .. } | Self::NoHost(_) => ErrorCode::Unavailable,
            Self::BrokenSample(_) => ErrorCode::Internal,
            Self::HostAddress(_) => ErrorCode::Busy,
            Self::Refused(failure) => failure.code,
            Self::Trial(end) => end.code(),
            Self::ZeroLimit(_) | Self::FilterName(_) => ErrorCode::InvalidInput,
            Self::NoGraph { .. } => ErrorCode::Unsupported,
            Self::NoGraphPart(_) => ErrorCode::NotFound,
            Self::Picture(_) => ErrorCode::TooLarge,
            Self::Write { .. } => ErrorCode::Io,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Filter(error) => error.suggestion.clone(),
            Self::Store(error) => error.hint(),
            Self::Inference(error) => error.hint(),
            Self::Serving(error) => error.hint(),
            Self::Telemetry(error) => error.hint(),
            Self::Workspace(error) => error.hint(),
            Self::Refused(failure) => failure.hint.clone(),
            Self::Download(error) => error.hint(),
            Self::IsAStudy(_) => {
                Some("Browse it with `vitrine import mlflow DIR --list`, and take in what you choose.".into())
            }
            Self::NotAModel(_) => Some("Register it by itself to keep it all the same.".into()),
            Self::ArtifactsElsewhere(_) => {
                Some("Copy MLflow's artifact folder beside its database, and import again.".into())
            }
            Self::WatchesItself(_) => Some("Watch a folder beside it.".into()),
            Self::NoHost(_) => Some("Open the window or run `vitrine serve`, then try again.".into()),
            Self::NoEndpointName(_) => Some("Choose one with --endpoint.".into()),
            Self::NotDeployable { .. } => {
                Some("It stays registered: it can be tagged, versioned and given back.".into())
            }
            Self::EngineRefused { .. } => {
                Some("Leave the choice to measurement, or pin the other engine.".into())
            }
            Self::Names(_) => Some("Write names with commas between, or a JSON list.".into()),
            Self::NoGraph { .. } => {
                Some("Only ONNX models have a graph; export the model to ONNX to see it.".into())
            }
            Self::Picture(_) => Some("Export it as SVG instead, or collapse its blocks.".into()),
            Self::Write { .. } => Some("Choose a folder that exists and that you may write to.".into()),
            Self::HostAddress(_) => {
                Some("End the other program, or choose another port in Settings or with --port.".into())
            }
            _ => None,
        }
    }

    /// The failure as every edge shows it.
    #[must_use]
    pub fn failure(&self) -> Failure {
        Failure { code: self.code(), message: self.to_string(), hint: self.hint() }
    }
}

fn unread(path: &str, source: &std::io::Error) -> String {
    match source.kind() {
        std::io::ErrorKind::NotFound => format!("there is nothing at '{path}'"),
        _ => format!("cannot read '{path}': {source}"),
    }
}
