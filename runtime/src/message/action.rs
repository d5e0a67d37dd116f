//! What travels for an action: two services and a message around its own three types, as ROS 2 derives them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use rosweave_interfaces::description::{Description, FieldDescription, Source, field, type_id};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::bounds::OutOfBounds;
use super::{Message, NamedService, Service};
use crate::msgs::builtin_interfaces::msg::Time;
use crate::msgs::unique_identifier_msgs::msg::UUID;

/// An action: a goal that takes time, the result that it ends with, and feedback in between.
///
/// ```
/// struct Drive;
///
/// impl rosweave::Action for Drive {
///     type Goal = f64;
///     type Result = bool;
///     type Feedback = f64;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no action",
    label = "this has to be the type of an action",
    note = "if it is yours, derive it: `#[derive(Action)] #[ros(goal = .., result = .., feedback = ..)] struct {Self};`",
    note = "see: rosweave::message"
)]
pub trait Action: 'static {
    /// What a client asks for.
    type Goal: Send + Sync + 'static;
    /// How it ended. Its default is what a client gets of a goal that ended without a result: it was aborted, or
    /// cancelled before it began.
    type Result: Default + Send + Sync + 'static;
    /// How far it has come.
    type Feedback: Send + Sync + 'static;
}

/// An action that ROS 2 knows by name, so that it can leave the process.
#[diagnostic::on_unimplemented(
    message = "action `{Self}` has no ROS 2 type name, so it can not leave the process",
    label = "this action works in-process only",
    note = "let a type of yours derive `rosweave::Action`, with its ROS 2 name: `#[ros(\"my_package/action/Dock\", goal = .., result = .., feedback = ..)]`",
    note = "or take an action of ROS 2, such as `rosweave::msgs::example_interfaces::action::Fibonacci`, with feature `msgs`",
    note = "see: rosweave::message"
)]
pub trait NamedAction:
    Action<
        Goal: Serialize + DeserializeOwned,
        Result: Serialize + DeserializeOwned,
        Feedback: Serialize + DeserializeOwned,
    >
{
    /// Package, kind and name, as in `example_interfaces/action/Fibonacci`.
    const TYPE_NAME: &'static str;

    /// The definition that it was generated from.
    const SOURCE: Option<Source> = None;

    /// What ROS 2 says of the goal's fields.
    const GOAL: Option<&'static Description> = None;

    /// What ROS 2 says of the result's fields.
    const RESULT: Option<&'static Description> = None;

    /// What ROS 2 says of the feedback's fields.
    const FEEDBACK: Option<&'static Description> = None;

    /// Compares strings and sequences of a goal with their bounds.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the first one that is too long.
    fn check_goal(_goal: &Self::Goal) -> Result<(), OutOfBounds> {
        Ok(())
    }

    /// Compares strings and sequences of a result with their bounds.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the first one that is too long.
    fn check_result(_result: &Self::Result) -> Result<(), OutOfBounds> {
        Ok(())
    }

    /// Compares strings and sequences of feedback with their bounds.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the first one that is too long.
    fn check_feedback(_feedback: &Self::Feedback) -> Result<(), OutOfBounds> {
        Ok(())
    }
}

/// Which goal it is: given by the client, unique.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoalId([u8; 16]);

impl Hash for GoalId {
    /// In one piece: an array says its length, too.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

impl GoalId {
    /// Stands for all goals where one is to be named.
    pub(crate) const ZERO: GoalId = GoalId([0; 16]);

    pub(crate) const fn new(high: u64, low: u64) -> GoalId {
        GoalId((((high as u128) << 64) | low as u128).to_be_bytes())
    }

    /// What it was made of.
    pub(crate) const fn halves(self) -> (u64, u64) {
        let whole = u128::from_be_bytes(self.0);
        ((whole >> 64) as u64, whole as u64)
    }

    /// The id as ROS 2 has it.
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }
}

impl From<UUID> for GoalId {
    fn from(id: UUID) -> GoalId {
        GoalId(id.uuid)
    }
}

impl From<GoalId> for UUID {
    fn from(id: GoalId) -> UUID {
        UUID { uuid: id.0 }
    }
}

impl fmt::Display for GoalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// As it is displayed: errors have ids in them, and are often shown so.
impl fmt::Debug for GoalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GoalId({self})")
    }
}

/// The service that sends a goal of `A`.
pub struct SendGoal<A>(PhantomData<fn() -> A>);

