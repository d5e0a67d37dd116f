//! What kind of fault a message is about, by a short name that can be searched for: each is a heading of the guide's
//! page on errors.

use super::super::text::Text;
use super::Finding;
use crate::analysis::{Fault, Resource};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// A callback blocks the group that delivers what it waits for.
    OwnReply,
    /// A callback waits for a handler that its own group is to start.
    OwnHandler,
    /// Waits of several callbacks of one node.
    WaitCycle,
    /// Waits of several nodes.
    NodeRing,
    /// Handlers that call each other on every run.
    EndlessRecursion,
    /// A wait that the compiler could not see, and takes for one.
    AssumedWait,
    /// A wait that nothing in the impl block shows, met while the node runs.
    UnseenWait,
}

impl Family {
    pub(super) const fn of(finding: &Finding<'_>) -> Family {
        match finding.fault {
            Fault::EndlessRecursion => Family::EndlessRecursion,
            Fault::SelfDeadlock(Resource::Task(_)) => Family::OwnReply,
            Fault::SelfDeadlock(Resource::Turn(_) | Resource::Answer(_)) => Family::OwnHandler,
            Fault::Cycle if finding.spans_nodes() => Family::NodeRing,
            Fault::Cycle => Family::WaitCycle,
        }
    }

    /// The line that ends a message, after a line break.
    pub(crate) const fn line(self) -> &'static str {
        match self {
            Family::OwnReply => "\n  see: rosweave::own_reply",
            Family::OwnHandler => "\n  see: rosweave::own_handler",
            Family::WaitCycle => "\n  see: rosweave::wait_cycle",
            Family::NodeRing => "\n  see: rosweave::node_ring",
            Family::EndlessRecursion => "\n  see: rosweave::endless_recursion",
            Family::AssumedWait => "\n  see: rosweave::assumed_wait",
            Family::UnseenWait => "\n  see: rosweave::unseen_wait",
        }
    }
}

/// The message with the names of what it is about.
pub(super) const fn named(text: Text, finding: &Finding<'_>) -> Text {
    let text = text.with(&[Family::of(finding).line()]);
    if finding.assumed { text.with(&[Family::AssumedWait.line()]) } else { text }
}
