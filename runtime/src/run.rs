//! The one-line `main`.

use std::future::Future;

use crate::error::Result;
use crate::node::Node;
use crate::node::start::NodeOptions;
use crate::rt::sync::until;
use crate::system::System;
use crate::transport::{InProcess, Transport};

/// Runs a node in-process until it ends, or until Ctrl-C or SIGTERM stops it.
///
/// Builds a tokio runtime and, unless the program has a `tracing` subscriber of its own, writes the log to
/// standard error.
///
/// # Errors
/// Whatever kept the node from starting, ended it, or kept it from stopping.
pub fn run<N: Node>() -> Result {
    run_on::<InProcess, N>()
}

/// Like [`run`], on another transport.
///
/// # Errors
/// Whatever kept the node from starting, ended it, or kept it from stopping.
pub fn run_on<T: Transport, N: Node<T>>() -> Result {
    run_system(System::<T>::on().node::<N>(NodeOptions::new()))
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
/// # Errors
/// Whatever kept the nodes from starting, ended one of them, or kept one from stopping.
pub fn run_system_until<T: Transport>(system: System<T>, end: impl Future<Output = ()>) -> Result {
    block_on(async {
        let system = system.start().await?;
        until(end, system.stopping()).await;
        tracing::info!(nodes = ?system, "stopping");
        Ok(system.stop_in_time().await?)
    })?
}

/// Runs `future` on a new tokio runtime, for a `main` that starts several nodes.
///
/// Unless the program has a `tracing` subscriber of its own, the log goes to standard error.
///
/// # Errors
/// Where the runtime can not be built.
pub fn block_on<F: Future>(future: F) -> Result<F::Output> {
    #[cfg(feature = "log")]
    log();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("rosweave").build()?;
    let output = runtime.block_on(future);
    // A callback that blocks in something foreign must not keep the program.
    runtime.shutdown_background();
    Ok(output)
}

/// Ready when the program is asked to end: by Ctrl-C, or by SIGTERM where there is one.
pub async fn shutdown_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signals) => drop(signals.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        until(interrupt, terminate).await;
    }
    #[cfg(not(unix))]
    interrupt.await;
}

/// The level comes from `ROSWEAVE_LOG` (error, warn, info, debug, trace, off); without it, it is info.
#[cfg(feature = "log")]
fn log() {
    use tracing_subscriber::filter::LevelFilter;
    let level = std::env::var("ROSWEAVE_LOG").ok().and_then(|level| level.parse().ok());
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level.unwrap_or(LevelFilter::INFO))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_target(false)
        .finish();
    // An error means that the program has one of its own.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// A `main` that runs one node or several: `rosweave::main!(Talker, Listener);`.
///
/// Beside the function it brings the check of generic nodes, and of the nodes together, into `cargo check`:
/// nodes that call each other's services in a ring do not compile.
#[macro_export]
macro_rules! main {
    ($($node:ty),+ $(,)?) => {
        $(const _: () = <$node as $crate::__private::NodeImpl>::JUDGED;)+
        const _: () = if let ::core::option::Option::Some(text) =
            $crate::__private::judged_together([$($crate::__private::node_facts::<$node>()),+])
        {
            ::core::panic!("{}", text.as_str())
        };

        fn main() -> $crate::Result {
            let system = $crate::System::new();
            $(let system = system.node::<$node>($crate::NodeOptions::new());)+
            $crate::run_system(system)
        }
    };
}
