//! Makes a layout that fails a property small.
//!
//! Written by hand rather than taken from a property-testing crate: a layout is full of indices into itself,
//! which generic shrinking breaks; here a step drops or simplifies one thing and renumbers the rest, so that
//! what is left is always a layout.

use rosweave::analysis::{Awaited, GroupKind, ServiceId};

use super::layout::Layout;

/// The smallest layout that steps of [`simpler`] lead to and that still `fails`.
pub(crate) fn shrink(mut layout: Layout, fails: impl Fn(&Layout) -> bool) -> Layout {
    while let Some(next) = simpler(&layout).into_iter().find(|next| fails(next)) {
        layout = next;
    }
    layout
}

/// Every layout that is one step simpler, the largest steps first.
fn simpler(layout: &Layout) -> Vec<Layout> {
    let mut found = Vec::new();
    found.extend((0..layout.callbacks.len()).map(|callback| without_callback(layout, callback)));
    for (place, callback) in layout.callbacks.iter().enumerate() {
        found.extend((0..callback.waits.len()).map(|wait| {
            let mut next = layout.clone();
            next.callbacks[place].waits.remove(wait);
            next
        }));
    }
    found.extend((0..layout.clients.len()).filter_map(|client| without_client(layout, client)));
    found.extend((0..layout.groups.len()).filter_map(|group| without_group(layout, group)));
    for (place, client) in layout.clients.iter().enumerate() {
        if client.target.is_some() {
            let mut next = layout.clone();
            next.clients[place].target = None;
            next.forget_keeper();
            found.push(next);
        }
    }
    for (place, kind) in layout.groups.iter().enumerate() {
        if *kind != GroupKind::Reentrant {
            let mut next = layout.clone();
            next.groups[place] = GroupKind::Reentrant;
            found.push(next);
        }
    }
    found
}

/// Without a callback and, if it is a handler, its service: clients then call an external one.
fn without_callback(layout: &Layout, callback: usize) -> Layout {
    let mut next = layout.clone();
    let Some(gone) = next.callbacks.remove(callback).serves else { return next };
    next.actions -= usize::from(layout.is_action(gone));
    let renumber =
        |service: ServiceId| (service != gone).then(|| ServiceId(service.0 - usize::from(service > gone)));
    for callback in &mut next.callbacks {
        callback.serves = callback.serves.and_then(renumber);
    }
    for client in &mut next.clients {
        client.target = client.target.and_then(renumber);
    }
    next.forget_keeper();
    next
}

impl Layout {
    /// Out of sight there are services only, whose replies come from handlers.
    fn forget_keeper(&mut self) {
        let clients = &self.clients;
        for wait in self.callbacks.iter_mut().flat_map(|callback| &mut callback.waits) {
            if clients[wait.client.0].target.is_none() {
                wait.awaited = Awaited::Handler;
            }
        }
    }
}

fn without_client(layout: &Layout, client: usize) -> Option<Layout> {
    if layout.waits().any(|(_, waited)| waited.client.0 == client) {
        return None;
    }
    let mut next = layout.clone();
    next.clients.remove(client);
    for wait in next.callbacks.iter_mut().flat_map(|callback| &mut callback.waits) {
        wait.client.0 -= usize::from(wait.client.0 > client);
    }
    Some(next)
}

fn without_group(layout: &Layout, group: usize) -> Option<Layout> {
    let mut next = layout.clone();
    let callbacks = next.callbacks.iter_mut().map(|callback| &mut callback.group);
    for user in callbacks.chain(next.clients.iter_mut().map(|client| &mut client.group)) {
        if user.0 == group {
            return None;
        }
        user.0 -= usize::from(user.0 > group);
    }
    next.groups.remove(group);
    Some(next)
}
