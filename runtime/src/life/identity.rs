//! What a node is called.

use crate::facts::{NodeFacts, names};

/// The names that a node runs under.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) namespace: String,
    /// What replaces services' names.
    pub(crate) remaps: Vec<(String, String)>,
    /// What replaces topics' names.
    pub(crate) topic_remaps: Vec<(String, String)>,
}

impl Identity {
    /// The names that a node is declared with.
    pub(crate) fn declared(facts: &NodeFacts<'_>) -> Identity {
        Identity {
            name: facts.name.to_owned(),
            namespace: facts.namespace.to_owned(),
            remaps: Vec::new(),
            topic_remaps: Vec::new(),
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

    /// The first rule that means the name replaces it, and no other one after it.
    fn resolve_by(&self, remaps: &[(String, String)], name: &str) -> String {
        let same = |from: &str| names::same(&self.namespace, &self.name, from, name);
        let name = remaps.iter().find(|(from, _)| same(from)).map_or(name, |(_, to)| to);
        names::resolve(&self.namespace, &self.name, name)
    }
}
