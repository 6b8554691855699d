//! What is served: the endpoints by name, each with the version behind it.

mod call;
mod live;
mod pace;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use arc_swap::ArcSwap;
use domain::{
    endpoint::{EndpointConfig, Keys},
    infer::{InferRequest, InferResponse},
    name::{EndpointName, ModelName},
    record::InferenceRecord,
    reference::VersionNumber,
    signature::Signature,
};
use inference::Predictor;

pub(crate) use call::Call;
pub(crate) use live::Live;

use crate::error::Error;

/// One version behind an endpoint's name, ready to score.
#[derive(Clone)]
pub struct Served {
    /// The endpoint.
    pub name: EndpointName,
    /// The model.
    pub model: ModelName,
    /// The version that answers.
    pub version: VersionNumber,
    /// The loaded version.
    pub predictor: Arc<Predictor>,
    /// Limits, and whether calls need a key and are recorded.
    pub config: EndpointConfig,
    /// The two keys; either opens the endpoint.
    pub keys: Keys,
    /// A real call, shown as the example of the documents.
    pub sample: Option<InferRequest>,
    /// The columns' names of a model with one matrix as its input.
    pub columns: Option<Vec<String>>,
    /// What classes that are whole numbers stand for, in order; records name them so.
    pub class_names: Option<Vec<String>>,
    /// The versions that the protocol's metadata lists.
    pub versions: Vec<VersionNumber>,
    /// What the model is, for the documents.
    pub description: String,
}

impl Served {
    /// What the version takes and gives.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        self.predictor.signature()
    }
}

/// The answer to a call, and how long it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The answer.
    pub response: InferResponse,
    /// Time spent waiting for a replica, in microseconds.
    pub queue_us: u32,
    /// Time spent scoring, in microseconds.
    pub scoring_us: u32,
}

/// Everything that is served. Cheap to clone: all clones are one.
#[derive(Clone)]
pub struct Endpoints(Arc<Shared>);

/// Takes the record of every call.
type Recorder = Arc<dyn Fn(InferenceRecord) + Send + Sync>;

struct Shared {
    live: ArcSwap<HashMap<EndpointName, Arc<Live>>>,
    /// Why an endpoint that is there does not answer. Looked at only where there is nothing live.
    unready: Mutex<HashMap<EndpointName, &'static str>>,
    record: Recorder,
}

impl Endpoints {
    /// No endpoints yet. `record` takes every call's record; it is called on the threads that answer, so it must
    /// be quick.
    #[must_use]
    pub fn new(record: Recorder) -> Self {
        Self(Arc::new(Shared { live: ArcSwap::default(), unready: Mutex::default(), record }))
    }

    /// Serves a version, in place of what the name served before. Calls in flight finish on the old version.
    pub fn put(&self, served: Served) {
        let live = Arc::new(Live::new(served));
        self.change(|all| {
            all.insert(live.served.name.clone(), Arc::clone(&live));
        });
        self.unready().remove(&live.served.name);
    }

    /// Stops serving a name. Calls in flight finish.
    pub fn remove(&self, name: &EndpointName) {
        self.change(|all| {
            all.remove(name);
        });
        self.unready().remove(name);
    }

    /// Says that a name is taken but serves nothing, and why. Calls get 503 instead of 404 until it is `put` or
    /// `remove`d; a version that is served already goes on.
    pub fn not_ready(&self, name: &EndpointName, reason: &'static str) {
        self.unready().insert(name.clone(), reason);
    }

    fn unready(&self) -> MutexGuard<'_, HashMap<EndpointName, &'static str>> {
        self.0.unready.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a name serves.
    #[must_use]
    pub fn get(&self, name: &EndpointName) -> Option<Served> {
        self.0.live.load().get(name).map(|live| live.served.clone())
    }

    /// All names, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<EndpointName> {
        let mut names: Vec<EndpointName> = self.0.live.load().keys().cloned().collect();
        names.sort();
        names
    }

    /// Scores a call within the endpoint's limits and records it, answered or refused.
    ///
    /// # Errors
    /// [`Error::UnknownEndpoint`]; [`Error::UnknownOutput`]; [`Error::QueueFull`] and [`Error::QueueWait`] when
    /// overloaded; [`Error::ScoringTimeout`]; [`Error::Inference`] when the model refuses the inputs.
    pub async fn infer(&self, name: &EndpointName, request: InferRequest) -> Result<Scored, Error> {
        let mut call = self.call(name.as_str())?;
        let scored = call.score(request).await;
        call.finish(scored.as_ref().err().map(|error| (error.status(), error)));
        scored
    }

    /// Begins a call that is recorded when it ends.
    pub(crate) fn call(&self, name: &str) -> Result<Call, Error> {
        Ok(Call::begin(self.live(name)?, Arc::clone(&self.0.record)))
    }

    pub(crate) fn live(&self, name: &str) -> Result<Arc<Live>, Error> {
        self.0.live.load().get(name).cloned().ok_or_else(|| self.absent(name))
    }

    fn absent(&self, name: &str) -> Error {
        match self.unready().get(name) {
            Some(reason) => Error::NotReady { name: name.to_owned(), reason },
            None => Error::UnknownEndpoint { name: name.to_owned(), known: self.names() },
        }
    }

    /// The name that a route without a name means.
    pub(crate) fn only(&self) -> Result<EndpointName, Error> {
        match self.names().as_slice() {
            [only] => Ok(only.clone()),
            known => Err(Error::Unnamed { known: known.to_vec() }),
        }
    }

    fn change(&self, change: impl Fn(&mut HashMap<EndpointName, Arc<Live>>)) {
        self.0.live.rcu(|all| {
            let mut all = HashMap::clone(all);
            change(&mut all);
            all
        });
    }
}
