//! Several nodes in one program: checked together, started together, stopped together.

mod starting;

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use crate::args::Args;
use crate::describe::{self, Description, doubts};
use crate::error::{Error, NodeError, Result, StartError, StopError};
use crate::life::{Identity, Life};
use crate::node::Node;
use crate::node::begin::Running;
use crate::node::composition::Composition;
use crate::node::node_type::NodeType;
use crate::node::options::NodeOptions;
use crate::node::strangers;
use crate::rt::Exec;
use crate::rt::sync::{Flag, until};
use crate::transport::{InProcess, Transport};
use starting::Starting;

/// Nodes that are to run in one program.
///
/// Before any of them starts, all are checked together under the names that they get: nodes that call each
/// other's services in a ring are refused, with the whole ring in the error.
///
/// ```no_run
/// # use rosweave::prelude::*;
/// # use rosweave::System;
/// # #[node] struct Talker;
/// # #[node] impl Talker { #[timer("1s")] fn tick(&self) {} }
/// # async fn f() -> rosweave::Result {
/// let system = System::new()
///     .node::<Talker>(NodeOptions::new().namespace("/left"))
///     .node::<Talker>(NodeOptions::new().namespace("/right"))
///     .start()
///     .await?;
/// system.stop().await?;
/// # Ok(()) }
/// ```
#[must_use]
pub struct System<T: Transport = InProcess> {
    members: Vec<Member<T>>,
}

struct Member<T: Transport> {
    node_type: NodeType<T>,
    options: NodeOptions,
}

impl<T: Transport> Default for System<T> {
    fn default() -> System<T> {
        System { members: Vec::new() }
    }
}

impl<T: Transport> std::fmt::Debug for System<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.members.iter().map(|member| member.node_type.facts.type_name)).finish()
    }
}

impl System {
    /// No nodes yet, to be run in-process.
    pub fn new() -> System {
        System::on()
    }
}

impl<T: Transport> System<T> {
    /// No nodes yet, to be run on transport `T`.
    pub fn on() -> System<T> {
        System::default()
    }

    /// One more node.
    pub fn node<N: Node<T>>(mut self, options: NodeOptions) -> System<T> {
        self.members.push(Member { node_type: NodeType::of::<N>(), options });
        self
    }

    /// What the program's arguments say of the nodes. [`run_system`](crate::run_system) and the like do that by
    /// themselves.
    pub fn args(mut self, args: &Args) -> System<T> {
        for member in &mut self.members {
            member.options = member.options.clone().args(args);
        }
        self
    }

    /// What the nodes are together, under the names that they get.
    ///
    /// # Errors
    /// A name that ROS 2 would refuse.
    pub fn describe(&self) -> Result<Description> {
        let mut description = self.describe_as(&self.identities()?);
        description.cycles = describe::find_cycles(&description)?;
        Ok(description)
    }

    fn identities(&self) -> Result<Vec<Identity>, StartError> {
        self.members.iter().map(|member| member.options.clone().identity(member.node_type.facts)).collect()
    }

    /// The nodes under these names, unchecked.
    fn describe_as(&self, identities: &[Identity]) -> Description {
        let nodes = self.members.iter().zip(identities);
        let nodes =
            nodes.map(|(member, identity)| describe::node_of(&member.node_type.facts, identity)).collect();
        Description { nodes, ..Description::default() }
    }

