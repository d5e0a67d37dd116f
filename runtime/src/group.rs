//! Callback groups: one group is one task, which drives all of the group's entities.

pub(crate) mod action;
mod anchor;
pub(crate) mod asker;
pub(crate) mod asking;
mod availability;
mod bell;
pub(crate) mod call;
pub(crate) mod callback;
pub(crate) mod client;
pub(crate) mod context;
pub(crate) mod doors;
mod exclusive;
pub(crate) mod intake;
pub(crate) mod lane;
mod late;
pub(crate) mod look;
pub(crate) mod publisher;
mod ready;
mod reentrant;
pub(crate) mod returned;
pub(crate) mod route;
mod served;
mod sleep;
pub(crate) mod task;
pub(crate) mod timer;

use crate::analysis::GroupKind;
use crate::declare::NodeImpl;
use crate::facts::{GroupFacts, Place};
use crate::rt::BoxFuture;
use task::GroupTask;

/// A callback group: a type whose value is the data that the group protects.
///
/// Derived: `#[derive(Group)]`, with `#[group(reentrant)]` or `#[group(reentrant, max_parallel = 4)]` for
/// groups whose callbacks may overlap.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no callback group",
    label = "this has to be a type that derives `Group`",
    note = "put `#[derive(Group, Default)]` on `{Self}`, or `#[group(reentrant)]` too if its callbacks may overlap",
    note = "see: rosweave::group"
)]
pub trait Group: Send + Sized + 'static {
    /// [`Exclusive`] or [`Reentrant`].
    type Kind: Kind<Self>;
    /// What is known about it while compiling.
    const FACTS: GroupFacts<'static>;
}

/// What a group's kind decides: how its state is lent, and its loop.
pub trait Kind<G>: sealed::Sealed {
    /// The state as a callback gets it.
    type State<'a>: Send
    where
        G: Send + 'a;

    /// The state as anybody may see it.
    #[doc(hidden)]
    fn shared<'a>(state: Self::State<'a>) -> &'a G
    where
        G: Send + 'a;

    /// The group's task.
    #[doc(hidden)]
    fn run<N: NodeImpl>(task: GroupTask<N, G>, state: G) -> BoxFuture<'static, ()>
    where
        G: Group<Kind = Self>;
}

/// One callback at a time: each has the state to itself.
#[derive(Clone, Copy, Debug)]
pub enum Exclusive {}

/// Callbacks overlap, and share the state.
#[derive(Clone, Copy, Debug)]
pub enum Reentrant {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Exclusive {}
    impl Sealed for super::Reentrant {}
}

/// The state of a group as a callback of it gets it: `&mut G` or `&G`.
pub type State<'a, G> = <<G as Group>::Kind as Kind<G>>::State<'a>;

// That a state can be sent is asked for once, by `Group`: where it can not, that is one error.
impl<G: 'static> Kind<G> for Exclusive {
    type State<'a>
        = &'a mut G
    where
        G: Send;

    fn shared<'a>(state: &'a mut G) -> &'a G
    where
        G: Send + 'a,
    {
        state
    }

    fn run<N: NodeImpl>(task: GroupTask<N, G>, state: G) -> BoxFuture<'static, ()>
    where
        G: Group<Kind = Exclusive>,
    {
        Box::pin(exclusive::run(task, state))
    }
}

impl<G: Sync + 'static> Kind<G> for Reentrant {
    type State<'a>
        = &'a G
    where
        G: Send;

    fn shared<'a>(state: &'a G) -> &'a G
    where
        G: Send + 'a,
    {
        state
    }

    fn run<N: NodeImpl>(task: GroupTask<N, G>, state: G) -> BoxFuture<'static, ()>
    where
        G: Group<Kind = Reentrant>,
    {
        Box::pin(reentrant::run(task, state))
    }
}

/// The group of a node's callbacks and clients that name none. It is exclusive, and has no state.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultGroup;

#[diagnostic::do_not_recommend]
impl Group for DefaultGroup {
    type Kind = Exclusive;
    const FACTS: GroupFacts<'static> = GroupFacts::new(
        "DefaultGroup",
        module_path!(),
        Place { file: file!(), line: line!(), column: column!() },
        GroupKind::Exclusive,
        None,
    );
}
