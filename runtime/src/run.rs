//! The one-line `main`.

pub(crate) mod choice;
#[cfg(unix)]
mod held;

use std::future::Future;
use std::pin::pin;

use crate::args::args;
use crate::declare::node_facts;
use crate::error::Result;
use crate::node::Node;
use crate::node::options::NodeOptions;
use crate::rt::Exec;
use crate::rt::signals;
use crate::rt::sync::until;
use crate::system::System;
use crate::transport::{InProcess, Transport};
use choice::{Choice, Transports, help_or_run, run_chosen};

/// Runs a node in-process until it ends, or until Ctrl-C or SIGTERM stops it.
///
/// Builds a tokio runtime and, unless the program has a `tracing` subscriber of its own, writes the log to
/// standard error.
///
/// It reads the program's arguments: `--help`, [`--describe`](mod@crate::describe), and behind `--ros-args` what ROS 2's
/// launch files say. Others are an error, unless they stand after `--`: those are the program's own, for
/// [`args`](crate::args) to give.
///
/// # Errors
/// An argument that nobody knows, and whatever kept the node from starting, ended it, or kept it from stopping.
pub fn run<N: Node>() -> Result {
    run_on::<InProcess, N>()
}

/// Like [`run`], on another transport.
///
/// # Errors
/// Whatever kept the node from starting, ended it, or kept it from stopping.
pub fn run_on<T: Transport, N: Node<T>>() -> Result {
    let choice = Choice { name: T::NAME, facts: [node_facts::<N>()], run: run_node::<T, N> };
    help_or_run(&choice)
}

/// Like [`run_on`], when its arguments are known to be right.
pub(crate) fn run_node<T: Transport, N: Node<T>>() -> Result {
    run_system(System::<T>::on().node::<N>(NodeOptions::new()))
}

/// Like [`run`], on the transport that the environment variable `ROSWEAVE_TRANSPORT` names, among those of the
/// tuple `L`; without it, on the first of them.
///
/// The program names the transports rather than taking all that are compiled in: a feature that another crate
/// turns on must not ask more of this program's messages.
///
/// ```no_run
/// # use rosweave::prelude::*;
/// # use rosweave::InProcess;
/// # #[node] struct Talker;
/// # #[node] impl Talker { #[timer("1s")] fn tick(&self) {} }
/// fn main() -> rosweave::Result { rosweave::run_any::<(InProcess,), Talker>() }
/// ```
///
/// # Errors
/// A name that is not among them, and whatever kept the node from starting, ended it, or kept it from stopping.
pub fn run_any<L: Transports<N>, N>() -> Result {
    run_chosen(L::CHOICES)
}

/// Runs several nodes until one of them ends, or until Ctrl-C or SIGTERM stops them.
///
/// # Errors
/// Whatever kept the nodes from starting, ended one of them, or kept one from stopping.
pub fn run_system<T: Transport>(system: System<T>) -> Result {
    run_system_until(system, shutdown_signal())
}

/// Runs several nodes until one of them ends, or until `end` is ready, which stops them.
///
/// With the argument `--describe` it [says what they are](mod@crate::describe) instead, and ends the program. What
/// stands behind `--ros-args` is for the nodes; all other arguments are left to the program: [`args`](crate::args).
///
/// # Errors
/// What is wrong behind `--ros-args`, and whatever kept the nodes from starting, ended one of them, or kept one from
/// stopping.
pub fn run_system_until<T: Transport>(system: System<T>, end: impl Future<Output = ()>) -> Result {
    let system = system.args(&args()?);
    if system.describe_if_asked()? {
        // The rest of `main` is for a program that has run.
        std::process::exit(0);
    }
    let outcome: Result = block_on(async {
        let mut end = pin!(end);
        // From the first moment on: an `#[init]` may wait for long.
        let mut starting = system.begin_here()?;
        let Some(system) = until(starting.finish(), end.as_mut()).await else {
            say(|| tracing::info!("stopping, before all nodes have started"));
            starting.failed()?;
            return Ok(starting.give_up().await?);
        };
        let system = system?;
        until(end, system.stopping()).await;
        let nodes = format!("{system:?}");
        say(move || tracing::info!(%nodes, "stopping"));
        Ok(system.stop_in_time().await?)
    })?;
    #[cfg(unix)]
    held::end_where_it_can_not_be_told(&outcome);
    outcome
}

