//! Every layout of a bounded size, each once up to symmetry.
//!
//! What counts as one layout: the groups with their kinds (at least one), the clients with group and target,
//! the callbacks (at least one) with group, mode, waits and the service they handle, each service having
//! one handler. Two layouts are the same if renaming groups of one kind, callbacks, clients and services
//! turns one into the other. A callback that never waits counts once, not as sync and as async: it comes to
//! no place where that matters. Timers and subscriptions count once as well, for both start whenever their
//! group lets them. Groups, clients and services that nothing uses are kept: that they play no part is for
//! the comparison to show.
//!
//! At the design's bounds (3 groups, 3 callbacks, 3 clients, 2 services, one wait a callback) that makes
//! 4,680,782. The design's 6,082,811 came from another generator, which is not kept, with conventions of
//! its own; counting waitless callbacks twice, as sync and as async, would make 7,197,778 of them.
//!
//! A client of an action is waited on in two ways, for the keeper and for the execution. An action out of sight is left
//! out: it asks of a wait what a service out of sight does.
//!
//! Layouts are visited, never collected. The symmetries are used up in two steps: first a set of groups
//! and clients is kept only where no symmetry makes it smaller, and those symmetries are noted that leave
//! it as it is (mostly one); then callbacks are added and kept only where none of these makes them smaller.

use rosweave::analysis::{Awaited, ClientId, GroupId, GroupKind, ServiceId, WaitMode};

use super::layout::{Callback, Client, Layout, Wait};

const KINDS: [GroupKind; 3] = [GroupKind::Exclusive, GroupKind::Reentrant, GroupKind::Capped];

/// How large layouts get. All are upper bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) groups: usize,
    pub(crate) callbacks: usize,
    pub(crate) clients: usize,
    pub(crate) services: usize,
    pub(crate) actions: usize,
    /// Waits of one callback, one after the other.
    pub(crate) waits: usize,
}

/// Visits every `stride`th layout and returns how many layouts there are in all.
///
/// The order is fixed. A stride that is prime and larger than any of the counts in it falls on no pattern.
pub(crate) fn visit(size: Size, stride: u64, mut each: impl FnMut(Layout)) -> u64 {
    let mut count = 0;
    for groups in 1..=size.groups {
        nondecreasing(KINDS.len(), groups, &mut |kinds| {
            let groups: Vec<GroupKind> = kinds.iter().map(|kind| KINDS[*kind]).collect();
            for (services, actions) in counts(size) {
                for clients in 0..=size.clients {
                    let codes = groups.len() * (services + 1);
                    nondecreasing(codes, clients, &mut |clients| {
                        let frame = Frame::new(&groups, clients, [services, actions], size.waits);
                        let Some(frame) = frame else { return };
                        frame.visit(size.callbacks, &mut |callbacks| {
                            count += 1;
                            if count % stride == 0 {
                                each(frame.layout(callbacks));
                            }
                        });
                    });
                }
            }
        });
    }
    count
}

/// How many services, actions included, and how many of them are actions.
fn counts(size: Size) -> impl Iterator<Item = (usize, usize)> {
    (0..=size.services)
        .flat_map(move |services| (0..=size.actions).map(move |actions| (services + actions, actions)))
}

/// A renaming of groups and services, and of clients such that each keeps its group and target.
struct Symmetry {
    services: Vec<usize>,
    /// Where it takes each of the shapes.
    shapes: Vec<usize>,
}

/// What a callback can be, its service apart.
#[derive(PartialEq)]
struct Shape {
    group: usize,
    mode: WaitMode,
    /// Each is twice the client, and one more where only the keeper is waited for.
    waits: Vec<usize>,
}

/// Groups and clients that no symmetry makes smaller, and the callbacks that they allow.
struct Frame<'a> {
    groups: &'a [GroupKind],
    /// A client is the number `group * (services + 1) + target`, where target 0 is an external service.
    clients: &'a [usize],
    /// Actions included, which come last.
    services: usize,
    actions: usize,
    shapes: Vec<Shape>,
    symmetries: Vec<Symmetry>,
}

impl<'a> Frame<'a> {
    fn new(
        groups: &'a [GroupKind],
        clients: &'a [usize],
        [services, actions]: [usize; 2],
        waits: usize,
    ) -> Option<Self> {
        let (shapes, symmetries) = (Vec::new(), Vec::new());
        let mut frame = Frame { groups, clients, services, actions, shapes, symmetries };
        let renamings = frame.renamings()?;
        frame.shapes = frame.all_shapes(waits);
        frame.symmetries = renamings.iter().map(|renaming| frame.symmetry(renaming)).collect();
        Some(frame)
    }

    /// The renamings (of groups, services, clients) that leave the clients as they are, or `None` where one
    /// makes them smaller: then another frame stands for this one.
    fn renamings(&self) -> Option<Vec<[Vec<usize>; 3]>> {
        let mut stable = Vec::new();
        for groups in permutations(self.groups.len()) {
            if (0..groups.len()).any(|group| self.groups[group] != self.groups[groups[group]]) {
                continue;
            }
            for services in permutations(self.services) {
                // A service stays a service.
                if (0..services.len())
                    .any(|service| self.is_action(service) != self.is_action(services[service]))
                {
                    continue;
                }
                let renamed: Vec<usize> =
                    self.clients.iter().map(|client| self.rename(*client, &groups, &services)).collect();
                let mut sorted = renamed.clone();
                sorted.sort_unstable();
                if sorted.as_slice() < self.clients {
                    return None;
                }
                if sorted == self.clients {
                    let fits = |clients: &Vec<usize>| {
                        (0..clients.len()).all(|c| self.clients[clients[c]] == renamed[c])
                    };
                    let clients = permutations(self.clients.len()).into_iter().filter(fits);
                    stable.extend(clients.map(|clients| [groups.clone(), services.clone(), clients]));
                }
            }
        }
        Some(stable)
    }

