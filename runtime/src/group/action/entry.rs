//! One goal of a table.

use std::sync::Arc;

use smallvec::SmallVec;

use super::GoalOutcome;
use super::accepted::GoalCore;
use crate::message::action::{Action, GetResult};
use crate::msgs::action_msgs::msg::GoalStatus;
use crate::rt::time::Time;
use crate::transport::Responder;

/// How far a goal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Accepted,
    Executing,
    Canceling,
    Ended(GoalOutcome),
}

impl State {
    pub(super) const fn status(self) -> i8 {
        match self {
            State::Accepted => GoalStatus::STATUS_ACCEPTED,
            State::Executing => GoalStatus::STATUS_EXECUTING,
            State::Canceling => GoalStatus::STATUS_CANCELING,
            State::Ended(outcome) => outcome.status(),
        }
    }
}

/// A goal's place in a table. A slot is another goal's later on, and then the number is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(super) slot: usize,
    pub(super) number: u64,
}

pub(super) struct Entry<A: Action> {
    /// The how manieth that was accepted.
    pub(super) number: u64,
    pub(super) goal: Arc<GoalCore<A>>,
    pub(super) stamp: Time,
    pub(super) state: State,
    pub(super) result: Option<Arc<A::Result>>,
    pub(super) waiting: SmallVec<[Responder<GetResult<A>>; 1]>,
}
