//! The handle of a node that runs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::begin::{OfHandle, Running};
use super::wiring::GENERATED;
use crate::declare::{NodeImpl, Shared, Shown};
use crate::error::{NodeError, ParameterError, StopError};
use crate::group::context::{AsyncCx, Cx, Lent, NoGroup, outside, outside_async};
use crate::life::{Life, NodeStats};
use crate::parameters::store::Store;
use crate::parameters::store::set::Refusal;
use crate::parameters::value::ParameterValue;
use crate::rt::sync::until;
use crate::stall;
use crate::transport::{Health, Vitals};
use crate::waits::{Stall, UnseenWait, Waiting};

/// A node that runs. Dropping it stops the node at once, without a grace period and without waiting.
#[must_use = "a node stops when its handle is dropped"]
pub struct NodeHandle<N: NodeImpl> {
    running: Running,
    node: Shown<N>,
    parameters: Arc<Store>,
    vitals: Vitals,
}

impl<N: NodeImpl> NodeHandle<N> {
    pub(crate) fn of((running, of_handle): (Running, OfHandle)) -> NodeHandle<N> {
        let OfHandle { shown, parameters, vitals } = of_handle;
        NodeHandle { running, node: *shown.downcast().expect(GENERATED), parameters, vitals }
    }

    pub(crate) fn life(&self) -> &Arc<Life> {
        self.running.life()
    }

    /// The node's full name.
    pub fn name(&self) -> &str {
        self.life().full_name()
    }

    /// A context of no group, to call the node's clients from threads that drive no tasks. The call blocks.
    pub fn cx(&self) -> Lent<Cx<NoGroup>> {
        outside(self.life())
    }

    /// A context of no group, to call the node's clients from async code.
    pub fn async_cx(&self) -> Lent<AsyncCx<NoGroup>> {
        outside_async(self.life())
    }

    /// The value of a parameter; `None` where the node has none of that name.
    pub fn parameter(&self, name: &str) -> Option<ParameterValue> {
        self.parameters.values().get(name).cloned()
    }

    /// Sets a parameter, as others can do from outside.
    ///
    /// # Errors
    /// [`ParameterError::Refused`] says why it keeps its value.
    pub fn set_parameter(
        &self,
        name: impl Into<String>,
        value: impl Into<ParameterValue>,
    ) -> Result<(), ParameterError> {
        self.set_parameters([(name, value)])
    }

    /// Sets several parameters at once: all of them, or none.
    ///
    /// # Errors
    /// [`ParameterError::Refused`] says why all keep their values.
    pub fn set_parameters<K: Into<String>, V: Into<ParameterValue>>(
        &self,
        values: impl IntoIterator<Item = (K, V)>,
    ) -> Result<(), ParameterError> {
        let values: Vec<(String, ParameterValue)> =
            values.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let names: Vec<_> = values.iter().map(|(name, _)| name.as_str()).collect();
        let refused =
            |refusal: Refusal| ParameterError::Refused { name: names.join("`, `"), reason: refusal.reason() };
        self.parameters.set(&values).map_err(refused)
    }

    /// What was counted so far.
    pub fn stats(&self) -> NodeStats {
        self.life().stats()
    }

    /// Whether the node's transport still reaches those outside the process.
    pub fn health(&self) -> Health {
        self.vitals.health()
    }

    /// Who waits for a reply right now, longest first.
    pub fn waiting(&self) -> Vec<Waiting> {
        stall::own_waiting(self.life())
    }

    /// The callbacks that were reported because they had not returned for long while somebody waited; the
    /// newest 64.
    pub fn stalls(&self) -> Vec<Stall> {
        self.life().stalls()
    }

    /// The waits that were met and that nothing in the node's impl block shows, each once.
    pub fn unseen_waits(&self) -> Vec<UnseenWait> {
        self.life().found.unseen_waits()
    }

    /// The cycles of waits that were let through because of [`OnDeadlock::Report`](crate::OnDeadlock::Report).
    pub fn deadlocks(&self) -> Vec<String> {
        self.life().found.deadlocks()
    }

    /// Whether the node has ended: nothing of it runs any more.
    pub fn has_ended(&self) -> bool {
        self.life().ended.is_raised()
    }

    /// Asks the node to stop, and does not wait for it.
    pub fn request_stop(&self) {
        self.life().stopping.raise();
    }

    /// Waits until the node has ended by itself: a callback asked for it, or one panicked.
    ///
    /// # Errors
    /// [`NodeError`] says what ended the node, if it was an error.
    pub async fn wait(&self) -> Result<(), NodeError> {
        self.life().ended.raised().await;
        self.life().outcome()
    }

    /// Stops the node: takes nothing in any more, lets running callbacks finish within the grace period,
    /// cancels the rest, and returns when nothing of the node runs. Stopping twice is no error.
    ///
    /// # Errors
    /// [`NodeError`] if a callback's panic had ended the node.
    pub async fn stop(&self) -> Result<(), NodeError> {
        self.request_stop();
        self.wait().await
    }

    /// Like [`stop`](NodeHandle::stop), but waits at most `limit`.
    ///
    /// # Errors
    /// [`StopError::StillRunning`] names the callbacks that still run then: sync ones that block in
    /// something that is not ours to wake. [`StopError::Failed`] as for `stop`.
    pub async fn stop_within(&self, limit: Duration) -> Result<(), StopError> {
        self.request_stop();
        if self.has_ended() {
            // Perhaps with its runtime: nothing can sleep there any more.
            return Ok(self.life().outcome()?);
        }
        let deadline = self.life().exec.sleep_until(self.life().exec.now() + limit);
        match until(self.wait(), deadline).await {
            Some(outcome) => Ok(outcome?),
            None => Err(self.life().still_running(limit)),
        }
    }
}

impl<N: NodeImpl<Access = Shared> + Send + Sync> NodeHandle<N> {
    /// The node itself, where its callbacks share it (take `&self`).
    pub fn node(&self) -> &N {
        &self.node
    }
}

impl<N: NodeImpl> fmt::Debug for NodeHandle<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeHandle").field("node", &self.name()).finish_non_exhaustive()
    }
}
