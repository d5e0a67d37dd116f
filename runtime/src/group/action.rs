//! Actions: goals that take time, with feedback, cancelling and a result.
//!
//! An action is three services and two topics, as in ROS 2. On the server's side the keeper answers all of them
//! ([`server`]), by a table of the goals ([`table`]); a group gets what is to be executed, and says how it ended
//! ([`goal`]). On the client's side the client's group delivers what comes back ([`client`], [`handle`]).

pub(crate) mod client;
pub(crate) mod goal;
pub(crate) mod handle;
pub(crate) mod judge;
pub(crate) mod server;
mod table;

use std::fmt;
use std::sync::Arc;

use crate::error::TransportError;
use crate::facts::qos::{Durability, History, Qos};
use crate::message::action::{Action, FeedbackMessage, GetResult, GoalId, SendGoal};
use crate::msgs::action_msgs::msg::{GoalStatus, GoalStatusArray};
use crate::msgs::action_msgs::srv::CancelGoal;
use crate::transport::{Carries, ClientPort, PublisherPort, ServerPort, Serves, SubscriptionPort};

/// How a goal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GoalOutcome {
    /// It did what was asked.
    Succeeded,
    /// It was cancelled, as somebody had asked.
    Canceled,
    /// It ended otherwise: by itself, by a panic, because its node stopped, or another goal took its place.
    Aborted,
}

impl GoalOutcome {
    const fn status(self) -> i8 {
        match self {
            GoalOutcome::Succeeded => GoalStatus::STATUS_SUCCEEDED,
            GoalOutcome::Canceled => GoalStatus::STATUS_CANCELED,
            GoalOutcome::Aborted => GoalStatus::STATUS_ABORTED,
        }
    }

    const fn of_status(status: i8) -> Option<GoalOutcome> {
        match status {
            GoalStatus::STATUS_SUCCEEDED => Some(GoalOutcome::Succeeded),
            GoalStatus::STATUS_CANCELED => Some(GoalOutcome::Canceled),
            GoalStatus::STATUS_ABORTED => Some(GoalOutcome::Aborted),
            _ => None,
        }
    }
}

impl fmt::Display for GoalOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GoalOutcome::Succeeded => "succeeded",
            GoalOutcome::Canceled => "canceled",
            GoalOutcome::Aborted => "aborted",
        })
    }
}

/// Feedback of one goal that is not taken yet, at the most; and what is asked of the transport.
pub(crate) const FEEDBACK_DEPTH: usize = 100;

const FEEDBACK: Qos = Qos::DEFAULT.with_history(History::KeepLast(FEEDBACK_DEPTH));

/// rcl's `rcl_action_qos_profile_status_default`.
const STATUS: Qos =
    Qos::DEFAULT.with_history(History::KeepLast(1)).with_durability(Durability::TransientLocal);

/// The ends of an action's server on a transport.
pub struct ActionServerPorts<A: Action> {
    pub(crate) goals: Box<dyn ServerPort<SendGoal<A>>>,
    pub(crate) cancels: Box<dyn ServerPort<CancelGoal>>,
    pub(crate) results: Box<dyn ServerPort<GetResult<A>>>,
    pub(crate) feedback: Arc<dyn PublisherPort<FeedbackMessage<A>>>,
    pub(crate) status: Arc<dyn PublisherPort<GoalStatusArray>>,
}

/// The ends of an action's client on a transport.
pub(crate) struct ActionClientPorts<A: Action> {
    pub(crate) goals: ClientPort<SendGoal<A>>,
    pub(crate) cancels: ClientPort<CancelGoal>,
    pub(crate) results: ClientPort<GetResult<A>>,
    pub(crate) feedback: Box<dyn SubscriptionPort<FeedbackMessage<A>>>,
}

/// The names of an action's services and topics, all hidden.
pub(crate) struct Names(String);

impl Names {
    pub(crate) fn of(action: &str) -> Names {
        Names(format!("{action}/_action/"))
    }

    pub(crate) fn part(&self, part: &str) -> String {
        format!("{}{part}", self.0)
    }
}

/// The ends of a server of `action` on transport `T`.
pub(crate) fn server_ports<T, A: Action>(
    node: &T::Node,
    action: &str,
) -> Result<ActionServerPorts<A>, TransportError>
where
    T: Serves<SendGoal<A>> + Serves<GetResult<A>> + Serves<CancelGoal>,
    T: Carries<FeedbackMessage<A>> + Carries<GoalStatusArray>,
{
    let names = Names::of(action);
    Ok(ActionServerPorts {
        goals: <T as Serves<SendGoal<A>>>::server(node, &names.part("send_goal"))?,
        cancels: <T as Serves<CancelGoal>>::server(node, &names.part("cancel_goal"))?,
        results: <T as Serves<GetResult<A>>>::server(node, &names.part("get_result"))?,
        feedback: <T as Carries<FeedbackMessage<A>>>::publisher(node, &names.part("feedback"), &FEEDBACK)?,
        status: <T as Carries<GoalStatusArray>>::publisher(node, &names.part("status"), &STATUS)?,
    })
}

/// The ends of a client of `action` on transport `T`.
pub(crate) fn client_ports<T, A: Action>(
    node: &T::Node,
    action: &str,
) -> Result<ActionClientPorts<A>, TransportError>
where
    T: Serves<SendGoal<A>> + Serves<GetResult<A>> + Serves<CancelGoal> + Carries<FeedbackMessage<A>>,
{
    let names = Names::of(action);
    Ok(ActionClientPorts {
        // What may come first is listened to first.
        feedback: <T as Carries<FeedbackMessage<A>>>::subscription(node, &names.part("feedback"), &FEEDBACK)?,
        goals: <T as Serves<SendGoal<A>>>::client(node, &names.part("send_goal"))?,
        cancels: <T as Serves<CancelGoal>>::client(node, &names.part("cancel_goal"))?,
        results: <T as Serves<GetResult<A>>>::client(node, &names.part("get_result"))?,
    })
}
