//! Actions in a node: what its fields and callbacks declare of them, and how they come to be on a transport.

use std::any::TypeId;

use super::construct::Unknown;
use super::wiring::{GENERATED, Seated, Wires, Wiring};
use crate::declare::{Access, ByItself, ByNothing, Impossible, NodeImpl, Stored};
use crate::error::{StartError, TransportError};
use crate::facts::check::group_in_words;
use crate::facts::{ActionClientFacts, CallbackFacts, FieldKind, GroupFacts, NamedType, NodeFacts, Role};
use crate::group::Group;
use crate::group::action::client::ActionClient;
use crate::group::action::goal::{Execution, Goal, GoalOf};
use crate::group::action::judge::Judge;
use crate::group::action::keeper::{Manners, serve};
use crate::group::action::{self, ActionServerPorts};
use crate::group::callback::Runner;
use crate::life::Life;
use crate::message::action::{Action, FeedbackMessage, GetResult, SendGoal};
use crate::msgs::action_msgs::msg::GoalStatusArray;
use crate::msgs::action_msgs::srv::CancelGoal;
use crate::transport::{Carries, Serves, Transport};

/// The action of a callback, by a projection: where it is none, rustc says so once, and no more of it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no action",
    label = "this has to be the type of an action",
    note = "if it is yours, derive it: `#[derive(Action)] #[ros(goal = .., result = .., feedback = ..)] struct {Self};`",
    note = "see: rosweave::message"
)]
pub trait IsAction<I> {
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<A: Action> IsAction<ByItself> for A {
    type Itself = A;
}

#[diagnostic::do_not_recommend]
impl<A: Impossible> IsAction<ByNothing> for A {
    type Itself = Unknown<()>;
}

#[diagnostic::do_not_recommend]
impl<A> GoalOf<Unknown<A>> for Goal<A> {
    fn goal(_: Goal<Unknown<A>>) -> Goal<A> {
        unreachable!("no action is unknown")
    }
}

/// A goal as the one of action `A`, which it is. Of what is no action, rustc knows none then, and says nothing of what its
/// callback does with the goal.
#[doc(hidden)]
pub trait KnownAs<A>: Sized {
    fn known(self) -> Goal<A>;
    fn known_ref(&self) -> &Goal<A>;
}

#[diagnostic::do_not_recommend]
impl<A> KnownAs<A> for Goal<A> {
    fn known(self) -> Goal<A> {
        self
    }

    fn known_ref(&self) -> &Goal<A> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<A> KnownAs<Unknown<A>> for Goal<A> {
    fn known(self) -> Goal<Unknown<A>> {
        unreachable!("no action is unknown")
    }

    fn known_ref(&self) -> &Goal<Unknown<A>> {
        unreachable!("no action is unknown")
    }
}

/// The field of an action client.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an `#[action_client]` is of type `ActionClient<A, G>`, not `{Self}`",
    label = "this is no client of an action",
    note = "`A` is the action's type and `G` the group of what comes back; left out, it is the default group",
    note = "see: rosweave::field"
)]
pub trait ActionClientField {
    const GROUP: GroupFacts<'static>;
}

impl<A: Action, G: Group> ActionClientField for ActionClient<A, G> {
    const GROUP: GroupFacts<'static> = G::FACTS;
}

/// What is known about the action client in a field of type `F`.
pub const fn action_client_facts<F: ActionClientField>(
    action: &'static str,
    action_type: &'static str,
    ros_type: Option<NamedType<'static>>,
    timeout: Option<std::time::Duration>,
) -> FieldKind<'static> {
    FieldKind::ActionClient(ActionClientFacts { action, action_type, ros_type, group: F::GROUP, timeout })
}

/// A transport on which a callback can execute goals of `A`. It asks nothing of `A` where that is no action, which is
/// told once, elsewhere.
#[doc(hidden)]
pub trait HostsAction<A>: Transport {
    fn action_server(node: &Self::Node, action: &str) -> Result<ActionServerPorts<A>, TransportError>
    where
        A: Action;
}

