//! Looking at nodes and the states of their groups between two steps, and changing them.

use std::any::{Any, TypeId};
use std::panic::resume_unwind;
use std::sync::Arc;

use super::World;
use crate::declare::{Access, NodeImpl, Owned};
use crate::group::look::{self, Asked, Looks};
use crate::group::{DefaultGroup, Exclusive, Group};
use crate::node::handle::NodeHandle;

/// The node or state can not be had now: a callback that has not returned has it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{node}` can not be looked at: a callback of its group `{group}` has not returned, or the node has ended"
)]
pub struct Busy {
    /// The node's full name.
    pub node: String,
    /// The group whose callback has it.
    pub group: &'static str,
}

impl World {
    /// Shows a node whose callbacks take `&mut self`. One whose callbacks share it has
    /// [`NodeHandle::node`].
    ///
    /// The group that has it may take a step for that; time does not move. What panics in `look` is the test's panic.
    ///
    /// ```
    /// # use rosweave::prelude::*;
    /// # use rosweave::testing::World;
    /// #[node]
    /// struct Counter {
    ///     counted: u32,
    /// }
    ///
    /// #[node]
    /// impl Counter {
    ///     #[timer("1s")]
    ///     fn tick(&mut self) {
    ///         self.counted += 1;
    ///     }
    /// }
    ///
    /// let world = World::new(1);
    /// let counter = world.start::<Counter>()?;
    /// world.advance(Duration::from_secs(3))?;
    /// assert_eq!(world.look(&counter, |counter| counter.counted)?, 3);
    /// world.change(&counter, |counter| counter.counted = 0)?;
    /// # Ok::<(), rosweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Busy`] where a callback that has not returned has the node.
    pub fn look<N: NodeImpl<Access = Owned> + Send, R: Send + 'static>(
        &self,
        node: &NodeHandle<N>,
        look: impl FnOnce(&N) -> R + Send + 'static,
    ) -> Result<R, Busy> {
        self.see::<N, DefaultGroup, R>(node, |looks| looks.ask(move |seat, _| look(look::node::<N>(seat))))
    }

    /// Changes a node whose callbacks take `&mut self`.
    ///
    /// # Errors
    /// [`Busy`] where a callback that has not returned has the node.
    pub fn change<N: NodeImpl<Access = Owned> + Send, R: Send + 'static>(
        &self,
        node: &NodeHandle<N>,
        change: impl FnOnce(&mut N) -> R + Send + 'static,
    ) -> Result<R, Busy> {
        let change = move |node: Option<&mut N>| node.map(change);
        let changed = self.see::<N, DefaultGroup, Option<R>>(node, |looks| {
            looks.ask(move |seat, _| change(<Owned as Access<N>>::owned(seat)))
        })?;
        changed.ok_or_else(|| busy::<N, DefaultGroup>(node))
    }

    /// Shows the state of a group, as in `world.look_at(&node, |control: &Control| control.integral)`.
    ///
    /// # Errors
    /// [`Busy`] where the group is exclusive and a callback that has not returned has its state, or where all turns of
    /// a capped group are taken.
    pub fn look_at<G: Group, N: NodeImpl, R: Send + 'static>(
        &self,
        node: &NodeHandle<N>,
        look: impl FnOnce(&G) -> R + Send + 'static,
    ) -> Result<R, Busy> {
        self.see::<N, G, R>(node, |looks| looks.ask(move |_, state| look(look::state::<G>(state))))
    }

    /// Changes the state of an exclusive group, as in
    /// `world.change_at(&node, |control: &mut Control| control.integral = 0.0)`.
    ///
    /// # Errors
    /// [`Busy`] where a callback that has not returned has the state.
    pub fn change_at<G: Group<Kind = Exclusive>, N: NodeImpl, R: Send + 'static>(
        &self,
        node: &NodeHandle<N>,
        change: impl FnOnce(&mut G) -> R + Send + 'static,
    ) -> Result<R, Busy> {
        self.see::<N, G, R>(node, |looks| looks.ask(move |_, state| change(state)))
    }

    /// Asks for a look, and lets the world run until the group has come to it, or nothing can run.
    ///
    /// # Panics
    /// As the look, and where the node has no callback in the group.
    fn see<N: NodeImpl, G: Group, R: 'static>(
        &self,
        node: &NodeHandle<N>,
        ask: impl FnOnce(&Looks<N, G>) -> Asked,
    ) -> Result<R, Busy> {
        let looks = node.life().looks(TypeId::of::<G>()).and_then(|looks| {
            let looks: Arc<dyn Any + Send + Sync> = looks;
            looks.downcast::<Looks<N, G>>().ok()
        });
        let looks =
            looks.unwrap_or_else(|| panic!("`{}` has no callback in group `{}`", node.name(), G::FACTS.name));
        let asked = ask(&looks);
        loop {
            match asked.seen() {
                Some(Ok(seen)) => {
                    return seen.downcast().map(|seen| *seen).map_err(|_| busy::<N, G>(node));
                }
                Some(Err(panic)) => resume_unwind(panic),
                None if self.step() => {}
                None => {
                    looks.withdraw();
                    return Err(busy::<N, G>(node));
                }
            }
        }
    }
}

fn busy<N: NodeImpl, G: Group>(node: &NodeHandle<N>) -> Busy {
    Busy { node: node.name().to_owned(), group: G::FACTS.name }
}
