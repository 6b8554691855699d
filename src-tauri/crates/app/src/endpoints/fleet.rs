//! What is served right now and what became of what is not.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use domain::{endpoint::Keys, name::EndpointName, record::InferenceRecord};
use serving::{Endpoints, Served};

/// How far an endpoint's model is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Status {
    /// It is being loaded and checked.
    Loading,
    /// It answers; its checking score took this long.
    Serving {
        /// The checking score's time.
        check: Duration,
    },
    /// It could not be loaded or its checking score failed, with the reason.
    Failed(String),
}

/// All endpoints of this process.
///
/// Invariant: an endpoint is in `serving` exactly when its status is `Serving`, or when a newer version is being
/// loaded while the old one still answers.
pub(crate) struct Fleet {
    serving: Endpoints,
    statuses: RwLock<HashMap<EndpointName, Status>>,
}

impl Fleet {
    pub(crate) fn new(record: Arc<dyn Fn(InferenceRecord) + Send + Sync>) -> Self {
        Self { serving: Endpoints::new(record), statuses: RwLock::default() }
    }

    pub(crate) fn serving(&self) -> &Endpoints {
        &self.serving
    }

    /// An endpoint that nobody has brought up yet counts as loading.
    pub(crate) fn status(&self, name: &EndpointName) -> Status {
        self.read().get(name).cloned().unwrap_or(Status::Loading)
    }

    pub(crate) fn set_status(&self, name: &EndpointName, status: Status) {
        match status {
            Status::Loading => {
                self.serving.not_ready(name, "its model is being loaded; call again in a moment")
            }
            Status::Failed(_) => self.serving.not_ready(name, "its model could not be loaded"),
            Status::Serving { .. } => {}
        }
        self.write().insert(name.clone(), status);
    }

    pub(crate) fn serve(&self, served: Served, check: Duration) {
        let name = served.name.clone();
        self.serving.put(served);
        self.set_status(&name, Status::Serving { check });
    }

    pub(crate) fn set_keys(&self, name: &EndpointName, keys: Keys) {
        if let Some(served) = self.serving.get(name) {
            self.serving.put(Served { keys, ..served });
        }
    }

    pub(crate) fn remove(&self, name: &EndpointName) {
        self.serving.remove(name);
        self.write().remove(name);
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<EndpointName, Status>> {
        self.statuses.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<EndpointName, Status>> {
        self.statuses.write().unwrap_or_else(PoisonError::into_inner)
    }
}
