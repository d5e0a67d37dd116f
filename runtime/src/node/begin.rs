//! The beginning of a node: between its place in the graph and its first callback `#[init]` runs, for as long as it
//! likes.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::node_type::NodeType;
use super::options::{Logs, NodeOptions};
use super::wiring::{Parts, Wired, Wiring};
use crate::error::StartError;
use crate::life::{Life, guard_future, poll_speaking, say};
use crate::log::levels;
use crate::parameters::store::Store;
use crate::rt::sync::until;
use crate::rt::{BoxFuture, Exec};
use crate::stall;
use crate::transport::{Clock, Transport, Vitals};
use crate::wait_graph::{self, Membership};
use crate::waits::Beside;

/// A node that has its place in the graph and is not made yet.
pub(crate) struct Prepared {
    unfinished: Unfinished,
    membership: Membership,
    parameters: Arc<Store>,
    transport: &'static str,
    vitals: Vitals,
    wire: BoxFuture<'static, Result<Wired, StartError>>,
}

/// A node that is made, and does not run yet.
struct Made {
    unfinished: Unfinished,
    membership: Membership,
    transport: &'static str,
    parts: Parts,
}

/// What the handle of a node has, whatever its type.
pub(crate) struct OfHandle {
    /// A `Shown<N>`.
    pub(super) shown: Box<dyn Any + Send + Sync>,
    pub(super) parameters: Arc<Store>,
    pub(super) vitals: Vitals,
}

/// A node that runs. Dropping it stops the node at once.
pub(crate) struct Running(Arc<Life>);