/// The program has to end, whatever becomes of the log.
fn say(log: impl FnOnce() + Send + 'static) {
    if let Some(exec) = Exec::current() {
        exec.say_in_time(log);
    }
}

/// Runs `future` on a new tokio runtime, for a `main` that starts several nodes.
///
/// Unless the program has a `tracing` subscriber of its own, the log goes to standard error.
///
/// # Errors
/// Where the runtime can not be built.
pub fn block_on<F: Future>(future: F) -> Result<F::Output> {
    #[cfg(feature = "log")]
    crate::log::subscriber::install(args().ok().as_ref());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("rosweave").build()?;
    let output = runtime.block_on(future);
    // A callback that blocks in something foreign must not keep the program.
    runtime.shutdown_background();
    Ok(output)
}

/// Ready when the program is asked to end: by Ctrl-C, or by SIGTERM where there is one.
///
/// It does not depend on the runtime that it is awaited in: callbacks that block do not keep it from being heard. While
/// nobody awaits it, the signals have their usual effect; so after the first one a second ends the program at once.
pub async fn shutdown_signal() {
    signals::asked_to_end().await;
}

/// A `main` that runs one node or several: `rosweave::main!(Talker, Listener);`.
///
/// Beside the function it brings the check of generic nodes, and of the nodes together, into `cargo check`:
/// nodes that call each other's services in a ring do not compile.
///
/// `rosweave::main!(on (InProcess, Dds): Talker, Listener);` lets the environment choose the transport, as
/// [`run_any`] does; `on Dds` names one.
#[macro_export]
macro_rules! main {
    (on ($($transport:ty),+ $(,)?): $($node:ty),+ $(,)?) => {
        fn main() -> $crate::Result {
            const NODES: usize = [$(stringify!($node)),+].len();
            const CHOICES: &[$crate::__private::Choice<NODES>] = $crate::main!(@on ($($transport)+) [$($node)+]);
            const _: () = if let ::core::option::Option::Some(text) =
                $crate::__private::judged_together(CHOICES[0].facts)
            {
                // Tools get the place of the tokens, which is to be the user's.
                $crate::__private::at! { ($($node)+) $crate::__private::refuse(text.as_str()) }
            };
            $crate::__private::run_chosen(CHOICES)
        }
    };
    (on $transport:ty: $($node:ty),+ $(,)?) => {
        $crate::main!(on ($transport): $($node),+);
    };
    // Each transport with all nodes: what is repeated twice needs a rule of its own.
    (@on ($($transport:ty)+) $nodes:tt) => {
        &[$($crate::main!(@choice $transport, $nodes)),+]
    };
    (@choice $transport:ty, [$($node:ty)+]) => {
        $crate::__private::Choice {
            name: <$transport as $crate::Transport>::NAME,
            facts: [$($crate::__private::judged_facts::<$transport, $node>()),+],
            run: || {
                let system = $crate::System::<$transport>::on();
                $(let system = system.node::<$node>($crate::NodeOptions::new());)+
                $crate::run_system(system)
            },
        }
    };
    () => {
        $crate::main!(@refused "`main!` names no node\nhelp: write `rosweave::main!(Talker);`\nsee: rosweave::node");
    };
    // A value has parentheses or braces behind its path, which rustc would take for a type of functions.
    ($($part:ident)::+ ($($within:tt)*) $($rest:tt)*) => {
        $crate::main!(@value);
    };
    ($($part:ident)::+ {$($within:tt)*} $($rest:tt)*) => {
        $crate::main!(@value);
    };
    ($text:literal $($rest:tt)*) => {
        $crate::main!(@value);
    };
    (@value) => {
        $crate::main!(@refused "`main!` makes its nodes itself: it takes their types, and no values\n\
            help: write `rosweave::main!(Talker);`, and make in `#[init]` what the node begins with\nsee: rosweave::node");
    };
    (@refused $why:literal) => {
        fn main() {}
        ::core::compile_error!($why);
    };
    ($($node:ty),+ $(,)?) => {
        $crate::main!(on ($crate::InProcess): $($node),+);
    };
}
