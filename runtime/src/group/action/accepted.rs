//! A goal that was accepted, as everybody on the server's side shares it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::GoalId;
use crate::message::action::Action;
use crate::rt::sync::Flag;

/// A goal that was accepted.
pub(crate) struct GoalCore<A: Action> {
    pub(crate) id: GoalId,
    pub(crate) goal: A::Goal,
    /// Somebody has cancelled it, or another goal takes its place.
    pub(crate) told_to_end: Flag,
    pub(super) preempted: AtomicBool,
    pub(super) ended: AtomicBool,
}

impl<A: Action> GoalCore<A> {
    pub(crate) fn new(id: GoalId, goal: A::Goal) -> Arc<GoalCore<A>> {
        let (preempted, ended) = (AtomicBool::new(false), AtomicBool::new(false));
        Arc::new(GoalCore { id, goal, told_to_end: Flag::default(), preempted, ended })
    }
}
