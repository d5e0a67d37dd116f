//! Who holds what a waiting callback needs.

use std::sync::Arc;

use crate::facts::{Mode, Role};
use crate::life::Life;
use crate::waits::Waiting;

/// Who waits in these nodes, with who holds what they need.
pub(super) fn waiting(lives: &[Arc<Life>]) -> Vec<Waiting> {
    let mut all = Vec::new();
    for life in lives {
        for mut waiting in life.waiting() {
            waiting.reply_held_by = reply_holder(life, &waiting);
            waiting.handler_held_by = lives.iter().find_map(|server| handler_holder(server, &waiting));
            all.push(waiting);
        }
    }
    all.sort_by_key(|waiting| waiting.since);
    all
}

/// The callback that blocks the group which has to deliver the reply.
fn reply_holder(life: &Life, waiting: &Waiting) -> Option<&'static str> {
    let blocks = |facts: &&crate::facts::CallbackFacts| {
        facts.group.name == waiting.reply_group && facts.group.is_exclusive() && facts.mode == Mode::Blocking
    };
    life.running().iter().map(|running| running.facts).find(blocks).map(|facts| facts.name)
}

/// The callback that runs in the exclusive group which has to start the service's handler.
fn handler_holder(server: &Life, waiting: &Waiting) -> Option<&'static str> {
    let handles = |facts: &&crate::facts::CallbackFacts| match facts.role {
        Role::Service { service, .. } => server.identity.resolve(service) == waiting.service,
        _ => false,
    };
    let group = server.facts.callbacks.iter().find(handles)?.group;
    let running = server.running();
    let holder = running.iter().find(|running| group.is_exclusive() && running.facts.group.same(&group))?;
    // The handler itself may be what runs: then it is not waited for, it is at work.
    let at_work = matches!(holder.facts.role, Role::Service { service, .. } if server.identity.resolve(service) == waiting.service);
    (!at_work || waiting.callback == Some(holder.facts.name)).then_some(holder.facts.name)
}
