//! Who holds up whom: for the report of a stall, and for a test's hang.
//!
//! What the compiler can not see, a foreign executor inside an async callback for instance, can still keep a
//! group busy for ever. ROS 2 says nothing then; here it is said once, with who waits for what.

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use crate::facts::{CallbackFacts, Mode, Role};
use crate::life::{Life, Running};
use crate::rt::sync::lock;
use crate::waits::{Stall, Waiting};

/// How long a callback may run, while others wait for it, before it is reported.
pub(crate) const DEFAULT_LIMIT: Duration = Duration::from_secs(2);

/// Who waits in these nodes, longest first, with who holds what they need.
pub(crate) fn waiting(lives: &[Arc<Life>]) -> Vec<Waiting> {
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
    let blocks = |facts: &&CallbackFacts<'_>| {
        facts.group.name == waiting.reply_group && facts.group.is_exclusive() && facts.mode == Mode::Blocking
    };
    life.running().iter().map(|running| running.facts).find(blocks).map(|facts| facts.name)
}

/// The callback that runs in the exclusive group which has to start the service's handler.
fn handler_holder(server: &Life, waiting: &Waiting) -> Option<&'static str> {
    let handles = |facts: &&CallbackFacts<'_>| serves(server, facts, &waiting.service);
    let group = server.facts.callbacks.iter().find(handles)?.group;
    let running = server.running();
    let holder = running.iter().find(|running| group.is_exclusive() && running.facts.group.same(&group))?;
    // The handler that runs may be the one that is waited for: then it is at work, unless it waits for itself.
    let at_work = serves(server, holder.facts, &waiting.service);
    (!at_work || waiting.callback == Some(holder.facts.name)).then_some(holder.facts.name)
}

/// Whether one of the node's callbacks handles the service.
pub(crate) fn serves_any(server: &Life, service: &str) -> bool {
    server.facts.callbacks.iter().any(|facts| serves(server, facts, service))
}

fn serves(server: &Life, facts: &CallbackFacts<'_>, service: &str) -> bool {
    matches!(facts.role, Role::Service { service: own, .. } if server.identity.resolve(own) == service)
}

/// Reports callbacks of exclusive groups that have run for longer than their node's limit while somebody
/// waits: they themselves, or somebody for them. Each call of a callback is reported once.
pub(crate) fn look(lives: &[Arc<Life>]) {
    if lives.iter().all(|life| life.late().is_empty()) {
        return;
    }
    let waiting = waiting(lives);
    for life in lives {
        for running in life.late() {
            let involved: Vec<_> =
                waiting.iter().filter(|waiting| involves(life, &running, waiting)).cloned().collect();
            if !involved.is_empty() {
                report(life, &running, involved);
            }
        }
    }
}

fn involves(life: &Life, running: &Running, waiting: &Waiting) -> bool {
    let name = Some(running.facts.name);
    let own_node = waiting.node == life.full_name();
    let itself = own_node && waiting.callback == name;
    let for_reply = own_node && waiting.reply_held_by == name;
    let for_handler = waiting.handler_held_by == name && handler_holder(life, waiting) == name;
    itself || for_reply || for_handler
}

fn report(life: &Life, running: &Running, waiting: Vec<Waiting>) {
    let stall = Stall {
        node: life.full_name().to_owned(),
        group: running.facts.group.name,
        callback: running.facts.name,
        since: running.since,
        waiting,
    };
    let (node, group, callback) = (&stall.node, stall.group, stall.callback);
    tracing::warn!(node, group, callback, since = %stall.since, "{stall}");
    life.stalled(running.id, stall);
}

/// The nodes that the watching thread looks at.
static WATCHED: Mutex<Watched> = Mutex::new(Watched { lives: Vec::new(), running: false });

struct Watched {
    lives: Vec<Weak<Life>>,
    /// Whether there is a thread.
    running: bool,
}

/// How often the thread looks. It is the only thing of a node that is idle which ever wakes up.
const PERIOD: Duration = Duration::from_secs(1);

/// Has the node watched in wall time until it has ended. A thread of its own looks, since a callback that
/// blocks a worker keeps tasks from running.
pub(crate) fn watch(life: &Arc<Life>) {
    let mut watched = lock(&WATCHED);
    watched.lives.push(Arc::downgrade(life));
    if !watched.running {
        let thread = std::thread::Builder::new().name("rosweave-watch".to_owned()).spawn(look_while_watched);
        // Without a thread the node works all the same, and says nothing of stalls.
        watched.running = thread.is_ok();
    }
}

fn look_while_watched() {
    loop {
        std::thread::sleep(PERIOD);
        let lives: Vec<_> = {
            let mut watched = lock(&WATCHED);
            watched.lives.retain(|life| life.upgrade().is_some_and(|life| !life.ended.is_raised()));
            if watched.lives.is_empty() {
                watched.running = false;
                return;
            }
            watched.lives.iter().filter_map(Weak::upgrade).collect()
        };
        look(&lives);
        lives.iter().for_each(|life| life.time_out_calls(PERIOD));
    }
}
