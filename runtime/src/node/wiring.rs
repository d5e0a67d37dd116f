//! Wiring: generated code names the entities of a node, and they come to be on a transport.

use std::any::{Any, TypeId};
use std::sync::Arc;

use super::construct::{ClientField, DefaultState, InitOutput, PublisherField, States, TimerField};
use crate::declare::{Access, HandleCheck, NodeImpl, Shown, Stored};
use crate::error::StartError;
use crate::facts::{CallbackFacts, ClientFacts, FieldKind, PublisherFacts, Role};
use crate::group::callback::{Callback, CallbackId, Runner, Slot};
use crate::group::client::{Client, Deliver};
use crate::group::intake::{Intake, Tick};
use crate::group::publisher::Publisher;
use crate::group::task::{GroupTask, Replies};
use crate::group::timer::{Ticks, Timer};
use crate::group::{Group, Kind};
use crate::life::Life;
use crate::rt::BoxFuture;
use crate::rt::threads::Threads;
use crate::transport::{Carries, Delivery, Request, Serves, Service, Transport};

/// The wiring of a node whose value is still to be made.
#[doc(hidden)]
pub struct Wiring<T: Transport> {
    life: Arc<Life>,
    node: T::Node,
    replies: Vec<(TypeId, Box<dyn Deliver>)>,
    timers: Vec<Timer>,
    states: States,
}

/// A name of the generated code is one of the facts: both come from the same tokens.
const GENERATED: &str = "generated code names what the facts hold";

impl<T: Transport> Wiring<T> {
    pub(super) fn new(life: Arc<Life>, node: T::Node) -> Wiring<T> {
        let timers = life.facts.callbacks.iter().enumerate().filter_map(|(index, facts)| {
            let Role::Timer { period, once, missed } = facts.role else { return None };
            let missed_count = life.counters[index].missed.clone();
            Some(Timer::new(facts.name, life.exec.clone(), period, once, missed, missed_count))
        });
        let timers = timers.collect();
        Wiring { life, node, replies: Vec::new(), timers, states: States::default() }
    }

    fn field(&self, name: &str) -> FieldKind {
        self.life.facts.fields.iter().find(|field| field.name == name).expect(GENERATED).kind
    }

