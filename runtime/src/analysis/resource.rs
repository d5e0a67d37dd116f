//! What callbacks hold and need.

use super::layout::{Awaited, GroupId, GroupKind, Layout, ServiceId, Wait, WaitMode};

/// What a callback can hold while it waits, or need in order to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// The task of an exclusive group: it routes replies.
    Task(GroupId),
    /// The right to run a callback of an exclusive or capped group.
    Turn(GroupId),
    /// The answer of a service whose handler sits in a plain reentrant group, or the result of an action that is
    /// executed in one.
    Answer(ServiceId),
}

impl Resource {
    pub(super) const fn is_answer(self) -> bool {
        matches!(self, Resource::Answer(_))
    }

    pub(super) const fn same(self, other: Resource) -> bool {
        match (self, other) {
            (Resource::Task(a), Resource::Task(b)) | (Resource::Turn(a), Resource::Turn(b)) => a.0 == b.0,
            (Resource::Answer(a), Resource::Answer(b)) => a.0 == b.0,
            _ => false,
        }
    }
}

/// At most two resources: what one wait holds, or needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    items: [Option<Resource>; 2],
    len: usize,
}

impl Resources {
    pub(super) const NONE: Resources = Resources { items: [None; 2], len: 0 };

    pub(super) const fn with(mut self, resource: Resource) -> Resources {
        self.items[self.len] = Some(resource);
        self.len += 1;
        self
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The resource at `index`.
    ///
    /// # Panics
    /// Where `index` is not below [`len`](Resources::len).
    pub const fn get(&self, index: usize) -> Resource {
        match self.items[index] {
            Some(resource) => resource,
            None => panic!("no such resource"),
        }
    }

    pub(super) const fn contains(&self, resource: Resource) -> bool {
        let mut i = 0;
        while i < self.len {
            if self.get(i).same(resource) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The answer among them, if there is one.
    pub(super) const fn answer(&self) -> Option<Resource> {
        let mut i = 0;
        while i < self.len() {
            if self.get(i).is_answer() {
                return Some(self.get(i));
            }
            i += 1;
        }
        None
    }
}

impl Layout<'_> {
    pub(super) const fn turn(&self, group: GroupId) -> bool {
        !matches!(self.groups[group.0], GroupKind::Reentrant)
    }

    pub(super) const fn exclusive(&self, group: GroupId) -> bool {
        matches!(self.groups[group.0], GroupKind::Exclusive)
    }

    /// What `wait`'s callback holds while it waits.
    pub const fn held(&self, wait: Wait) -> Resources {
        let callback = self.callbacks[wait.callback.0];
        let mut held = Resources::NONE;
        if self.turn(callback.group) {
            held = held.with(Resource::Turn(callback.group));
        }
        if self.exclusive(callback.group) && matches!(wait.mode, WaitMode::Blocking) {
            held = held.with(Resource::Task(callback.group));
        }
        if let Some(service) = callback.serves
            && !self.turn(callback.group)
        {
            held = held.with(Resource::Answer(service));
        }
        held
    }

    /// What `wait` needs in order to end.
    pub const fn needed(&self, wait: Wait) -> Resources {
        let client = self.clients[wait.client.0];
        let mut needed = Resources::NONE;
        if self.exclusive(client.group) {
            needed = needed.with(Resource::Task(client.group));
        }
        if let Some(service) = client.target
            && matches!(wait.awaited, Awaited::Handler)
        {
            let group = self.services[service.0].group;
            let resource = if self.turn(group) { Resource::Turn(group) } else { Resource::Answer(service) };
            needed = needed.with(resource);
        }
        needed
    }
}