/// The service that brings the result of a goal of `A`.
pub struct GetResult<A>(PhantomData<fn() -> A>);

/// A goal, on its way to the server.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "A::Goal: Serialize", deserialize = "A::Goal: DeserializeOwned"))]
pub struct SendGoalRequest<A: Action> {
    /// Given by the client.
    pub goal_id: UUID,
    /// What is asked for.
    pub goal: A::Goal,
}

/// Whether a goal is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendGoalResponse {
    /// It is.
    pub accepted: bool,
    /// Since when.
    pub stamp: Time,
}

/// Asks for the result of a goal, which comes when it has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetResultRequest {
    /// The goal.
    pub goal_id: UUID,
}

/// How a goal has ended.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "A::Result: Serialize", deserialize = "A::Result: DeserializeOwned"))]
pub struct GetResultResponse<A: Action> {
    /// A constant of `action_msgs/msg/GoalStatus`.
    pub status: i8,
    /// The result. Several may ask for it, and it is kept for a while.
    #[serde(with = "shared")]
    pub result: Arc<A::Result>,
}

/// How far a goal has come.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "A::Feedback: Serialize", deserialize = "A::Feedback: DeserializeOwned"))]
pub struct FeedbackMessage<A: Action> {
    /// The goal.
    pub goal_id: UUID,
    /// How far it has come.
    #[serde(with = "shared")]
    pub feedback: Arc<A::Feedback>,
}

/// A value that is shared, as what it is.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(value: &Arc<T>, to: S) -> Result<S::Ok, S::Error> {
        value.as_ref().serialize(to)
    }

    pub(super) fn deserialize<'de, T, D>(from: D) -> Result<Arc<T>, D::Error>
    where
        T: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        T::deserialize(from).map(Arc::new)
    }
}

#[diagnostic::do_not_recommend]
impl<A: Action> Service for SendGoal<A> {
    type Request = SendGoalRequest<A>;
    type Response = SendGoalResponse;
}

#[diagnostic::do_not_recommend]
impl<A: NamedAction> NamedService for SendGoal<A> {
    const TYPE_NAME: &'static str = Name::<A, SEND_GOAL>::JOINED;
    const REQUEST: Option<&'static Description> = Some(&Description {
        name: Name::<A, SEND_GOAL_REQUEST>::JOINED,
        fields: &[nested("goal_id", UUID::DESCRIPTION), nested("goal", A::GOAL)],
        source: None,
        hash: None,
    });
    const RESPONSE: Option<&'static Description> = Some(&Description {
        name: Name::<A, SEND_GOAL_RESPONSE>::JOINED,
        fields: &[field("accepted", type_id::BOOLEAN, 0, 0, None, ""), nested("stamp", Time::DESCRIPTION)],
        source: None,
        hash: None,
    });

    fn check_request(request: &SendGoalRequest<A>) -> Result<(), OutOfBounds> {
        A::check_goal(&request.goal).map_err(|error| error.inside("goal"))
    }
}

#[diagnostic::do_not_recommend]
impl<A: Action> Service for GetResult<A> {
    type Request = GetResultRequest;
    type Response = GetResultResponse<A>;
}

#[diagnostic::do_not_recommend]
impl<A: NamedAction> NamedService for GetResult<A> {
    const TYPE_NAME: &'static str = Name::<A, GET_RESULT>::JOINED;
    const REQUEST: Option<&'static Description> = Some(&Description {
        name: Name::<A, GET_RESULT_REQUEST>::JOINED,
        fields: &[nested("goal_id", UUID::DESCRIPTION)],
        source: None,
        hash: None,
    });
    const RESPONSE: Option<&'static Description> = Some(&Description {
        name: Name::<A, GET_RESULT_RESPONSE>::JOINED,
        fields: &[field("status", type_id::INT8, 0, 0, None, ""), nested("result", A::RESULT)],
        source: None,
        hash: None,
    });

    fn check_response(response: &GetResultResponse<A>) -> Result<(), OutOfBounds> {
        A::check_result(&response.result).map_err(|error| error.inside("result"))
    }
}

#[diagnostic::do_not_recommend]
impl<A: NamedAction> Message for FeedbackMessage<A> {
    const TYPE_NAME: &'static str = Name::<A, FEEDBACK_MESSAGE>::JOINED;
    const DESCRIPTION: Option<&'static Description> = Some(&Description {
        name: Name::<A, FEEDBACK_MESSAGE>::JOINED,
        fields: &[nested("goal_id", UUID::DESCRIPTION), nested("feedback", A::FEEDBACK)],
        source: None,
        hash: None,
    });

    fn check_bounds(&self) -> Result<(), OutOfBounds> {
        A::check_feedback(&self.feedback).map_err(|error| error.inside("feedback"))
    }
}

