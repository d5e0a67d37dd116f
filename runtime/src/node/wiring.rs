//! Wiring: generated code names the entities of a node, and they come to be on a transport.

use std::any::{Any, TypeId};
use std::sync::Arc;

use super::WireHandles;
use super::construct::{DefaultState, InitOutput, States};
use super::given::Given;
use super::info::NodeInfo;
use super::options::Logs;
use crate::declare::{Access, HandleCheck, NodeImpl, Stored};
use crate::error::StartError;
use crate::facts::{CallbackFacts, FieldKind, Role, TimerClock};
use crate::group::callback::{Callback, CallbackId, Runner, Slot};
use crate::group::intake::Intake;
use crate::group::lane::Deliver;
use crate::group::look::{LookSlot, Looks};
use crate::group::returned::{Failure, Kept, with_sources};
use crate::group::task::{GroupTask, Replies};
use crate::group::timer::Timer;
use crate::group::{Group, Kind};
use crate::life::Life;
use crate::log;
use crate::parameters::handle::ParameterStore;
use crate::parameters::serve::{self, Speaks};
use crate::parameters::store::Store;
use crate::rt::node_clock::NodeClock;
use crate::rt::threads::Threads;
use crate::rt::{BoxFuture, Exec};
use crate::sim_time;
use crate::transport::{Declared, Transport};
use crate::type_descriptions;

/// The wiring of a node whose value is still to be made.
#[doc(hidden)]
pub struct Wiring<T: Transport> {
    pub(super) life: Arc<Life>,
    pub(super) node: Arc<T::Node>,
    pub(super) replies: ByGroup,
    timers: Vec<Timer>,
    states: States,
    given: Given,
    logs: Logs,
    pub(super) parameters: ParameterStore,
}

/// A name of the generated code is one of the facts: both come from the same tokens.
pub(super) const GENERATED: &str = "generated code names what the facts hold";

impl<T: Transport> Wiring<T> {
    pub(super) fn new(
        life: Arc<Life>,
        node: T::Node,
        (given, logs): (Given, Logs),
        parameters: Arc<Store>,
    ) -> Wiring<T> {
        let timers = life.facts.callbacks.iter().enumerate().filter_map(|(index, facts)| {
            let Role::Timer { period, once, missed, clock } = facts.role else { return None };
            let period = life.identity.period(facts.name, period).expect(GENERATED);
            let clock = match clock {
                TimerClock::Node => life.clock.clone(),
                TimerClock::Steady => NodeClock::new(life.exec.clone()),
            };
            let missed_count = life.counters[index].missed.clone();
            let node = life.full_name().to_owned();
            Some(Timer::new(node, facts.name, clock, (period, once, missed), missed_count))
        });
        let timers = timers.collect();
        let parameters = ParameterStore(parameters);
        let (node, states) = (Arc::new(node), States::default());
        Wiring { life, node, replies: Vec::new(), timers, states, given, logs, parameters }
    }

    /// Has the keeper answer what needs no code of the node's: before `#[init]`, which may take its time.
    pub fn open(&self) -> Result<(), StartError>
    where
        T: Speaks,
    {
        let Wiring { node, life, parameters: ParameterStore(store), .. } = self;
        let mut protocols = serve::tasks::<T>(node, life, store)?;
        if store.describes_types() {
            protocols.extend(type_descriptions::task::<T>(node, life)?);
        }
        protocols.push(sim_time::task::<T>(node, life, store));
        if self.logs.services {
            protocols.push(log::serve::services::<T>(node, life)?);
        }
        if self.logs.rosout {
            life.spawn_to_its_end(log::serve::rosout::<T>(node, life)?);
        }
        protocols.into_iter().for_each(|protocol| life.spawn_on_keeper(protocol));
        Ok(())
    }

