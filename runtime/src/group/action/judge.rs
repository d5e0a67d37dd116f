//! Who decides over goals: pure functions of the user's.

use std::fmt::Display;
use std::sync::{Arc, Mutex};

use crate::declare::{Access, NodeImpl, Stored};
use crate::message::action::Action;
use crate::rt::sync::lock;

/// What was decided; where it is no, with the reason for the log.
pub(crate) type Verdict = Result<(), String>;

/// How goals of `A` are decided over on node `N`.
pub enum Judge<N: NodeImpl, A: Action> {
    /// All are taken.
    Always,
    /// By a function of the goal alone.
    Alone(fn(&A::Goal) -> Verdict),
    /// By one that looks at its node, too.
    ByNode(fn(&N, &A::Goal) -> Verdict),
}

/// The same without the node's type; `None` takes all.
pub(super) type Decide<A> = Option<Arc<dyn Fn(&<A as Action>::Goal) -> Verdict + Send + Sync>>;

impl<N: NodeImpl, A: Action> Judge<N, A> {
    /// The function that decides, with the node as groups share it.
    pub(crate) fn on(self, node: Option<Stored<N>>) -> Decide<A> {
        match (self, node) {
            (Judge::Alone(decide), _) => Some(Arc::new(decide)),
            (Judge::ByNode(decide), Some(node)) => {
                let node = Mutex::new(node);
                Some(Arc::new(move |goal: &A::Goal| {
                    // A share of its own, so that no lock is held while it runs.
                    let share = <N::Access as Access<N>>::share(&lock(&node));
                    let Some(mut node) = share else { return Ok(()) };
                    decide(<N::Access as Access<N>>::shared(<N::Access as Access<N>>::lend(&mut node)), goal)
                }))
            }
            (Judge::Always | Judge::ByNode(_), _) => None,
        }
    }
}

/// What a function may return that decides over goals.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether a goal is accepted",
    label = "return `bool`, or `Result<(), E>` with an error that can be shown",
    note = "`E` has to implement `Display`",
    note = "see: rosweave::signature"
)]
pub trait IntoAcceptance {
    /// Whether it is, and why not.
    fn into_acceptance(self) -> Verdict;
}

impl IntoAcceptance for bool {
    fn into_acceptance(self) -> Verdict {
        if self { Ok(()) } else { Err("it said no".to_owned()) }
    }
}

#[diagnostic::do_not_recommend]
impl<E: Display> IntoAcceptance for Result<(), E> {
    fn into_acceptance(self) -> Verdict {
        self.map_err(|reason| reason.to_string())
    }
}