const fn nested(name: &'static str, of: Option<&'static Description>) -> FieldDescription {
    field(name, type_id::NESTED, 0, 0, of, "")
}

/// What ROS 2 appends to an action's name for what travels.
const SUFFIXES: [&str; 7] = [
    "_SendGoal",
    "_SendGoal_Request",
    "_SendGoal_Response",
    "_GetResult",
    "_GetResult_Request",
    "_GetResult_Response",
    "_FeedbackMessage",
];
const SEND_GOAL: usize = 0;
const SEND_GOAL_REQUEST: usize = 1;
const SEND_GOAL_RESPONSE: usize = 2;
const GET_RESULT: usize = 3;
const GET_RESULT_REQUEST: usize = 4;
const GET_RESULT_RESPONSE: usize = 5;
const FEEDBACK_MESSAGE: usize = 6;

/// The longest name of a type: DDS allows no more for a topic's.
const LONGEST: usize = 256;

/// An action's name with a suffix. The length of a constant can not depend on another one's, so there is room.
struct Name<A, const SUFFIX: usize>(PhantomData<A>);

impl<A: NamedAction, const SUFFIX: usize> Name<A, SUFFIX> {
    const BYTES: [u8; LONGEST] = joined(A::TYPE_NAME.as_bytes(), SUFFIXES[SUFFIX].as_bytes());

    const JOINED: &'static str = {
        let (bytes, _) = Self::BYTES.split_at(A::TYPE_NAME.len() + SUFFIXES[SUFFIX].len());
        match core::str::from_utf8(bytes) {
            Ok(name) => name,
            Err(_) => panic!("two strings in a row are a string"),
        }
    };
}

const fn joined(first: &[u8], second: &[u8]) -> [u8; LONGEST] {
    assert!(first.len() + second.len() <= LONGEST, "the name of an action has more than 240 letters");
    let mut bytes = [0; LONGEST];
    let mut at = 0;
    while at < first.len() + second.len() {
        bytes[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    bytes
}

// What an action's types have, and not the action: derives would ask `A` itself.
macro_rules! like_its_field {
    ($($name:ident $part:ident: $first:ident $second:ident;)*) => {$(
        impl<A: Action<$part: fmt::Debug>> fmt::Debug for $name<A> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field(stringify!($first), &self.$first)
                    .field(stringify!($second), &self.$second)
                    .finish()
            }
        }

        impl<A: Action<$part: PartialEq>> PartialEq for $name<A> {
            fn eq(&self, other: &Self) -> bool {
                self.$first == other.$first && self.$second == other.$second
            }
        }
    )*};
}

like_its_field! {
    SendGoalRequest Goal: goal_id goal;
    GetResultResponse Result: status result;
    FeedbackMessage Feedback: goal_id feedback;
}

impl<A: Action<Goal: Clone>> Clone for SendGoalRequest<A> {
    fn clone(&self) -> Self {
        SendGoalRequest { goal_id: self.goal_id, goal: self.goal.clone() }
    }
}

impl<A: Action> Clone for GetResultResponse<A> {
    fn clone(&self) -> Self {
        GetResultResponse { status: self.status, result: self.result.clone() }
    }
}

impl<A: Action> Clone for FeedbackMessage<A> {
    fn clone(&self) -> Self {
        FeedbackMessage { goal_id: self.goal_id, feedback: self.feedback.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Drive;

    impl Action for Drive {
        type Goal = f64;
        type Result = bool;
        type Feedback = u8;
    }

    impl NamedAction for Drive {
        const TYPE_NAME: &'static str = "robot_msgs/action/Drive";
    }

    #[test]
    fn what_travels_for_an_action_is_called_as_ros_calls_it() {
        assert_eq!(SendGoal::<Drive>::TYPE_NAME, "robot_msgs/action/Drive_SendGoal");
        assert_eq!(GetResult::<Drive>::TYPE_NAME, "robot_msgs/action/Drive_GetResult");
        assert_eq!(FeedbackMessage::<Drive>::TYPE_NAME, "robot_msgs/action/Drive_FeedbackMessage");
    }
}