#[diagnostic::do_not_recommend]
impl<T, A> HostsAction<A> for T
where
    A: Action,
    T: Serves<SendGoal<A>> + Serves<GetResult<A>> + Serves<CancelGoal>,
    T: Carries<FeedbackMessage<A>> + Carries<GoalStatusArray>,
{
    fn action_server(node: &T::Node, action: &str) -> Result<ActionServerPorts<A>, TransportError> {
        action::server_ports::<T, A>(node, action)
    }
}

impl<T: Transport, X> HostsAction<Unknown<X>> for T {
    fn action_server(_: &T::Node, _: &str) -> Result<ActionServerPorts<Unknown<X>>, TransportError>
    where
        Unknown<X>: Action,
    {
        unreachable!("{GENERATED}")
    }
}

impl<T, A, G> Wires<ActionClient<A, G>> for T
where
    A: Action,
    G: Group,
    T: Serves<SendGoal<A>> + Serves<GetResult<A>> + Serves<CancelGoal> + Carries<FeedbackMessage<A>>,
{
    fn wire(wiring: &mut Wiring<T>, field: &'static str) -> Result<ActionClient<A, G>, StartError> {
        let FieldKind::ActionClient(ActionClientFacts { action, timeout, ros_type, .. }) =
            wiring.field(field)
        else {
            unreachable!("{GENERATED}")
        };
        let action = wiring.life.identity.resolve(action);
        let ports = action::client_ports::<T, A>(&wiring.node, &action)?.bounded(&action, ros_type);
        wiring.life.count_losses(field, ports.losses());
        let (client, routes) = ActionClient::wired(field, action, timeout, wiring.life.clone(), ports);
        wiring.replies.extend(routes.into_iter().map(|route| (TypeId::of::<G>(), route)));
        Ok(client)
    }

    fn owner(client: &ActionClient<A, G>) -> Option<&'static str> {
        Some(client.field())
    }
}

impl<T: Transport, N: NodeImpl> Seated<T, N> {
    /// Wires the execution of an action's goals.
    pub fn action<G: Group, A: Action>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Execution<A>>,
        accept: Judge<N, A>,
        cancel: Judge<N, A>,
    ) -> Result<(), StartError>
    where
        T: HostsAction<A>,
    {
        let id = self.callback(callback);
        let Role::Action { action, ros_type, busy, keep_result, .. } = id.facts.role else {
            unreachable!("{GENERATED}")
        };
        let life = self.wiring.life.clone();
        let manners = Manners { declared: action, busy, keep: keep_result };
        let action = life.identity.resolve(action);
        let ports =
            <T as HostsAction<A>>::action_server(&self.wiring.node, &action)?.bounded(&action, ros_type);
        id.counters().set_losses(ports.losses());
        warn_of_trap(&life, id.facts);
        let judges = [accept, cancel].map(|judge| judge.on(self.share()));
        let (executions, keeper) = serve(&life, action, manners, ports, judges);
        self.slot(id, executions, runner);
        self.goals.push(keeper);
        Ok(())
    }

    /// The node, where callbacks share it.
    fn share(&self) -> Option<Stored<N>> {
        self.seat.downcast_ref::<Stored<N>>().and_then(<N::Access as Access<N>>::share)
    }
}

/// Goals that keep an exclusive group from its subscriptions and timers are legal, and a trap.
fn warn_of_trap(life: &Life, execution: &CallbackFacts<'_>) {
    let starved = starved(&life.facts, execution);
    if !starved.is_empty() {
        let (node, callback, group) =
            (life.full_name(), execution.name, group_in_words(execution.group.name));
        let starved = starved.join(", ");
        tracing::warn!(
            node,
            callback,
            group,
            "a goal keeps {starved} from running as long as it is executed: give the action a group of its own"
        );
    }
}

fn starved<'a>(facts: &NodeFacts<'a>, execution: &CallbackFacts<'_>) -> Vec<&'a str> {
    let others = facts.callbacks.iter().filter(|other| {
        execution.group.is_exclusive() && other.group.same(&execution.group) && other.role.answers().is_none()
    });
    others.map(|other| other.name).collect()
}