    /// Writes to standard output what the nodes are, where the program was asked to by the argument `--describe`,
    /// and returns whether it was. See [`describe`](mod@crate::describe).
    ///
    /// [`run_system`](crate::run_system) and the like do that by themselves, and end the program. It is for a program
    /// that starts its nodes otherwise, or that writes to standard output before.
    ///
    /// # Errors
    /// A format that there is none of, a name that ROS 2 would refuse, or an output that takes nothing; and the cycles of
    /// waits that the nodes would close, which are written before: as `rosweave join` does, a program ends with 1 then.
    pub fn describe_if_asked(&self) -> Result<bool> {
        let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
        let Some(format) = describe::asked(args).map_err(Error::other)? else { return Ok(false) };
        let description = self.describe()?;
        print(&format.render(&description))?;
        for doubt in doubts(&description) {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "warning: {doubt}");
        }
        let cycles: Vec<&str> = description.cycles.iter().map(|cycle| &*cycle.message).collect();
        if cycles.is_empty() { Ok(true) } else { Err(Error::other(cycles.join("\n"))) }
    }

    /// Starts all nodes on the transport's default graph. Needs a running tokio runtime.
    ///
    /// # Errors
    /// [`StartError::Deadlock`] holds the ring of nodes that would wait for each other. Whatever the error,
    /// none of the nodes runs then.
    pub async fn start(self) -> Result<RunningSystem, StartError> {
        self.start_on(&T::open()?).await
    }

    /// Starts all nodes on a transport. Needs a running tokio runtime.
    ///
    /// # Errors
    /// As [`start`](System::start).
    pub async fn start_on(self, transport: &T) -> Result<RunningSystem, StartError> {
        let exec = Exec::current().ok_or(StartError::NoRuntime)?;
        self.start_in(transport, exec).await
    }

    pub(crate) async fn start_in(self, transport: &T, exec: Exec) -> Result<RunningSystem, StartError> {
        self.begin(transport, exec)?.finish().await
    }

    /// Lets all nodes begin on the transport's default graph.
    pub(crate) fn begin_here(self) -> Result<Starting, StartError> {
        self.begin(&T::open()?, Exec::current().ok_or(StartError::NoRuntime)?)
    }

    /// Lets all nodes begin, each for itself: none waits for the `#[init]` of another one.
    pub(crate) fn begin(self, transport: &T, exec: Exec) -> Result<Starting, StartError> {
        let identities = self.identities()?;
        if let Some(member) = self.members.first() {
            strangers::warn(member.options.given_args(), &identities);
        }
        let nodes = self.members.iter().map(|member| member.node_type.facts).zip(&identities);
        Composition(nodes.collect()).check(T::TYPES)?;
        for doubt in doubts(&self.describe_as(&identities)) {
            tracing::warn!("{doubt}");
        }
        let members = self.members.into_iter();
        let prepared =
            members.map(|Member { node_type, options }| options.prepare(node_type, transport, exec.clone()));
        Ok(Starting::new(prepared.collect::<Result<_, _>>()?, exec.clone()))
    }
}

/// Writes to standard output what the program was asked for.
pub(crate) fn print(text: &str) -> Result {
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        // Somebody has read as much as they wanted.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// How long callbacks have, once their grace period is over, to notice the end.
pub(crate) const NOTICE: Duration = Duration::from_millis(250);

/// The error that names what still runs of the first of these nodes; the log has the others.
fn first_that_runs<'a>(lives: impl Iterator<Item = &'a Arc<Life>>, limit: Duration) -> Result<(), StopError> {
    let mut late = lives.filter(|life| !life.ended.is_raised()).map(|life| (life, life.still_running(limit)));
    let Some((life, first)) = late.next() else { return Ok(()) };
    let others: Vec<_> = late.map(|(_, error)| error).collect();
    if !others.is_empty() {
        life.exec.say_in_time(move || others.iter().for_each(|error| tracing::error!("{error}")));
    }
    Err(first)
}

/// Nodes that run. Dropping it stops them at once, without a grace period and without waiting.
#[must_use = "the nodes stop when their system is dropped"]
pub struct RunningSystem {
    nodes: Vec<Running>,
    /// Raised when the first node is about to end.
    stopping: Arc<Flag>,
}

impl std::fmt::Debug for RunningSystem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.nodes.iter().map(|node| node.life().full_name())).finish()
    }
}

impl RunningSystem {
    pub(crate) fn lives(&self) -> impl Iterator<Item = &Arc<Life>> {
        self.nodes.iter().map(Running::life)
    }

    /// Waits until a node ends by itself, then stops the others.
    ///
    /// # Errors
    /// What ended the first node that ended with an error.
    pub async fn wait(&self) -> Result<(), NodeError> {
        self.stopping().await;
        self.stop().await
    }

    /// Ready when a node is about to end.
    pub(crate) async fn stopping(&self) {
        self.stopping.raised().await;
    }

    /// Stops all nodes, and returns when nothing of them runs.
    ///
    /// # Errors
    /// What had ended the first node that ended with an error.
    pub async fn stop(&self) -> Result<(), NodeError> {
        self.nodes.iter().for_each(|node| node.life().stopping.raise());
        for node in &self.nodes {
            node.life().ended.raised().await;
        }
        self.nodes.iter().try_for_each(|node| node.life().outcome())
    }

    /// Stops all nodes, but waits no longer than the longest grace period and a little.
    pub(crate) async fn stop_in_time(&self) -> Result<(), StopError> {
        let grace = self.lives().map(|life| life.grace()).max().unwrap_or_default();
        let limit = grace.saturating_add(NOTICE);
        let Some(exec) = Exec::current() else { return Ok(()) };
        let deadline = exec.sleep_until(exec.now() + limit);
        match until(self.stop(), deadline).await {
            Some(outcome) => Ok(outcome?),
            None => first_that_runs(self.lives(), limit),
        }
    }
}
