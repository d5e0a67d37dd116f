//! Which names stand for one group.

use std::collections::BTreeMap;

use rosweave_describe::{DEFAULT_GROUP, Group, GroupKind, Node};

use super::declared::Place;
use super::read::{Kind, Seen, SeenGroup, find_group};
use crate::model::params::ParamKind;

/// The groups of a node, each under a name of its own.
#[derive(Default)]
pub(crate) struct Groups {
    known: Vec<Entry>,
    /// The group that each path of the impl half means.
    of_path: Vec<String>,
}

struct Entry {
    group: Group,
    path: String,
    /// Where its type is declared, if only one place may be.
    declared: Option<Place>,
}

impl Groups {
    /// The groups that callbacks name.
    pub(crate) fn of(seen: &Seen) -> Groups {
        let mut groups = Groups::default();
        for (at, SeenGroup { path, place }) in seen.groups.iter().enumerate() {
            let name = groups.named(path, place);
            // Only an exclusive group lends its state like this.
            let lends = seen.callbacks.iter().filter(|callback| callback.group == Some(at)).any(|callback| {
                let is_mut =
                    |kind: &ParamKind| matches!(kind, ParamKind::State(state) if state.mutability.is_some());
                callback.callback.params.iter().any(|param| is_mut(&param.kind))
            });
            if let Some(entry) = groups.known.iter_mut().find(|entry| entry.group.name == name)
                && lends
                && entry.group.kind == GroupKind::Unknown
            {
                entry.group.kind = GroupKind::Exclusive;
            }
            groups.of_path.push(name);
        }
        groups
    }

    /// The name of the group that a path at `place` means.
    ///
    /// Two paths that end in one name are one group, unless both say where it is and more than one may be meant.
    pub(crate) fn named(&mut self, path: &str, place: &Place) -> String {
        let name = last(path);
        if name == DEFAULT_GROUP {
            return Groups::default_group();
        }
        let facts = find_group(path, place);
        let declared = facts.as_ref().and_then(|facts| facts.place.clone());
        let same = |known: &&Entry| {
            let apart = known.path.contains("::") && path.contains("::");
            let one = declared.is_some() && known.declared == declared;
            known.path == path || (last(&known.path) == name && (one || !apart))
        };
        if let Some(known) = self.known.iter().find(same) {
            return known.group.name.clone();
        }
        let (kind, max_parallel) = match facts.as_ref().map(|facts| facts.kind) {
            Some(Kind::Exclusive) => (GroupKind::Exclusive, None),
            Some(Kind::Reentrant) => (GroupKind::Reentrant, None),
            Some(Kind::Capped(cap)) => (GroupKind::Capped, Some(cap)),
            None => (GroupKind::Unknown, None),
        };
        let taken = self.known.iter().any(|known| known.group.name == name);
        let name = if taken { path } else { name }.to_owned();
        let group = Group {
            name: name.clone(),
            doc: facts.map_or_else(String::new, |facts| facts.docs),
            kind,
            max_parallel,
        };
        self.known.push(Entry { group, path: path.to_owned(), declared });
        name
    }

    /// A group that the source does not name where one can see it.
    pub(crate) fn out_of_sight(&mut self, name: &str) -> String {
        if !self.known.iter().any(|known| known.group.name == name) {
            let group = Group { name: name.to_owned(), kind: GroupKind::Unknown, ..Group::default() };
            self.known.push(Entry { group, path: String::new(), declared: None });
        }
        name.to_owned()
    }

    pub(crate) fn default_group() -> String {
        DEFAULT_GROUP.to_owned()
    }

    /// The group of a callback that names the path of that number.
    pub(crate) fn of_callback(&self, path: Option<usize>) -> String {
        path.and_then(|at| self.of_path.get(at)).map_or_else(Groups::default_group, Clone::clone)
    }

    /// The paths of the groups, and the groups of `node` in the order in which they come.
    pub(crate) fn finish(self, node: &Node) -> (BTreeMap<String, String>, Vec<Group>) {
        let paths = self.known.iter().map(|known| (known.group.name.clone(), known.path.clone())).collect();
        let of_callbacks = node.callbacks.iter().map(|callback| &callback.group);
        let of_clients = node.clients.iter().map(|client| &client.group);
        let of_clients = of_clients.chain(node.action_clients.iter().map(|client| &client.group));
        let mut groups: Vec<Group> = Vec::new();
        for name in of_callbacks.chain(of_clients) {
            if !groups.iter().any(|group| group.name == *name) {
                let known = self.known.iter().find(|known| known.group.name == *name);
                let default = || Group { name: name.clone(), ..Group::default() };
                groups.push(known.map_or_else(default, |known| known.group.clone()));
            }
        }
        (paths, groups)
    }
}

/// The last name of a path.
fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path).trim_start_matches("r#")
}

#[cfg(test)]
mod tests {
    use rosweave_describe::ActionClient;

    use super::*;

    #[test]
    fn a_group_of_nothing_but_a_client_of_an_action_is_shown() {
        let mut groups = Groups::default();
        let fetch = ActionClient { group: groups.out_of_sight("Fetching"), ..ActionClient::default() };
        let node = Node { action_clients: vec![fetch], ..Node::default() };
        let (_, shown) = groups.finish(&node);
        assert_eq!(shown.iter().map(Group::title).collect::<Vec<_>>(), ["Fetching"]);
    }
}
