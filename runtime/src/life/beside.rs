//! Code of the user's that a node runs beside its callbacks: the tasks that they spawn, and the `Drop` of what the node is
//! made of, when it ends. It is watched as they are: it has a name where it does not return, and where it panics.

use std::future::Future;
use std::mem::needs_drop;
use std::ops::Deref;
use std::sync::Arc;

use super::inside::{Inside, Seen};
use super::{Life, current, guard, poll_speaking, say, speak_as};
use crate::error::NodeError;
use crate::rt::BoxFuture;
use crate::rt::polled::polled;
use crate::rt::pure::{NoVerdict, Pure};
use crate::rt::sync::{lock, until};
use crate::waits::Beside;

/// A place where such code runs.
pub(super) struct Place {
    what: Beside,
    inside: Arc<Inside>,
}

impl Life {
    /// Spawns a task of the user's: it lives as long as the node.
    pub(crate) fn spawn_task(self: &Arc<Self>, future: BoxFuture<'static, ()>) {
        let own = current().filter(|current| current.node == self.instance);
        let by = own.map(|current| self.facts.callbacks[current.callback].name);
        let (life, what) = (self.clone(), Beside::Task { by });
        let running = self.runs_beside(what);
        self.spawn(what, async move {
            let task = poll_speaking(life.instance, future);
            let task = polled(task, |task, context| running.run(|| task.poll(context)));
            until(task, life.cancelled.raised()).await;
        });
    }

    /// Drops a value of the user's that the node is made of.
    pub(crate) fn let_go<T>(self: &Arc<Self>, of: &'static str, value: T) {
        if needs_drop::<T>() {
            self.run_beside(Beside::Drop { of }, || drop(value));
        }
    }

    /// Runs what may be such code.
    pub(crate) fn run_beside(self: &Arc<Self>, what: Beside, work: impl FnOnce()) {
        let running = self.runs_beside(what);
        if let Err(panic) = running.run(|| speak_as(self.instance, || guard(work))) {
            self.panicked_beside(what, panic);
        }
    }

    /// Has `pure` run a function that looks at what is asked of the node. One that does not return keeps nothing from
    /// ending.
    ///
    /// # Errors
    /// [`NoVerdict`] says why there is nothing.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        pure: &Pure,
        what: Beside,
        function: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoVerdict> {
        let life = self.clone();
        pure.run(move || life.runs_beside(what).run(|| speak_as(life.instance, function))).await
    }

    /// Says what has not returned of a node that has ended.
    pub(super) fn say_what_goes_on(&self) {
        for (what, _) in self.beside() {
            let node = self.full_name();
            say(|| tracing::warn!(node, "the node has ended, but {what} has not returned"));
        }
    }

    pub(super) fn panicked_beside(&self, what: Beside, message: String) {
        let node = self.full_name().to_owned();
        speak_as(self.instance, || say(|| tracing::error!(node, message, "{what} panicked")));
        self.fail(NodeError::PanickedBeside { node, what, message });
    }

    /// Notes that such code runs, now and then, until the guard is dropped.
    fn runs_beside(self: &Arc<Self>, what: Beside) -> RunsBeside {
        let (id, inside) = (self.id(), Arc::<Inside>::default());
        inside.enter(0, Some(self.exec.now()));
        lock(&self.beside).insert(id, Place { what, inside: inside.clone() });
        RunsBeside { life: self.clone(), id, inside }
    }

    /// Such code that has not come to its end.
    pub(super) fn beside(&self) -> Vec<(Beside, Seen)> {
        let now = self.exec.now();
        let beside = lock(&self.beside);
        beside.values().filter_map(|place| Some((place.what, place.inside.look(now)?.1))).collect()
    }

    /// Such code that has run without a pause for longer than the limit, and was not reported yet.
    pub(crate) fn late_beside(&self) -> Vec<(Beside, Seen)> {
        let mut late = self.beside();
        late.retain(|(_, seen)| seen.unbroken >= self.stall_limit() && !seen.was_reported());
        late
    }

    /// A number that changes as such code runs, and whether it does right now.
    pub(super) fn activity_beside(&self) -> (u64, bool) {
        let beside = lock(&self.beside);
        let beats = beside.values().map(|place| place.inside.beats());
        beats.fold((0, false), |(sum, runs): (u64, _), beats| {
            (sum.wrapping_add(beats), runs || beats % 2 == 1)
        })
    }
}

struct RunsBeside {
    life: Arc<Life>,
    id: u64,
    inside: Arc<Inside>,
}

impl RunsBeside {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        super::watch::wake();
        let _beat = self.inside.beat();
        work()
    }
}

impl Drop for RunsBeside {
    fn drop(&mut self) {
        let gone = lock(&self.life.beside).remove(self.id);
        drop(gone);
    }
}

/// A value of the user's that several share, until the node lets it go with the last of them.
pub(crate) struct Kept<T> {
    life: Arc<Life>,
    of: &'static str,
    /// Taken away when it is dropped.
    value: Option<T>,
}

impl<T> Kept<T> {
    pub(crate) fn new(life: &Arc<Life>, of: &'static str, value: T) -> Kept<T> {
        Kept { life: life.clone(), of, value: Some(value) }
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect("it is taken away when it is dropped")
    }
}

impl<T> Drop for Kept<T> {
    fn drop(&mut self) {
        self.life.let_go(self.of, self.value.take());
    }
}