impl Running {
    pub(crate) fn life(&self) -> &Arc<Life> {
        &self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl NodeOptions {
    /// Gives the node its place in the graph. Its layout was checked before.
    pub(crate) fn prepare<T: Transport>(
        self,
        node_type: NodeType<T>,
        transport: &T,
        exec: Exec,
    ) -> Result<Prepared, StartError> {
        let NodeType { facts, on_panic, parameters, wire } = node_type;
        let (limits, given, on_deadlock) = (self.limits, self.given.clone(), self.on_deadlock);
        let logs =
            Logs { rosout: self.logs.rosout && self.given_args().ros.rosout != Some(false), ..self.logs };
        levels::apply(&self.given_args().ros);
        let identity = self.clone().identity(facts)?;
        let parameters = Arc::new(self.store(&facts, parameters, &identity)?);
        let life = Life::new(identity, facts, exec.clone(), on_panic, limits);
        let unfinished = Unfinished(Some(life.clone()));
        let membership =
            wait_graph::join(&life, transport.network(), on_deadlock).map_err(StartError::Deadlock)?;
        if transport.has_node(life.full_name()) {
            tracing::warn!(node = life.full_name(), "another node of this name is there already");
        }
        let node = transport.join(life.full_name(), Clock::system(exec))?;
        parameters.drive(life.clock.clone());
        let wire = wire(Wiring::new(life, node, (given, logs), parameters.clone()));
        let vitals = transport.vitals();
        Ok(Prepared { unfinished, membership, parameters, transport: T::NAME, vitals, wire })
    }
}

impl Prepared {
    pub(crate) fn life(&self) -> &Arc<Life> {
        self.unfinished.life()
    }

    /// Makes the node where user code runs, and lets it run: the caller's thread may be one that others need, and
    /// `#[init]` may block it. Where nobody waits any more, the start is given up.
    pub(crate) async fn start(self) -> Result<(Running, OfHandle), StartError> {
        let exec = self.life().exec.clone();
        let (mut begun, started) = oneshot::channel();
        exec.spawn(Box::pin(async move {
            if let Some(started) = until(self.finish(), begun.closed()).await {
                // Not received, the node goes with this.
                let _ = begun.send(started);
            }
        }));
        started.await.unwrap_or(Err(StartError::NoRuntime))
    }

    /// Makes the node and lets it run.
    pub(crate) async fn finish(self) -> Result<(Running, OfHandle), StartError> {
        let (made, of_handle) = self.make().await?;
        Ok((made.run(), of_handle))
    }

    /// The same for a node without a handle.
    pub(crate) async fn finish_alone(self) -> Result<Running, StartError> {
        let (made, of_handle) = self.make().await?;
        // Before the node runs: it lets go of what it is made of when it ends, and nobody else does then.
        drop(of_handle);
        Ok(made.run())
    }

    async fn make(self) -> Result<(Made, OfHandle), StartError> {
        let Prepared { unfinished, membership, parameters, transport, vitals, wire } = self;
        let life = unfinished.life();
        let failed = |reason| StartError::Init { node: life.full_name().to_owned(), reason };
        let wired = until(poll_speaking(life.instance, guard_future(wire)), life.cancelled.raised()).await;
        let wired = wired.ok_or_else(|| failed("its start was given up".to_owned()))?.map_err(failed)??;
        let Wired { shown, parts } = wired;
        Ok((Made { unfinished, membership, transport, parts }, OfHandle { shown, parameters, vitals }))
    }
}

impl Made {
    fn run(self) -> Running {
        let Made { mut unfinished, membership, transport, parts } = self;
        let life = unfinished.life().clone();
        for goals in parts.goals {
            life.spawn_to_its_end(goals);
        }
        for (group, task) in parts.tasks {
            life.spawn(Beside::Rest { group }, task);
        }
        life.exec.spawn(life.supervise(parts.node, (parts.presence, membership)));
        unfinished.0 = None;
        life.started.raise();
        say(|| tracing::info!(node = life.full_name(), transport, "a node has started"));
        if let Exec::Wall(_) = life.exec {
            stall::watch(&life);
            end_with_runtime(&life);
        }
        Running(life)
    }
}

/// Ends the node when its runtime is dropped: nothing that its callbacks spawn there would run any more.
fn end_with_runtime(life: &Arc<Life>) {
    let runtime = Running(life.clone());
    life.exec.spawn_in_runtime(async move { runtime.life().ended.raised().await });
}

/// What `#[init]` may have kept of a node that does not start must not stay in the graph.
struct Unfinished(Option<Arc<Life>>);

impl Unfinished {
    fn life(&self) -> &Arc<Life> {
        self.0.as_ref().expect("it is taken when the node has begun")
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(life) = &self.0 {
            life.abort();
            life.ended.raise();
        }
    }
}

/// How long an `#[init]` may run before the log says so.
const LIMIT: Duration = Duration::from_secs(2);

/// Has the log name those of the nodes whose `#[init]` has not returned in time, and what they wait for.
pub(crate) fn watch(lives: Vec<Arc<Life>>) {
    let Some(exec) = lives.first().map(|life| life.exec.clone()) else { return };
    if !matches!(exec, Exec::Wall(_)) {
        return;
    }
    let deadline = exec.sleep_until(exec.now() + LIMIT);
    exec.clone().spawn_on_keeper(Box::pin(async move {
        let begun = async {
            for life in &lives {
                until(life.started.raised(), life.cancelled.raised()).await;
            }
        };
        if until(begun, deadline).await.is_none() {
            exec.say(move || report(&lives));
        }
    }));
}

fn begins(life: &Life) -> bool {
    !life.started.is_raised() && !life.cancelled.is_raised()
}

fn report(lives: &[Arc<Life>]) {
    for life in lives.iter().filter(|life| begins(life)) {
        let node = life.full_name();
        let Some(service) = life.asked() else {
            tracing::warn!(node, "`#[init]` has not returned after {LIMIT:?}");
            continue;
        };
        let server = lives.iter().find(|server| stall::serves_any(server, &service));
        match server.filter(|server| begins(server)) {
            Some(server) => tracing::warn!(
                node,
                service,
                server = server.full_name(),
                "`#[init]` has not returned after {LIMIT:?}: it asks for a service of a node whose `#[init]` has not \
                 returned either"
            ),
            None => tracing::warn!(
                node,
                service,
                "`#[init]` has not returned after {LIMIT:?}: it asks for a service"
            ),
        }
    }
}
