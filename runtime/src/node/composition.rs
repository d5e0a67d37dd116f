//! Nodes that run together, checked before any of them begins.

use super::ends;
use crate::error::StartError;
use crate::facts::NodeFacts;
use crate::facts::check::{self, Member, Scope};
use crate::life::Identity;
use crate::transport::TypesBy;

/// Nodes under the names that they run with.
pub(crate) struct Composition<'a>(pub(crate) Vec<(NodeFacts<'static>, &'a Identity)>);

impl Composition<'_> {
    /// The rule once more, with the real names: remapping can join a client to a service that it was not
    /// joined to when the nodes were compiled.
    ///
    /// The types of what they share, too: before any of them is wired.
    pub(crate) fn check(&self, types: TypesBy) -> Result<(), StartError> {
        ends::check(&self.0, types)?;
        let remaps: Vec<Vec<(&str, &str)>> = self.0.iter().map(|(_, identity)| identity.remaps()).collect();
        let members = self.0.iter().zip(&remaps).map(|((facts, identity), remaps)| Member {
            facts: *facts,
            name: &identity.name,
            namespace: &identity.namespace,
            remaps,
        });
        let members: Vec<_> = members.collect();
        match on_large_stack(|| check::first_fault(&members, Scope::BeyondCalls)) {
            Ok(None) => Ok(()),
            Ok(Some(finding)) => Err(StartError::Deadlock(check::explain(&finding).to_string())),
            Err(reason) => Err(StartError::Deadlock(reason)),
        }
    }
}

/// Runs a check: the tables of a large node take megabytes of stack, more than a worker thread has.
///
/// # Errors
/// Why it could not be run.
pub(crate) fn on_large_stack<R: Send>(judge: impl FnOnce() -> R + Send) -> Result<R, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(CHECK_STACK).spawn_scoped(scope, judge);
        let thread = thread.map_err(|error| format!("no thread to check the layout on: {error}"))?;
        thread.join().map_err(|_| "the nodes are too large to be checked".to_owned())
    })
}

const CHECK_STACK: usize = 64 << 20;
