//! What the graph shows: who is behind an endpoint, and which names there are.

use std::collections::BTreeSet;
use std::time::Instant;

use super::super::gid::{Gid, Prefix, is_number_of};
use super::super::matches::Matches;
use super::super::names::{self, Meaning};
use super::super::presence::NodeInfo;
use super::Graph;
use crate::rt::lock::lock;

impl Graph {
    /// The node that has an endpoint, as far as its participant has announced it.
    pub(in crate::transport::dds) fn node_of(&self, endpoint: Gid) -> Option<String> {
        let state = lock(&self.state);
        let nodes = state.nodes.get(&state.principal(endpoint.prefix()))?;
        let owner = nodes.iter().find(|node| node.endpoints.contains(&endpoint));
        let only = nodes.first().filter(|_| nodes.len() == 1);
        owner.or(only).map(|node| format!("`{}`", node.full_name()))
    }

    /// The participants that stand for those that `matches` is connected with. The endpoints of a node may be in
    /// several, but one announces it.
    pub(in crate::transport::dds) fn principals(&self, matches: &Matches) -> BTreeSet<Prefix> {
        let state = lock(&self.state);
        matches.participants().into_iter().map(|participant| state.principal(participant)).collect()
    }

    /// Whether `matches` is connected with the program that sends as `sender`, a [`Gid::number`], or is in it.
    pub(in crate::transport::dds) fn reaches(&self, matches: &Matches, sender: u64) -> bool {
        let sends = |participant: &Prefix| is_number_of(sender, *participant);
        let near = self.principals(matches);
        let state = lock(&self.state);
        let mut others = state.principals.iter();
        sends(&self.own())
            || near.iter().any(sends)
            || others.any(|(other, principal)| sends(other) && near.contains(principal))
    }

    /// The participant that stands for this one.
    pub(in crate::transport::dds) fn principal(&self, participant: Prefix) -> Prefix {
        lock(&self.state).principal(participant)
    }

    /// The participants that were given up because nothing was heard of them.
    pub(in crate::transport::dds) fn missed(&self) -> Vec<Prefix> {
        lock(&self.state).lapsed.all()
    }

    /// When our participant is to be opened afresh, because one that was missed is back.
    pub(in crate::transport::dds) fn afresh(&self) -> Option<Instant> {
        lock(&self.state).lapsed.due()
    }

    /// The full names of the nodes of other participants.
    pub(in crate::transport::dds) fn nodes(&self) -> Vec<String> {
        self.catch_up();
        lock(&self.state).nodes.values().flatten().map(NodeInfo::full_name).collect()
    }

    /// The full names of the topics that have a publisher or a subscription.
    pub(in crate::transport::dds) fn topics(&self) -> Vec<String> {
        self.names(|_, topic| match names::meaning(topic) {
            Meaning::Topic(name) => Some(name.to_owned()),
            _ => None,
        })
    }

    /// The full names of the services that are served.
    pub(in crate::transport::dds) fn services(&self) -> Vec<String> {
        self.names(|gid, topic| match names::meaning(topic) {
            Meaning::Requests(name) if gid.is_reader() => Some(name.to_owned()),
            _ => None,
        })
    }

    fn names(&self, name: impl Fn(Gid, &str) -> Option<String>) -> Vec<String> {
        self.catch_up();
        let state = lock(&self.state);
        // Of ours, discovery learns late that they have gone.
        let others = state.endpoints.iter().filter(|(gid, _)| !self.is_own(**gid));
        let others = others.filter_map(|(gid, endpoint)| name(*gid, &endpoint.topic));
        let ours = state.ours.iter().filter_map(|(gid, matches)| name(*gid, &matches.topic));
        let names: BTreeSet<_> = others.chain(ours).collect();
        names.into_iter().collect()
    }
}
