//! The sessions of one model: a call has one for itself, and calls at the same time make another.
//!
//! A session takes one call at a time (`Session::run` takes `&mut self`), and its weights are its own. So there is one
//! until a second call comes while it is busy, and never more than the machine has processors.

use std::{
    ops::{Deref, DerefMut},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use ort::session::Session;

use crate::Stop;

/// How long a call that waits for a session does not look whether it is still wanted.
const TICK: Duration = Duration::from_millis(5);

/// Makes one more session of the same model.
pub(crate) type Maker = Box<dyn Fn() -> Option<Session> + Send + Sync>;

/// All sessions of a model.
pub(crate) struct Sessions {
    state: Mutex<State>,
    returned: Condvar,
    maker: Maker,
}

struct State {
    idle: Vec<Session>,
    made: usize,
    most: usize,
}

/// A session for one call; it goes back when this is dropped.
pub(crate) struct Borrowed<'a> {
    session: Option<Session>,
    from: &'a Sessions,
}

impl Sessions {
    /// Begins with one session.
    pub(crate) fn new(first: Session, maker: Maker) -> Self {
        let most = thread::available_parallelism().map_or(2, |processors| processors.get().max(2));
        let state = State { idle: vec![first], made: 1, most };
        Self { state: Mutex::new(state), returned: Condvar::new(), maker }
    }

    /// An idle session, or a new one, or the first that comes back; none once `stop` asks.
    pub(crate) fn borrow(&self, stop: &Stop) -> Option<Borrowed<'_>> {
        let mut state = self.lock();
        loop {
            if let Some(session) = state.idle.pop() {
                return Some(Borrowed { session: Some(session), from: self });
            }
            if stop.is_asked() {
                return None;
            }
            if state.made == state.most {
                state = self.returned.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            state.made += 1;
            drop(state);
            let session = (self.maker)();
            state = self.lock();
            match session {
                Some(session) => state.idle.push(session),
                // What could not be made now is not tried for every call.
                None => {
                    state.made -= 1;
                    state.most = state.made;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deref for Borrowed<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session.as_ref().expect("it is taken away only when this is dropped")
    }
}

impl DerefMut for Borrowed<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        self.session.as_mut().expect("it is taken away only when this is dropped")
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        self.from.lock().idle.extend(self.session.take());
        self.from.returned.notify_one();
    }
}
