//! Plans for shapes that have come lately.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Shapes;
use crate::{guard::Failure, tract::plan::Plan};

/// How many shapes are kept in mind.
const KEPT: usize = 4;

/// How many calls of the same shapes are worth a plan of their own, where another one serves them too: to make it takes
/// as long as some hundred rows.
const OFTEN: u32 = 16;

/// The shapes of calls, the latest first.
#[derive(Default)]
pub(super) struct Recent(Mutex<VecDeque<Entry>>);

struct Entry {
    shapes: Shapes,
    calls: u32,
    plan: Option<Arc<Plan>>,
}

impl Recent {
    /// The plan of shapes that nothing else serves.
    pub(super) fn needed(
        &self,
        shapes: Shapes,
        make: impl FnOnce(&Shapes) -> Result<Plan, Failure>,
    ) -> Result<Arc<Plan>, Failure> {
        match self.called(&shapes, true) {
            (_, Some(plan)) => Ok(plan),
            (_, None) => make(&shapes).map(|plan| self.keep(&shapes, plan)),
        }
    }

    /// The plan of shapes that another one serves too; none as long as they do not come often.
    pub(super) fn wanted(
        &self,
        shapes: Shapes,
        make: impl FnOnce(&Shapes) -> Result<Plan, Failure>,
    ) -> Option<Arc<Plan>> {
        match self.called(&shapes, false) {
            (_, Some(plan)) => Some(plan),
            (OFTEN, None) => make(&shapes).ok().map(|plan| self.keep(&shapes, plan)),
            (_, None) => None,
        }
    }

    fn keep(&self, shapes: &Shapes, plan: Plan) -> Arc<Plan> {
        let plan = Arc::new(plan);
        if let Some(entry) = self.lock().iter_mut().find(|entry| entry.shapes == *shapes) {
            entry.plan = Some(plan.clone());
        }
        plan
    }

    /// Notes a call: how many there were of these shapes, and their plan.
    fn called(&self, shapes: &Shapes, is_needed: bool) -> (u32, Option<Arc<Plan>>) {
        let mut entries = self.lock();
        let known = entries.iter().position(|entry| entry.shapes == *shapes);
        let entry = match known.and_then(|at| entries.remove(at)) {
            Some(entry) => Entry { calls: entry.calls.saturating_add(1), ..entry },
            None if has_room(&mut entries, is_needed) => {
                Entry { shapes: shapes.clone(), calls: 1, plan: None }
            }
            None => return (1, None),
        };
        let called = (entry.calls, entry.plan.clone());
        entries.push_front(entry);
        called
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room for one more. A plan goes only for one that is needed, so that many shapes in turn do not have theirs made
/// again and again.
fn has_room(entries: &mut VecDeque<Entry>, is_needed: bool) -> bool {
    if entries.len() < KEPT {
        return true;
    }
    let spare = entries.iter().rposition(|entry| entry.plan.is_none() || is_needed);
    spare.and_then(|at| entries.remove(at)).is_some()
}
