//! Actions: goals that take time, with feedback, cancelling and a result.
//!
//! An action is three services and two topics, as in ROS 2. On the server's side the keeper answers all of them
//! ([`keeper`]), by a table of the goals ([`table`]); a group gets what is to be executed, and says how it ended
//! ([`goal`]); both share the [`server`]. On the client's side ([`client`], [`handle`]) the client's group delivers what
//! comes back ([`deliver`]) to those who wait for it ([`sender`], [`sent`], [`wait`]).

pub(crate) mod accepted;
mod alarm;
mod arrivals;
pub(crate) mod client;
mod deliver;
mod effects;
pub(crate) mod entry;
pub(crate) mod goal;
pub(crate) mod handle;
pub(crate) mod judge;
pub(crate) mod keeper;
mod sender;
pub(crate) mod sent;
mod server;
pub(crate) mod table;
pub(crate) mod wait;

use std::fmt;
use std::sync::Arc;

use crate::error::TransportError;
use crate::facts::NamedType;
use crate::facts::qos::{Durability, History, Qos};
use crate::message::action::{Action, FeedbackMessage, GetResult, GoalId, SendGoal};
use crate::message::known::{Known, Travels};
use crate::msgs::action_msgs::msg::{GoalStatus, GoalStatusArray};
use crate::msgs::action_msgs::srv::CancelGoal;
use crate::transport::losses::Together;
use crate::transport::{
    Carries, ClientPort, Losses, PublisherPort, ServerPort, Serves, SubscriptionPort, bounds,
};

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

    pub(crate) const fn of_status(status: i8) -> Option<GoalOutcome> {
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

/// Feedback of one goal that is not taken yet, at the most; and what waits for the client's group.
pub(crate) const FEEDBACK_DEPTH: usize = 100;

/// What a client hears with. All its goals share it, so that it is deeper than rcl's.
const HEARD: Qos = FEEDBACK.with_history(History::KeepLast(FEEDBACK_DEPTH));

/// What a server offers, as rcl's.
const FEEDBACK: Qos = Qos::DEFAULT;

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
    /// What a result may not exceed.
    pub(crate) result_bounds: Option<&'static Known>,
}

impl<A: Action> ActionServerPorts<A> {
    /// With ports that send nothing that is longer than its type says.
    pub(crate) fn bounded(self, action: &str, ty: Option<NamedType<'_>>) -> ActionServerPorts<A> {
        let Some(travels) = travels(ty) else { return self };
        let topic = Names::of(action).part("feedback");
        let feedback = bounds::publisher(&topic, Some(NamedType::known(travels.feedback)), self.feedback);
        let result_bounds = Some(travels.get_result).filter(|known| known.is_bounded());
        ActionServerPorts { feedback, result_bounds, ..self }
    }

    /// What counts the requests that it does not get.
    pub(crate) fn losses(&self) -> Arc<dyn Losses> {
        let requests = [self.goals.losses(), self.cancels.losses(), self.results.losses()];
        Arc::new(Together(requests.into()))
    }
}

/// The ends of an action's client on a transport.
pub(crate) struct ActionClientPorts<A: Action> {
    pub(crate) goals: ClientPort<SendGoal<A>>,
    pub(crate) cancels: ClientPort<CancelGoal>,
    pub(crate) results: ClientPort<GetResult<A>>,
    pub(crate) feedback: Box<dyn SubscriptionPort<FeedbackMessage<A>>>,
}

impl<A: Action> ActionClientPorts<A> {
    /// With ports that send nothing that is longer than its type says.
    pub(crate) fn bounded(self, action: &str, ty: Option<NamedType<'_>>) -> ActionClientPorts<A> {
        let Some(travels) = travels(ty) else { return self };
        let service = Names::of(action).part("send_goal");
        let goals = bounds::client(&service, Some(NamedType::known(travels.send_goal)), self.goals);
        ActionClientPorts { goals, ..self }
    }

    /// What counts the answers and the feedback that it does not get.
    pub(crate) fn losses(&self) -> Arc<dyn Losses> {
        let (goals, cancels, results) = (&self.goals, &self.cancels, &self.results);
        let answers = [goals.requests.losses(), cancels.requests.losses(), results.requests.losses()];
        Arc::new(Together([&answers[..], &[self.feedback.losses()]].concat()))
    }
}

fn travels(ty: Option<NamedType<'_>>) -> Option<Travels> {
    ty.and_then(|ty| ty.known).and_then(Known::travels)
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

/// What is wrong with an action's first end is wrong with the action, which is what its user has named.
fn of_action(action: &str, error: TransportError) -> TransportError {
    let action = action.to_owned();
    match error {
        TransportError::ServedAlready { by, .. } => TransportError::ServedAlready { service: action, by },
        TransportError::TypeMismatch { there, wanted, .. } => {
            TransportError::TypeMismatch { name: action, there, wanted }
        }
        TransportError::UnknownType { type_name, help, .. } => {
            let whole = ["_SendGoal", "_GetResult", "_FeedbackMessage"]
                .iter()
                .find_map(|part| type_name.strip_suffix(part));
            let type_name = whole.unwrap_or(&type_name).to_owned();
            TransportError::UnknownType { name: action, type_name, help }
        }
        error => error,
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
        goals: <T as Serves<SendGoal<A>>>::server(node, &names.part("send_goal"))
            .map_err(|error| of_action(action, error))?,
        cancels: <T as Serves<CancelGoal>>::server(node, &names.part("cancel_goal"))?,
        results: <T as Serves<GetResult<A>>>::server(node, &names.part("get_result"))?,
        feedback: <T as Carries<FeedbackMessage<A>>>::publisher(node, &names.part("feedback"), &FEEDBACK)?,
        status: <T as Carries<GoalStatusArray>>::publisher(node, &names.part("status"), &STATUS)?,
        result_bounds: None,
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
        feedback: <T as Carries<FeedbackMessage<A>>>::subscription(node, &names.part("feedback"), &HEARD)
            .map_err(|error| of_action(action, error))?,
        goals: <T as Serves<SendGoal<A>>>::client(node, &names.part("send_goal"))
            .map_err(|error| of_action(action, error))?,
        cancels: <T as Serves<CancelGoal>>::client(node, &names.part("cancel_goal"))?,
        results: <T as Serves<GetResult<A>>>::client(node, &names.part("get_result"))?,
    })
}
