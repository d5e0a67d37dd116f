//! What callbacks wait for, as far as their bodies show it.

use super::field::AskedKind;
use crate::analysis;

/// A wait that a callback's body shows.
#[derive(Clone, Copy, Debug)]
pub struct WaitFacts<'a> {
    /// The number of its place in the impl block.
    pub site: usize,
    /// The field that is called.
    pub field: &'a str,
    /// What is waited for.
    pub awaited: Awaited,
    /// The method of the block that holds the call, where it is not the callback itself.
    pub through: Option<&'a str>,
    /// Whether every run of the callback comes to it.
    pub certain: bool,
    /// What may be waited on where `field` is no client of the node: it may hold one, or hold what does.
    pub elsewhere: Reach<'a>,
}

/// What a wait on a client is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The reply of a service.
    Reply,
    /// Whether an action's server takes a goal.
    Goal,
    /// Feedback to a goal.
    Feedback,
    /// The result of a goal.
    Result,
    /// Whether a goal is cancelled.
    Cancel,
}

impl Awaited {
    /// Who has to act before the wait can end.
    pub(crate) const fn of(self) -> analysis::Awaited {
        match self {
            Awaited::Reply | Awaited::Feedback | Awaited::Result => analysis::Awaited::Handler,
            Awaited::Goal | Awaited::Cancel => analysis::Awaited::Keeper,
        }
    }

    /// The words for a wait of which is known only who has to act.
    pub(crate) fn of_kind(kind: AskedKind, awaited: analysis::Awaited) -> Awaited {
        match (kind, awaited) {
            (AskedKind::Service, _) => Awaited::Reply,
            (AskedKind::Action, analysis::Awaited::Handler) => Awaited::Result,
            (AskedKind::Action, analysis::Awaited::Keeper) => Awaited::Goal,
        }
    }
}

/// A place where a callback's context leaves the impl block, and what may be waited on there.
#[derive(Clone, Copy, Debug)]
pub struct EscapeFacts<'a> {
    /// The number of its place in the impl block.
    pub site: usize,
    /// The field whose method gets the context, where one does. Where it is a client, nothing leaves.
    pub into: Option<&'a str>,
    /// The handles that leave too.
    pub reach: Reach<'a>,
    /// The method of the block that holds the place, where it is not the callback itself.
    pub through: Option<&'a str>,
}

/// The clients that somebody outside the impl block can wait on.
#[derive(Clone, Copy, Debug)]
pub enum Reach<'a> {
    /// `self` leaves: all of them.
    All,
    /// A goal comes from out of sight: the clients of actions.
    Goals {
        /// Those whose goals all end in sight.
        but: &'a [&'a str],
    },
    /// The fields that leave by name.
    Fields(&'a [&'a str]),
}