    /// The client of a field.
    pub fn client<F: ClientField>(&mut self, field: &'static str) -> Result<F, StartError>
    where
        T: Serves<F::Service>,
    {
        let FieldKind::Client(ClientFacts { service, timeout, .. }) = self.field(field) else {
            unreachable!("{GENERATED}")
        };
        let service = self.life.identity.resolve(service);
        let port = T::client(&self.node, &service)?;
        let client =
            Client::<F::Service, F::Group>::new(field, service, timeout, self.life.clone(), port.requests);
        self.replies.push((TypeId::of::<F::Group>(), Box::new(client.route(port.replies))));
        Ok(F::from_client(client))
    }

    /// The publisher of a field.
    pub fn publisher<F: PublisherField>(&mut self, field: &'static str) -> Result<F, StartError>
    where
        T: Carries<F::Message>,
    {
        let FieldKind::Publisher(PublisherFacts { topic, qos, .. }) = self.field(field) else {
            unreachable!("{GENERATED}")
        };
        let topic = self.life.identity.resolve(topic);
        let port = T::publisher(&self.node, &topic, &qos)?;
        Ok(F::from_publisher(Publisher::new(field, topic, &self.life, port)))
    }

    /// The timer of a field.
    pub fn timer_handle<F: TimerField>(&mut self, field: &'static str) -> Result<F, StartError> {
        let FieldKind::Timer { callback } = self.field(field) else { unreachable!("{GENERATED}") };
        Ok(F::from_timer(self.timer(callback)))
    }

    fn timer(&self, callback: &str) -> Timer {
        self.timers.iter().find(|timer| timer.callback() == callback).expect(GENERATED).clone()
    }

    /// Takes what `#[init]` returned: the node, and group states beside it.
    pub fn init<N, O: InitOutput<N>>(&mut self, output: O) -> Result<N, StartError> {
        let node = self.life.full_name().to_owned();
        output.split(&mut self.states).map_err(|reason| StartError::Init { node, reason })
    }

    /// Seats the node: from here on its callbacks can be wired.
    pub fn seat<N: NodeImpl>(self, node: N) -> Result<Seated<T, N>, StartError> {
        let mut check = HandleCheck::default();
        node.verify(&mut check);
        if let Some(field) = check.misplaced {
            let node = self.life.full_name().to_owned();
            return Err(StartError::Handle { node, field: field.to_owned() });
        }
        Ok(Seated { wiring: self, seat: N::Access::store(node), groups: Vec::new() })
    }
}

/// The wiring of a node's callbacks.
#[doc(hidden)]
pub struct Seated<T: Transport, N: NodeImpl> {
    wiring: Wiring<T>,
    seat: Stored<N>,
    groups: Vec<Box<dyn AnyGroup<N>>>,
}

/// What is wired: it runs when it is spawned.
#[doc(hidden)]
pub struct Wired<N: NodeImpl> {
    /// For the node's handle, where callbacks share the node.
    pub(super) shown: Shown<N>,
    pub(super) tasks: Vec<BoxFuture<'static, ()>>,
    /// The transport's node: the graph lists it until the node has ended.
    pub(super) presence: Box<dyn Any + Send + Sync>,
}

/// A group under construction.
struct Building<N: NodeImpl, G: Group> {
    state: G,
    callbacks: Vec<Box<dyn Callback<N, G>>>,
}

/// A group under construction, without its type.
trait AnyGroup<N: NodeImpl>: Any + Send {
    fn type_id_of_group(&self) -> TypeId;
    fn as_any(&mut self) -> &mut dyn Any;
    fn task(self: Box<Self>, life: &Arc<Life>, seat: Stored<N>, replies: Replies) -> BoxFuture<'static, ()>;
}

impl<N: NodeImpl, G: Group> AnyGroup<N> for Building<N, G> {
    fn type_id_of_group(&self) -> TypeId {
        TypeId::of::<G>()
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn task(self: Box<Self>, life: &Arc<Life>, seat: Stored<N>, replies: Replies) -> BoxFuture<'static, ()> {
        let threads = Threads::new(format!("{}/{}", life.identity.name, G::FACTS.name), life.exec.clone());
        let task = GroupTask { life: life.clone(), seat, callbacks: self.callbacks, replies, threads };
        <G::Kind as Kind<G>>::run(task, self.state)
    }
}

impl<T: Transport, N: NodeImpl> Seated<T, N> {
    /// Adds group `G`, with its type's default as its state. Once is enough; more do not matter.
    pub fn group_from_default<G: Group + DefaultState>(&mut self) {
        if self.find::<G>().is_none() {
            self.add(G::state());
        }
    }

    /// Adds group `G`, with the state that `#[init]` returned.
    pub fn group_from_init<G: Group>(&mut self) {
        if self.find::<G>().is_none() {
            let state = self.wiring.states.take::<G>().expect(GENERATED);
            self.add(state);
        }
    }

    fn add<G: Group>(&mut self, state: G) {
        self.groups.push(Box::new(Building::<N, G> { state, callbacks: Vec::new() }));
    }

    fn find<G: Group>(&mut self) -> Option<&mut Building<N, G>> {
        self.groups.iter_mut().find_map(|group| group.as_any().downcast_mut())
    }

    fn callback(&self, name: &str) -> CallbackId {
        let life = self.wiring.life.clone();
        let callbacks: &'static [CallbackFacts] = life.facts.callbacks;
        let index = callbacks.iter().position(|facts| facts.name == name).expect(GENERATED);
        CallbackId { life, facts: &callbacks[index], index }
    }

    fn slot<G: Group, K: Intake + 'static>(
        &mut self,
        id: CallbackId,
        intake: K,
        runner: Runner<N, G, K::Input>,
    ) {
        self.find::<G>().expect(GENERATED).callbacks.push(Box::new(Slot::new(id, intake, runner)));
    }

    /// Wires a subscription.
    pub fn subscription<G: Group, M: Send + Sync + 'static>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Delivery<M>>,
    ) -> Result<(), StartError>
    where
        T: Carries<M>,
    {
        let id = self.callback(callback);
        let Role::Subscription { topic, qos, .. } = id.facts.role else { unreachable!("{GENERATED}") };
        let topic = self.wiring.life.identity.resolve(topic);
        let port = <T as Carries<M>>::subscription(&self.wiring.node, &topic, &qos)?;
        id.counters().set_losses(port.losses());
        self.slot(id, port, runner);
        Ok(())
    }

    /// Wires a service.
    pub fn service<G: Group, S: Service>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Request<S>>,
    ) -> Result<(), StartError>
    where
        T: Serves<S>,
    {
        let id = self.callback(callback);
        let Role::Service { service, .. } = id.facts.role else { unreachable!("{GENERATED}") };
        let service = self.wiring.life.identity.resolve(service);
        let port = <T as Serves<S>>::server(&self.wiring.node, &service)?;
        self.slot(id, port, runner);
        Ok(())
    }

    /// Wires a timer.
    pub fn timer<G: Group>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Tick>,
    ) -> Result<(), StartError> {
        let id = self.callback(callback);
        let timer = self.wiring.timer(callback);
        self.slot(id, Ticks::new(timer), runner);
        Ok(())
    }

    /// The tasks of all groups. None runs before all endpoints exist.
    pub fn finish(self) -> Result<Wired<N>, StartError> {
        let Seated { wiring, seat, groups } = self;
        let Wiring { life, node, mut replies, .. } = wiring;
        let shown = N::Access::show(&seat);
        let mut seat = Some(seat);
        let mut tasks = Vec::new();
        for group in groups {
            let own = group.type_id_of_group();
            let of_group = replies.extract_if(.., |(id, _)| *id == own).map(|(_, replies)| replies);
            let of_group = Replies(of_group.collect());
            // An owned node has one group that runs callbacks, the default one.
            let Some(stored) = seat.as_ref().and_then(N::Access::share).or_else(|| seat.take()) else {
                unreachable!("{GENERATED}")
            };
            tasks.push(group.task(&life, stored, of_group));
        }
        // Groups that have clients but no callbacks.
        while let Some((id, _)) = replies.first() {
            let id = *id;
            let of_group = replies.extract_if(.., |(other, _)| *other == id).map(|(_, replies)| replies);
            let (of_group, life) = (Replies(of_group.collect()), life.clone());
            tasks.push(Box::pin(async move { of_group.deliver_until_cancelled(&life).await }));
        }
        Ok(Wired { shown, tasks, presence: Box::new(node) })
    }
}
