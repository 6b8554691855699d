//! Why a call was refused, in the words that the caller reads.

use domain::{error::ErrorCode, name::EndpointName, reference::VersionNumber, signature::Datatype};

/// Every way in which a call, or starting the server, can fail.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The body is no JSON at all.
    #[error("the body is not JSON: {reason}")]
    NotJson {
        /// What the parser met, with line and column.
        reason: String,
    },
    /// The body is no CSV at all.
    #[error("the body is not CSV: {reason}")]
    NotCsv {
        /// What the parser met, with its line.
        reason: String,
    },
    /// JSON, but of none of the forms that the dialect has.
    #[error("{0}")]
    Form(String),
    /// An input that the model needs was not sent.
    #[error("missing input '{input}' ({expected})")]
    MissingInput {
        /// The input's name.
        input: String,
        /// What it takes.
        expected: String,
    },
    /// An input that the model does not have.
    #[error("unknown input '{input}'; the model takes {known}")]
    UnknownInput {
        /// The name as sent.
        input: String,
        /// The names that would be right.
        known: String,
    },
    /// An output that the model does not have.
    #[error("unknown output '{output}'; the model gives {known}")]
    UnknownOutput {
        /// The name as sent.
        output: String,
        /// The names that would be right.
        known: String,
    },
    /// A column that the model needs was not sent.
    #[error("{place}: missing column {columns}")]
    MissingColumn {
        /// Which row, or the header.
        place: String,
        /// The columns' names.
        columns: String,
    },
    /// A column that the model does not have.
    #[error("{place}: unknown column '{column}'; the model takes {known}")]
    UnknownColumn {
        /// Which row, or the header.
        place: String,
        /// The name as sent.
        column: String,
        /// The names that would be right.
        known: String,
    },
    /// A row of the wrong length.
    #[error("{place}: expected {expected} values, got {found}")]
    Width {
        /// Which row, and of which input.
        place: String,
        /// The model's width.
        expected: usize,
        /// The row's.
        found: usize,
    },
    /// A tensor of the wrong shape.
    #[error("input '{input}': expected shape {expected:?}, got {found:?}")]
    Shape {
        /// The input's name.
        input: String,
        /// The declared shape, -1 where any size goes.
        expected: Vec<i64>,
        /// The shape as sent.
        found: Vec<usize>,
    },
    /// Inputs of one call must agree on their rows.
    #[error("input '{input}' has {found} rows, but input '{first}' has {expected}")]
    Rows {
        /// The input that disagrees.
        input: String,
        /// Its rows.
        found: usize,
        /// The first input.
        first: String,
        /// Its rows.
        expected: usize,
    },
    /// A tensor declared with another type than the model's.
    #[error("input '{input}': expected datatype {expected}, got {found}")]
    Datatype {
        /// The input's name.
        input: String,
        /// The model's type.
        expected: Datatype,
        /// The type as sent.
        found: Datatype,
    },
    /// One value that the input's type cannot hold.
    #[error("{place}: expected {expected}, got {found}")]
    Value {
        /// The input, and the row and column counted from 1.
        place: String,
        /// The input's type.
        expected: Datatype,
        /// The value as sent.
        found: String,
    },
    /// Fewer or more values than the shape says.
    #[error(transparent)]
    Elements(#[from] domain::tensor::ShapeError),
    /// A body over [`crate::MAX_BODY_BYTES`].
    #[error("the body is larger than {} MB", crate::MAX_BODY_BYTES / 1_000_000)]
    TooLarge,
    /// The connection broke before the body was whole.
    #[error("the body ended early: {0}")]
    Body(String),
    /// A content type that the dialect does not read.
    #[error("content type '{found}' is not supported; send {expected}")]
    MediaType {
        /// The header as sent.
        found: String,
        /// The types that would be right.
        expected: &'static str,
    },
    /// A path that exists, with another verb.
    #[error("method {method} is not allowed here")]
    Method {
        /// The verb as sent.
        method: String,
    },
    /// A path that no dialect has.
    #[error("there is nothing at '{path}'")]
    Route {
        /// The path as sent.
        path: String,
    },
    /// A header over its limit.
    #[error("the header '{header}' has more than {limit} characters")]
    Header {
        /// The header's name.
        header: &'static str,
        /// How long it may be.
        limit: usize,
    },
    /// No key, or a wrong one.
    #[error("endpoint '{0}' needs a valid key; send 'Authorization: Bearer KEY'")]
    Unauthorized(EndpointName),
    /// No endpoint of that name.
    #[error("there is no endpoint '{name}'; {}", list(.known))]
    UnknownEndpoint {
        /// The name as called.
        name: String,
        /// The endpoints that there are.
        known: Vec<EndpointName>,
    },
    /// An endpoint that is there but does not serve, or not yet.
    #[error("endpoint '{name}' does not answer: {reason}")]
    NotReady {
        /// The name as called.
        name: String,
        /// Why.
        reason: &'static str,
    },
    /// A route without a name, and not exactly one endpoint.
    #[error("name the endpoint in the path, since there is not exactly one; {}", list(.known))]
    Unnamed {
        /// The endpoints that there are.
        known: Vec<EndpointName>,
    },
    /// Another version than the one served.
    #[error("endpoint '{endpoint}' serves version {served}, not {asked}")]
    UnknownVersion {
        /// The endpoint.
        endpoint: EndpointName,
        /// The version as called.
        asked: String,
        /// What it serves.
        served: VersionNumber,
    },
    /// Every replica is busy and the queue is full.
    #[error("endpoint '{endpoint}' is overloaded: {waiting} calls are waiting already")]
    QueueFull {
        /// The endpoint.
        endpoint: EndpointName,
        /// The queue's length over all replicas.
        waiting: usize,
    },
    /// Waited too long for a replica.
    #[error("endpoint '{endpoint}' is overloaded: no replica was free within {limit_ms} ms")]
    QueueWait {
        /// The endpoint.
        endpoint: EndpointName,
        /// `max_queue_wait_ms`.
        limit_ms: u32,
    },
    /// Scored too long.
    #[error("endpoint '{endpoint}' did not answer within {limit_ms} ms")]
    ScoringTimeout {
        /// The endpoint.
        endpoint: EndpointName,
        /// `scoring_timeout_ms`.
        limit_ms: u32,
    },
    /// The model refused the inputs or failed on them.
    #[error(transparent)]
    Inference(#[from] inference::Error),
    /// A defect: scoring or answering panicked.
    #[error("the server failed while answering this call")]
    Panicked,
    /// The port belongs to another program.
    #[error("port {port} on {host} is in use by another program")]
    PortInUse {
        /// The address.
        host: std::net::IpAddr,
        /// The port.
        port: u16,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// The kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unauthorized(_) => ErrorCode::Unauthorized,
            Self::Route { .. }
            | Self::UnknownEndpoint { .. }
            | Self::Unnamed { .. }
            | Self::UnknownVersion { .. } => ErrorCode::NotFound,
            Self::TooLarge => ErrorCode::TooLarge,
            Self::NotReady { .. } | Self::QueueFull { .. } | Self::QueueWait { .. } => ErrorCode::Unavailable,
            Self::ScoringTimeout { .. } => ErrorCode::Timeout,
            Self::Inference(error) => error.code(),
            Self::Panicked => ErrorCode::Internal,
            Self::PortInUse { .. } => ErrorCode::Busy,
            Self::Bind { .. } => ErrorCode::Io,
            _ => ErrorCode::InvalidInput,
        }
    }

    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::PortInUse { .. } => "Choose another port, or stop the program that uses this one.",
            Self::QueueFull { .. } | Self::QueueWait { .. } => {
                "Call again later, or give the endpoint more replicas or a longer queue."
            }
            Self::ScoringTimeout { .. } => "Send fewer rows in one call, or raise the scoring timeout.",
            Self::TooLarge => "Send fewer rows in one call.",
            Self::Inference(error) => return error.hint(),
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

fn list(known: &[EndpointName]) -> String {
    if known.is_empty() {
        return "no endpoint is being served".to_owned();
    }
    let names: Vec<&str> = known.iter().map(EndpointName::as_str).collect();
    format!("the endpoints are {}", names.join(", "))
}