    pub(super) fn field(&self, name: &str) -> FieldKind<'static> {
        self.life.facts.fields.iter().find(|field| field.name == name).expect(GENERATED).kind
    }

    /// The handle of a field.
    pub fn handle<F>(&mut self, field: &'static str) -> Result<F, StartError>
    where
        T: Wires<F>,
    {
        T::wire(self, field)
    }

    /// What `make` makes of the transport's node, on behalf of a callback or field.
    pub(super) fn declared<P>(&self, name: &str, type_name: &str, make: impl FnOnce(&T::Node) -> P) -> P {
        let node = T::declared(&self.node, &Declared { name, type_name });
        make(node.as_ref().unwrap_or(&self.node))
    }

    pub(super) fn timer(&self, callback: &str) -> Timer {
        self.timers.iter().find(|timer| timer.callback() == callback).expect(GENERATED).clone()
    }

    /// What `#[init]` may know of its node.
    pub fn info(&self) -> NodeInfo {
        NodeInfo::new(self.life.clone())
    }

    /// The value of a type that was given to the node.
    pub fn given<C: Send + 'static>(&mut self) -> Result<C, StartError> {
        match self.maybe_given()? {
            Some(value) => Ok(value),
            None => Err(self.given.missing::<C>(self.life.full_name())),
        }
    }

    /// The value of a type that was given to the node, if one was.
    pub fn maybe_given<C: Send + 'static>(&mut self) -> Result<Option<C>, StartError> {
        self.given.take(self.life.full_name())
    }

    /// Takes what `#[init]` returned: the node, and group states beside it.
    pub fn init<N, O: InitOutput<N>>(&mut self, output: O, keep: Kept<O>) -> Result<N, StartError> {
        let node = self.life.full_name().to_owned();
        let failed = |error: Failure| StartError::Init { node, reason: with_sources(&*error) };
        output.split(&mut self.states, keep).map_err(failed)
    }

    /// Seats the node: from here on its callbacks can be wired.
    pub fn seat<N: NodeImpl + WireHandles<T>>(self, node: N) -> Result<Seated<T, N>, StartError> {
        self.given.check_used(self.life.full_name())?;
        let mut check = HandleCheck::default();
        node.verify(&mut check);
        if let Some(field) = check.misplaced {
            let node = self.life.full_name().to_owned();
            return Err(StartError::Handle { node, field: field.to_owned() });
        }
        Ok(Seated {
            wiring: self,
            seat: Box::new(N::Access::store(node)),
            groups: Vec::new(),
            goals: Vec::new(),
        })
    }
}

/// A transport on which fields of type `F` come to be: one that carries what they send.
///
/// It asks nothing of `F`: a field of a wrong type is told once, where its facts are.
#[doc(hidden)]
pub trait Wires<F>: Transport {
    fn wire(wiring: &mut Wiring<Self>, field: &'static str) -> Result<F, StartError>;
    /// The field that a handle was made for, if it is not the same in all of them.
    fn owner(handle: &F) -> Option<&'static str>;
}

impl HandleCheck {
    /// Compares the field that a handle is in with the one that it was made for.
    pub fn handle<T: Wires<F>, F>(&mut self, field: &'static str, handle: &F) {
        if let Some(owner) = T::owner(handle) {
            self.compare(field, owner);
        }
    }
}

/// The wiring of a node's callbacks.
///
/// Generated code has it in its hands. It does not say how the node is stored: that asks the node to be shareable, which
/// `NodeImpl` has asked already.
#[doc(hidden)]
pub struct Seated<T: Transport, N: NodeImpl> {
    pub(super) wiring: Wiring<T>,
    /// A `Stored<N>`.
    pub(super) seat: Box<dyn Any + Send>,
    groups: Vec<Box<dyn AnyGroup<N>>>,
    /// What the keeper does for the node's actions.
    pub(super) goals: Vec<BoxFuture<'static, ()>>,
}

/// What is wired.
#[doc(hidden)]
pub struct Wired {
    /// A `Shown<N>`, for the node's handle.
    pub(super) shown: Box<dyn Any + Send + Sync>,
    pub(super) parts: Parts,
}

/// What a node consists of: it runs when that is spawned.
pub(super) struct Parts {
    /// A `Shown<N>`, to be kept until nothing of the node runs any more.
    pub(super) node: Box<dyn Any + Send>,
    /// The tasks of the groups, by their names; those without callbacks have none.
    pub(super) tasks: Vec<(Option<&'static str>, BoxFuture<'static, ()>)>,
    /// What the keeper answers for the node's actions.
    pub(super) goals: Vec<BoxFuture<'static, ()>>,
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
    fn name(&self) -> &'static str;
    fn as_any(&mut self) -> &mut dyn Any;
    fn task(self: Box<Self>, life: &Arc<Life>, seat: Stored<N>, replies: Replies) -> BoxFuture<'static, ()>;
}

impl<N: NodeImpl, G: Group> AnyGroup<N> for Building<N, G> {
    fn type_id_of_group(&self) -> TypeId {
        TypeId::of::<G>()
    }

