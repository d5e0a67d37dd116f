//! Random layouts beyond the exhaustive bound: some nodes composed together.

use rosweave::analysis::{Awaited, ClientId, GroupId, GroupKind, ServiceId, WaitMode};

use super::layout::{Callback, Client, Layout, Wait};

/// SplitMix64: small, seedable, the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Whether an event of `percent` happens.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// How large random systems get. All are upper bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) nodes: usize,
    pub(crate) groups: usize,
    pub(crate) callbacks: usize,
    pub(crate) waits: usize,
    /// How many of the services are actions, in percent of the layouts that have one.
    pub(crate) actions: usize,
}

/// Some nodes composed together. A callback waits on clients of its own node; a client calls anybody.
pub(crate) fn system(random: &mut Random, scale: Scale) -> Layout {
    let nodes = 1 + random.below(scale.nodes);
    let groups = nodes.max(1 + random.below(scale.groups));
    let kinds = [GroupKind::Exclusive, GroupKind::Exclusive, GroupKind::Reentrant, GroupKind::Capped];
    let mut layout =
        Layout { groups: (0..groups).map(|_| kinds[random.below(4)]).collect(), ..Layout::default() };
    let callbacks = 1 + random.below(scale.callbacks);
    let mut services = 0;
    for _ in 0..callbacks {
        let mode = if random.chance(50) { WaitMode::Blocking } else { WaitMode::Awaiting };
        let serves = random.chance(60).then_some(ServiceId(services));
        services += usize::from(serves.is_some());
        let group = GroupId(random.below(groups));
        layout.callbacks.push(Callback { group, serves, mode, waits: Vec::new() });
    }
    // None is thrown for where there are none, so that the layouts are those of old.
    if scale.actions > 0 && services > 0 && random.chance(scale.actions) {
        layout.actions = 1 + random.below(services);
    }
    for _ in 0..random.below(scale.waits + 1) {
        let callback = random.below(callbacks);
        // Group `g` belongs to node `g % nodes`, so that every node has one.
        let node = layout.callbacks[callback].group.0 % nodes;
        let own = (groups - node).div_ceil(nodes);
        let group = GroupId(node + nodes * random.below(own));
        let target = (services > 0 && random.chance(75)).then(|| ServiceId(random.below(services)));
        let client = Client { group, target };
        let known = layout.clients.iter().position(|other| *other == client);
        let place = known.unwrap_or(layout.clients.len());
        if known.is_none() {
            layout.clients.push(client);
        }
        let action = target.is_some_and(|service| layout.is_action(service));
        let keeper = action && random.chance(30);
        let awaited = if keeper { Awaited::Keeper } else { Awaited::Handler };
        layout.callbacks[callback].waits.push(Wait { client: ClientId(place), awaited });
    }
    layout
}