    fn is_action(&self, service: usize) -> bool {
        service + self.actions >= self.services
    }

    /// The ways to wait on the clients.
    fn waits(&self) -> Vec<usize> {
        let ways = self.clients.iter().enumerate().flat_map(|(place, client)| {
            let target = (client % (self.services + 1)).checked_sub(1);
            let ways = if target.is_some_and(|service| self.is_action(service)) { 2 } else { 1 };
            2 * place..2 * place + ways
        });
        ways.collect()
    }

    fn all_shapes(&self, waits: usize) -> Vec<Shape> {
        let ways = self.waits();
        let mut shapes = Vec::new();
        for group in 0..self.groups.len() {
            shapes.push(Shape { group, mode: WaitMode::Blocking, waits: Vec::new() });
            for mode in [WaitMode::Blocking, WaitMode::Awaiting] {
                for count in 1..=waits {
                    product(ways.len(), count, &mut |chosen| {
                        let waits = chosen.iter().map(|way| ways[*way]).collect();
                        shapes.push(Shape { group, mode, waits });
                    });
                }
            }
        }
        shapes
    }

    fn rename(&self, client: usize, groups: &[usize], services: &[usize]) -> usize {
        let (group, target) = (client / (self.services + 1), client % (self.services + 1));
        let target = if target == 0 { 0 } else { services[target - 1] + 1 };
        groups[group] * (self.services + 1) + target
    }

    fn symmetry(&self, [groups, services, clients]: &[Vec<usize>; 3]) -> Symmetry {
        let rename = |shape: &Shape| {
            let waits = shape.waits.iter().map(|wait| 2 * clients[wait / 2] + wait % 2).collect();
            let renamed = Shape { group: groups[shape.group], mode: shape.mode, waits };
            self.shapes.iter().position(|shape| *shape == renamed).expect("shapes are closed under renaming")
        };
        Symmetry { services: services.clone(), shapes: self.shapes.iter().map(rename).collect() }
    }

    /// Visits all choices of callbacks that no symmetry makes smaller: one shape a callback, handlers
    /// first, in the order of their services, the others after them, in the order of their shapes.
    fn visit(&self, callbacks: usize, each: &mut dyn FnMut(&[usize])) {
        for count in self.services.max(1)..=callbacks {
            product(self.shapes.len(), self.services, &mut |handlers| {
                nondecreasing(self.shapes.len(), count - self.services, &mut |others| {
                    let mut chosen = [0; 8];
                    chosen[..handlers.len()].copy_from_slice(handlers);
                    chosen[handlers.len()..count].copy_from_slice(others);
                    if self.smallest(&chosen[..count]) {
                        each(&chosen[..count]);
                    }
                });
            });
        }
    }

    fn smallest(&self, chosen: &[usize]) -> bool {
        self.symmetries.len() == 1
            || self.symmetries.iter().all(|symmetry| {
                let mut renamed = [0; 8];
                for (place, shape) in chosen.iter().enumerate() {
                    let place = symmetry.services.get(place).copied().unwrap_or(place);
                    renamed[place] = symmetry.shapes[*shape];
                }
                renamed[self.services..chosen.len()].sort_unstable();
                chosen <= &renamed[..chosen.len()]
            })
    }

    fn layout(&self, chosen: &[usize]) -> Layout {
        let callback = |(place, shape): (usize, &usize)| {
            let Shape { group, mode, waits } = &self.shapes[*shape];
            let serves = (place < self.services).then_some(ServiceId(place));
            let wait = |wait: &usize| Wait {
                client: ClientId(wait / 2),
                awaited: if wait.is_multiple_of(2) { Awaited::Handler } else { Awaited::Keeper },
            };
            let waits = waits.iter().map(wait).collect();
            Callback { group: GroupId(*group), serves, mode: *mode, waits }
        };
        let client = |code: &usize| Client {
            group: GroupId(code / (self.services + 1)),
            target: (code % (self.services + 1)).checked_sub(1).map(ServiceId),
        };
        Layout {
            groups: self.groups.to_vec(),
            callbacks: chosen.iter().enumerate().map(callback).collect(),
            clients: self.clients.iter().map(client).collect(),
            actions: self.actions,
        }
    }
}

/// All sequences of `len` numbers below `bound` that never fall: all multisets.
fn nondecreasing(bound: usize, len: usize, each: &mut dyn FnMut(&[usize])) {
    sequences(bound, &mut vec![0; len], 0, Order::Rising, each);
}

/// All sequences of `len` numbers below `bound`.
fn product(bound: usize, len: usize, each: &mut dyn FnMut(&[usize])) {
    sequences(bound, &mut vec![0; len], 0, Order::Any, each);
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Any,
    Rising,
}

fn sequences(bound: usize, items: &mut [usize], place: usize, order: Order, each: &mut dyn FnMut(&[usize])) {
    if place == items.len() {
        return each(items);
    }
    let first = if order == Order::Rising && place > 0 { items[place - 1] } else { 0 };
    for item in first..bound {
        items[place] = item;
        sequences(bound, items, place + 1, order, each);
    }
}

/// All permutations of `0..len`, each as the images of its places.
fn permutations(len: usize) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    product(len, len, &mut |images| {
        if (0..len).all(|item| images.contains(&item)) {
            all.push(images.to_vec());
        }
    });
    all
}
