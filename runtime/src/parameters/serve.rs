//! The parameter services and `/parameter_events` of a node, answered by the keeper and never by a group: a node whose
//! callbacks all hang can still be asked, and told.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::answer;
use super::qos::{End, OF_EVERY_NODE, Overridable};
use super::store::Store;
use super::store::set::{Commit, Refusal};
use super::value::ParameterValue;
use crate::error::TransportError;
use crate::facts::qos::{Durability, History, Qos, Reliability};
use crate::group::task::{BUDGET, yield_now};
use crate::life::{Identity, Life};
use crate::message::Service;
use crate::msgs::rcl_interfaces::msg::{Log, ParameterEvent};
use crate::msgs::rcl_interfaces::srv::{
    DescribeParameters, DescribeParametersResponse, GetLoggerLevels, GetParameterTypes,
    GetParameterTypesResponse, GetParameters, GetParametersResponse, ListParameters, ListParametersResponse,
    SetLoggerLevels, SetParameters, SetParametersAtomically, SetParametersAtomicallyResponse,
    SetParametersResponse,
};
use crate::msgs::rosgraph_msgs::msg::Clock;
use crate::msgs::type_description_interfaces::srv::GetTypeDescription;
use crate::rt::BoxFuture;
use crate::rt::pure::{NoVerdict, Pure};
use crate::transport::{Carries, PublisherPort, Request, ServerPort, Serves};
use crate::waits::Beside;

const VALIDATOR: Beside = Beside::Function { attribute: "validate", action: None };
/// How long a validator may take.
const VALIDATOR_LIMIT: Duration = Duration::from_secs(1);
/// How often a set is tried anew because another one came first.
const MAX_TRIES: u32 = 100;

/// As rclcpp publishes them.
const EVENTS: Qos = Qos {
    history: History::KeepLast(1000),
    reliability: Reliability::Reliable,
    durability: Durability::Volatile,
    ..Qos::DEFAULT
};

/// A transport that carries what every node speaks with ROS 2's tools. Nobody implements it: what carries all of these
/// is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not carry what ROS 2's tools ask of a node",
    label = "the services that every node has do not travel over `{Self}`",
    note = "see: rosweave::message"
)]
pub trait Speaks:
    Serves<GetParameters>
    + Serves<GetParameterTypes>
    + Serves<SetParameters>
    + Serves<SetParametersAtomically>
    + Serves<DescribeParameters>
    + Serves<ListParameters>
    + Serves<GetTypeDescription>
    + Carries<ParameterEvent>
    + Serves<GetLoggerLevels>
    + Serves<SetLoggerLevels>
    + Carries<Clock>
    + Carries<Log>
{
}

#[diagnostic::do_not_recommend]
impl<T> Speaks for T where
    T: Serves<GetParameters>
        + Serves<GetParameterTypes>
        + Serves<SetParameters>
        + Serves<SetParametersAtomically>
        + Serves<DescribeParameters>
        + Serves<ListParameters>
        + Serves<GetTypeDescription>
        + Carries<ParameterEvent>
        + Serves<GetLoggerLevels>
        + Serves<SetLoggerLevels>
        + Carries<Clock>
        + Carries<Log>
{
}

/// The server of one of the services; `None` where another node of the same name has it.
pub(crate) type Port<S> = Option<Box<dyn ServerPort<S>>>;

/// The ends of the services that only look.
struct Looks {
    get: Port<GetParameters>,
    types: Port<GetParameterTypes>,
    describe: Port<DescribeParameters>,
    list: Port<ListParameters>,
    store: Arc<Store>,
}

/// The ends of the services that set.
struct Sets {
    each: Port<SetParameters>,
    atomically: Port<SetParametersAtomically>,
    setter: Setter,
}

/// The tasks that answer for a node's parameters until it is cancelled.
pub(crate) fn tasks<T: Speaks>(
    node: &T::Node,
    life: &Arc<Life>,
    store: &Arc<Store>,
) -> Result<Vec<BoxFuture<'static, ()>>, TransportError> {
    let mut looks = Looks {
        get: server::<T, _>(node, life, "~/get_parameters")?,
        types: server::<T, _>(node, life, "~/get_parameter_types")?,
        describe: server::<T, _>(node, life, "~/describe_parameters")?,
        list: server::<T, _>(node, life, "~/list_parameters")?,
        store: store.clone(),
    };
    let pure = Pure::new(life.exec.clone(), VALIDATOR_LIMIT);
    let mut sets = Sets {
        each: server::<T, _>(node, life, "~/set_parameters")?,
        atomically: server::<T, _>(node, life, "~/set_parameters_atomically")?,
        setter: Setter { store: store.clone(), life: life.clone(), pure },
    };
    let end = events(&life.identity);
    let qos = end.applied(&store.values());
    let events = <T as Carries<ParameterEvent>>::publisher(node, &end.topic, &qos)?;
    Ok(vec![
        Box::pin(async move { looks.answer().await }),
        Box::pin(async move { sets.answer().await }),
        Box::pin(publish(events, store.clone(), life.clone())),
    ])
}

/// The end that tells of changes.
pub(crate) fn events(identity: &Identity) -> Overridable {
    let topic = identity.resolve_topic("/parameter_events");
    Overridable { topic, end: End::Publisher, policies: OF_EVERY_NODE, qos: EVENTS }
}

