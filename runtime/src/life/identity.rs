//! What a node is called.

use std::time::Duration;

use crate::facts::{NodeFacts, Period, names};

/// The names that a node runs under.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) namespace: String,
    /// What replaces services' names.
    pub(crate) remaps: Vec<(String, String)>,
    /// What replaces topics' names.
    pub(crate) topic_remaps: Vec<(String, String)>,
    /// The full names of topics, services and actions before they are replaced.
    pub(crate) uses: Vec<String>,
    /// The full names of the topics that a name stands for which a list fills, by the name as it is written.
    pub(crate) lists: Vec<(&'static str, Vec<String>)>,
    /// The periods that parameters say, by the callbacks of their timers.
    pub(crate) periods: Vec<(&'static str, Duration)>,
}

impl Identity {
    /// The names that a node is declared with.
    pub(crate) fn declared(facts: &NodeFacts<'_>) -> Identity {
        Identity {
            name: facts.name.to_owned(),
            namespace: facts.namespace.to_owned(),
            remaps: Vec::new(),
            topic_remaps: Vec::new(),
            uses: Vec::new(),
            lists: Vec::new(),
            periods: Vec::new(),
        }
    }

    pub(crate) fn full(&self) -> String {
        names::resolve(&self.namespace, &self.name, &self.name)
    }

    /// The names that are replaced, borrowed.
    pub(crate) fn remaps(&self) -> Vec<(&str, &str)> {
        self.remaps.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect()
    }

    /// What the service `name` means for this node, after remapping.
    pub(crate) fn resolve(&self, name: &str) -> String {
        self.resolve_by(&self.remaps, name)
    }

    /// What the topic `name` means for this node, after remapping.
    pub(crate) fn resolve_topic(&self, name: &str) -> String {
        self.resolve_by(&self.topic_remaps, name)
    }

    /// The topics that the name of a subscription means, after remapping: one, or those of a list.
    pub(crate) fn topics(&self, name: &str) -> Vec<String> {
        let list = self.lists.iter().find(|(of, _)| *of == name);
        list.map_or_else(|| vec![self.resolve_topic(name)], |(_, topics)| topics.clone())
    }

    /// The period of the timer of `callback`, where it is known: a parameter's is known when the node starts.
    pub(crate) fn period(&self, callback: &str, declared: Period<'_>) -> Option<Duration> {
        match declared {
            Period::Of(period) => Some(period),
            Period::Parameter { .. } => {
                self.periods.iter().find(|(of, _)| *of == callback).map(|(_, period)| *period)
            }
        }
    }

    /// The first rule that means the name replaces it, and no other one after it.
    fn resolve_by(&self, remaps: &[(String, String)], name: &str) -> String {
        let same = |from: &str| names::same(&self.namespace, &self.name, from, name);
        let name = remaps.iter().find(|(from, _)| same(from)).map_or(name, |(_, to)| to);
        names::resolve(&self.namespace, &self.name, name)
    }
}