    fn name(&self) -> &'static str {
        G::FACTS.name
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
        self.groups
            .iter_mut()
            .find(|group| group.type_id_of_group() == TypeId::of::<G>())?
            .as_any()
            .downcast_mut()
    }

    pub(super) fn callback(&self, name: &str) -> CallbackId {
        callback(self.wiring.life.clone(), name)
    }

    pub(super) fn slot<G: Group, K: Intake + 'static>(
        &mut self,
        id: CallbackId,
        intake: K,
        runner: Runner<N, G, K::Input>,
    ) {
        let looks = matches!(id.life.exec, Exec::Virtual(_)).then(Looks::<N, G>::new);
        let group = self.find::<G>().expect(GENERATED);
        if let Some(looks) = looks.filter(|_| group.callbacks.is_empty()) {
            id.life.keep_looks(TypeId::of::<G>(), looks.clone());
            group.callbacks.push(Box::new(LookSlot::new(looks, id.clone())));
        }
        group.callbacks.push(Box::new(Slot::new(id, intake, runner)));
    }

    /// The tasks of all groups. None runs before all endpoints exist.
    pub fn finish(self) -> Result<Wired, StartError> {
        let Seated { wiring, seat, groups, goals } = self;
        let seat: Stored<N> = *seat.downcast().expect(GENERATED);
        let Wiring { life, node, mut replies, .. } = wiring;
        let (shown, kept) = (Box::new(N::Access::show(&seat)), Box::new(N::Access::show(&seat)));
        let mut seat = Some(seat);
        let mut tasks = Vec::new();
        for group in groups {
            let of_group = replies_of(group.type_id_of_group(), &mut replies);
            // An owned node has one group that runs callbacks, the default one.
            let Some(stored) = seat.as_ref().and_then(N::Access::share).or_else(|| seat.take()) else {
                unreachable!("{GENERATED}")
            };
            tasks.push((Some(group.name()), group.task(&life, stored, of_group)));
        }
        tasks.extend(without_callbacks(&life, replies).into_iter().map(|task| (None, task)));
        Ok(Wired { shown, parts: Parts { node: kept, tasks, goals, presence: Box::new(node) } })
    }
}

/// Replies by the group whose clients get them.
type ByGroup = Vec<(TypeId, Box<dyn Deliver>)>;

fn callback(life: Arc<Life>, name: &str) -> CallbackId {
    let callbacks: &'static [CallbackFacts<'static>] = life.facts.callbacks;
    let index = callbacks.iter().position(|facts| facts.name == name).expect(GENERATED);
    CallbackId { life, facts: &callbacks[index], index }
}

/// Takes the replies of one group out of those of all.
fn replies_of(group: TypeId, replies: &mut ByGroup) -> Replies {
    let of_group = replies.extract_if(.., |(id, _)| *id == group);
    Replies(of_group.map(|(_, replies)| replies).collect())
}

/// The tasks of groups that have clients but no callbacks.
fn without_callbacks(life: &Arc<Life>, mut replies: ByGroup) -> Vec<BoxFuture<'static, ()>> {
    let mut tasks: Vec<BoxFuture<'static, ()>> = Vec::new();
    while let Some((id, _)) = replies.first() {
        let (of_group, life) = (replies_of(*id, &mut replies), life.clone());
        tasks.push(Box::pin(async move { of_group.deliver_until_cancelled(&life).await }));
    }
    tasks
}