/// The server under a name of the node's own.
///
/// Nodes that restart overlap: while the old one is there, the new one has no parameters for tools to see.
pub(crate) fn server<T: Serves<S>, S: Service>(
    node: &T::Node,
    life: &Life,
    name: &str,
) -> Result<Port<S>, TransportError> {
    match <T as Serves<S>>::server(node, &life.identity.resolve(name)) {
        Ok(port) => Ok(Some(port)),
        Err(TransportError::ServedAlready { service, by }) => {
            let node = life.full_name();
            tracing::warn!(node, service, by, "another node of this name answers in its place");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The next request; never, where the node has not got the service or it has ended.
pub(crate) fn poll<S: Service>(port: &mut Port<S>, context: &mut Context<'_>) -> Poll<Request<S>> {
    let Some(open) = port else { return Poll::Pending };
    match open.poll_request(context) {
        Poll::Ready(Some(request)) => Poll::Ready(request),
        Poll::Ready(None) => {
            *port = None;
            Poll::Pending
        }
        Poll::Pending => Poll::Pending,
    }
}

impl Looks {
    async fn answer(&mut self) {
        let mut budget = BUDGET;
        loop {
            poll_fn(|context| self.poll(context)).await;
            budget -= 1;
            if budget == 0 {
                budget = BUDGET;
                yield_now().await;
            }
        }
    }

    /// Answers one request.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let store = &self.store;
        if let Poll::Ready(Request { request, responder, .. }) = poll(&mut self.get, context) {
            responder.send(GetParametersResponse { values: answer::get(store, &request.names) });
        } else if let Poll::Ready(Request { request, responder, .. }) = poll(&mut self.types, context) {
            responder.send(GetParameterTypesResponse { types: answer::types(store, &request.names) });
        } else if let Poll::Ready(Request { request, responder, .. }) = poll(&mut self.describe, context) {
            responder
                .send(DescribeParametersResponse { descriptors: answer::describe(store, &request.names) });
        } else if let Poll::Ready(Request { request, responder, .. }) = poll(&mut self.list, context) {
            let result = answer::list(store, &request.prefixes, request.depth);
            responder.send(ListParametersResponse { result });
        } else {
            return Poll::Pending;
        }
        Poll::Ready(())
    }
}

/// A request to set something.
enum Asked {
    Each(Request<SetParameters>),
    Atomically(Request<SetParametersAtomically>),
}

impl Sets {
    /// One after the other, in the order in which they come.
    async fn answer(&mut self) {
        let mut budget = BUDGET;
        loop {
            let asked = poll_fn(|context| {
                if let Poll::Ready(request) = poll(&mut self.each, context) {
                    return Poll::Ready(Asked::Each(request));
                }
                poll(&mut self.atomically, context).map(Asked::Atomically)
            });
            match asked.await {
                Asked::Each(Request { request, responder, .. }) => {
                    let mut results = Vec::with_capacity(request.parameters.len());
                    for set in answer::decode_all(request.parameters) {
                        results.push(answer::result(self.setter.set(vec![set]).await));
                    }
                    responder.send(SetParametersResponse { results });
                }
                Asked::Atomically(Request { request, responder, .. }) => {
                    let set = self.setter.set(answer::decode_all(request.parameters)).await;
                    responder.send(SetParametersAtomicallyResponse { result: answer::atomic_result(set) });
                }
            }
            budget -= 1;
            if budget == 0 {
                budget = BUDGET;
                yield_now().await;
            }
        }
    }
}

/// Sets parameters for somebody outside: the user's validator runs on the pool, within a limit.
struct Setter {
    store: Arc<Store>,
    life: Arc<Life>,
    pure: Pure,
}

impl Setter {
    async fn set(&self, sets: Vec<(String, ParameterValue)>) -> Result<(), Refusal> {
        for _ in 0..MAX_TRIES {
            let proposal = self.store.propose(sets.clone())?;
            if let Some(validator) = self.store.validator() {
                let (validator, values) = (validator.clone(), proposal.values.clone());
                let verdict = self.life.ask(&self.pure, VALIDATOR, move || validator(&values)).await;
                let verdict = verdict.unwrap_or_else(|reason| Err(without_verdict(&reason)));
                verdict.map_err(Refusal::Refused)?;
            }
            if let Commit::Done = self.store.commit(proposal) {
                return Ok(());
            }
        }
        Err(Refusal::Refused("other sets came first, again and again".to_owned()))
    }
}

fn without_verdict(reason: &NoVerdict) -> String {
    match reason {
        NoVerdict::Panicked(panic) => format!("the validator panicked: {panic}"),
        other => format!("the validator gave no verdict: {other}"),
    }
}

/// Tells everybody what changed.
async fn publish(port: Arc<dyn PublisherPort<ParameterEvent>>, store: Arc<Store>, life: Arc<Life>) {
    loop {
        let event = poll_fn(|context| store.poll_event(context)).await;
        let deleted = event.deleted.into_iter().map(|name| (name, ParameterValue::NotSet));
        let message = ParameterEvent {
            stamp: life.clock.now().into(),
            node: life.full_name().to_owned(),
            new_parameters: answer::encode_all(&event.new),
            changed_parameters: answer::encode_all(&event.changed),
            deleted_parameters: answer::encode_all(&deleted.collect::<Vec<_>>()),
        };
        if port.publish(Arc::new(message)).is_err() {
            return;
        }
    }
}
