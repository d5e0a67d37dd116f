//! The start of a system: all nodes begin at once, and all run or none.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{NOTICE, RunningSystem, first_that_runs};
use crate::error::{StartError, StopError};
use crate::life::Life;
use crate::node::begin::{self, Prepared, Running};
use crate::node::options::DEFAULT_GRACE;
use crate::rt::Exec;
use crate::rt::sync::{Flag, until};

type Started = Result<Running, StartError>;

/// Nodes that begin. Dropping it gives their start up.
#[must_use]
pub(crate) struct Starting {
    exec: Exec,
    lives: Vec<Arc<Life>>,
    /// Which of them has begun, and how.
    started: mpsc::Receiver<(usize, Started)>,
}

impl Starting {
    /// Each begins in a task of its own: an `#[init]` that blocks holds up neither the others nor who waits for them.
    pub(super) fn new(nodes: Vec<Prepared>, exec: Exec) -> Starting {
        let (begun, started) = mpsc::channel(nodes.len().max(1));
        let lives: Vec<_> = nodes.iter().map(|node| node.life().clone()).collect();
        begin::watch(lives.clone());
        for (place, node) in nodes.into_iter().enumerate() {
            let begun = begun.clone();
            exec.spawn(Box::pin(async move {
                let started = node.finish_alone().await;
                // Nobody waits any more when the start was given up: then the node goes with this.
                let _ = begun.send((place, started)).await;
            }));
        }
        Starting { exec, lives, started }
    }

    /// Waits until all nodes run.
    pub(crate) async fn finish(&mut self) -> Result<RunningSystem, StartError> {
        let mut nodes: Vec<Option<Running>> = self.lives.iter().map(|_| None).collect();
        while nodes.iter().any(Option::is_none) {
            match self.started.recv().await {
                Some((place, Ok(node))) => nodes[place] = Some(node),
                Some((_, Err(error))) => {
                    drop(nodes);
                    if let Err(late) = self.give_up().await {
                        tracing::error!("{late}");
                    }
                    return Err(error);
                }
                None => return Err(StartError::NoRuntime),
            }
        }
        self.lives.clear();
        let nodes: Vec<_> = nodes.into_iter().flatten().collect();
        let stopping = Arc::new(Flag::default());
        for node in &nodes {
            let (life, first) = (node.life().clone(), RaiseOnDrop(stopping.clone()));
            self.exec.spawn(Box::pin(async move {
                let _first = first;
                life.stopping.raised().await;
            }));
        }
        Ok(RunningSystem { nodes, stopping })
    }

    /// Gives the start up, and waits until nothing of the nodes runs.
    ///
    /// # Errors
    /// What still runs after the grace period: an `#[init]` that blocks.
    pub(crate) async fn give_up(&mut self) -> Result<(), StopError> {
        let lives = std::mem::take(&mut self.lives);
        lives.iter().for_each(|life| life.abort());
        let all = async {
            for life in &lives {
                life.ended.raised().await;
            }
        };
        let limit = DEFAULT_GRACE + NOTICE;
        let deadline = self.exec.sleep_until(self.exec.now() + limit);
        until(all, deadline).await;
        first_that_runs(lives.iter(), limit)
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        self.lives.iter().for_each(|life| life.abort());
    }
}

/// Raises the flag also when the task that has it goes unfinished.
struct RaiseOnDrop(Arc<Flag>);

impl Drop for RaiseOnDrop {
    fn drop(&mut self) {
        self.0.raise();
    }
}
