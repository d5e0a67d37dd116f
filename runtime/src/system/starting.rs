//! The start of a system: all nodes begin at once, and all run or none.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{NOTICE, RunningSystem, first_that_runs};
use crate::error::{StartError, StopError};
use crate::life::Life;
use crate::node::begin::{self, Prepared, Running};
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
    /// Why one has not.
    failed: Option<StartError>,
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
        Starting { exec, lives, started, failed: None }
    }

    /// Waits until all nodes run.
    pub(crate) async fn finish(&mut self) -> Result<RunningSystem, StartError> {
        let mut nodes: Vec<Option<Running>> = self.lives.iter().map(|_| None).collect();
        while nodes.iter().any(Option::is_none) {
            match self.started.recv().await {
                Some((place, Ok(node))) => nodes[place] = Some(node),
                Some((_, Err(error))) => {
                    drop(nodes);
                    self.failed = Some(error);
                    if let Err(late) = self.give_up().await {
                        self.exec.say_in_time(move || tracing::error!("{late}"));
                    }
                    return Err(self.failed.take().unwrap_or(StartError::NoRuntime));
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

    /// Why a node has not started, where that is why the others do not.
    pub(crate) fn failed(&mut self) -> Result<(), StartError> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Gives the start up, and waits until nothing of the nodes runs.
    ///
    /// # Errors
    /// What still runs after the grace period: an `#[init]` that blocks.
    pub(crate) async fn give_up(&mut self) -> Result<(), StopError> {
        let lives = &self.lives;
        lives.iter().for_each(|life| life.abort());
        let all = async {
            for life in lives {
                life.ended.raised().await;
            }
        };
        let grace = lives.iter().map(|life| life.grace()).max().unwrap_or_default();
        let limit = grace.saturating_add(NOTICE);
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
