//! Who holds up whom: for the report of a stall, and for a test's hang.
//!
//! What the compiler can not see, a foreign executor inside an async callback for instance, can still keep a
//! group busy for ever. ROS 2 says nothing then; here it is said once, with who waits for what. So is a callback whose
//! code does not pause: it keeps a thread that others could use.

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use crate::facts::check::group_in_words;
use crate::facts::{CallbackFacts, Mode, Role};
use crate::life::{Life, Running, Seen, WaitEntry, watch};
use crate::rt::Exec;
use crate::rt::sync::lock;
use crate::rt::time::Time;
use crate::wait_graph;
use crate::waits::{Beside, Queued, Stall, Waiting, action_of_result};

/// How long a callback may run before it is reported.
pub(crate) const DEFAULT_LIMIT: Duration = Duration::from_secs(2);

/// Who waits in these nodes, longest first, with who holds what they need.
pub(crate) fn waiting(lives: &[Arc<Life>]) -> Vec<Waiting> {
    let mut all = Vec::new();
    for life in lives {
        for mut waiting in own_waiting(life) {
            waiting.reply_held_by = reply_holder(life, &waiting);
            waiting.handler_held_by = lives.iter().find_map(|server| handler_holder(server, &waiting));
            all.push(waiting);
        }
    }
    all.sort_by_key(|waiting| waiting.since);
    all
}

/// Who waits that has noted it with this node, as far as it is known without the others.
pub(crate) fn own_waiting(life: &Life) -> Vec<Waiting> {
    let now = life.exec.now();
    life.waits().into_iter().map(|entry| in_words(life, &entry, now)).collect()
}

/// A callback has the name that its node runs under, also where it waits with what it got from another node.
fn in_words(life: &Life, entry: &WaitEntry, now: Time) -> Waiting {
    let WaitEntry { who, blocking, ref client, owner, since } = *entry;
    let who = who.and_then(wait_graph::named);
    let facts = who.as_ref().map(|(_, facts)| facts);
    let (callback, group) = (facts.map(|facts| facts.name), facts.map(|facts| facts.group.name));
    let node = who.map_or_else(|| life.full_name().to_owned(), |(node, _)| node);
    Waiting {
        of: wait_graph::name_of(owner).filter(|owner| *owner != node),
        node,
        callback,
        group,
        blocking,
        client: client.field,
        service: client.service.clone(),
        reply_group: client.reply_group,
        since: life.exec.shown_at(since),
        lasted: now.since(since),
        reply_held_by: None,
        handler_held_by: None,
    }
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

/// Whether one of the node's callbacks handles the service, or executes the goals whose results it brings.
pub(crate) fn serves_any(server: &Life, service: &str) -> bool {
    server.facts.callbacks.iter().any(|facts| serves(server, facts, service))
}

fn serves(server: &Life, facts: &CallbackFacts<'_>, service: &str) -> bool {
    match facts.role {
        Role::Service { service: own, .. } => server.identity.resolve(own) == service,
        Role::Action { action, .. } => {
            action_of_result(service).is_some_and(|of| of == server.identity.resolve(action))
        }
        _ => false,
    }
}

/// Reports callbacks that have run for longer than their node's limit: while somebody waits, they themselves or
/// somebody for them, while messages or timers wait for the group that they keep, or without a pause on a thread that
/// others could use; and other code of theirs that does not pause. Each call, and each task, is reported once.
pub(crate) fn look(lives: &[Arc<Life>]) {
    for life in lives {
        life.late_beside().into_iter().for_each(|(what, seen)| report_beside(life, what, &seen));
    }
    if lives.iter().all(|life| life.late().is_empty()) {
        return;
    }
    let waiting = waiting(lives);
    for life in lives {
        for running in life.late() {
            let involved = waiting.iter().filter(|waiting| involves(life, &running, waiting));
            let involved: Vec<_> = involved.cloned().collect();
            let queued =
                if keeps_group(life, &running) { life.queued(&running.facts.group) } else { Vec::new() };
            let unbroken = is_unbroken(life, &running);
            if unbroken || !involved.is_empty() || !queued.is_empty() {
                report(life, &running, unbroken, involved, queued);
            }
        }
    }
}

/// When the next one of the callbacks that run will have run for longer than the limit.
pub(crate) fn next_look(lives: &[Arc<Life>], now: Time) -> Option<Time> {
    let due = |life: &Arc<Life>| {
        let (running, limit) = (life.running(), life.stall_limit());
        running
            .into_iter()
            .filter(|running| !running.seen.was_reported())
            .map(move |running| running.seen.since + limit)
    };
    lives.iter().flat_map(due).filter(|due| *due > now).min()
}

/// Whether it keeps a thread that it has not for itself.
fn is_unbroken(life: &Life, running: &Running) -> bool {
    running.facts.mode != Mode::Blocking && running.seen.unbroken >= life.stall_limit()
}

/// Whether no callback of its group can begin until it returns: it is alone in an exclusive group, or has one of the
/// turns of a capped one, which all are taken.
fn keeps_group(life: &Life, running: &Running) -> bool {
    let group = &running.facts.group;
    let of_group = || life.running().iter().filter(|other| other.facts.group.same(group)).count();
    group.is_exclusive() || group.max_parallel.is_some_and(|cap| of_group() >= cap)
}

/// Whether who waits is the callback itself, for something else than the end of a goal, or waits for the group that it
/// keeps: to have a reply delivered, or a request answered, be it by the callback itself.
fn involves(life: &Life, running: &Running, waiting: &Waiting) -> bool {
    let group = &running.facts.group;
    let own_node = waiting.node == life.full_name();
    // A goal takes its time, for who executes it and for who waits for its end.
    let for_end = action_of_result(&waiting.service).is_some();
    let itself = own_node && waiting.callback == Some(running.facts.name) && !for_end;
    let own_client = waiting.of.as_ref().unwrap_or(&waiting.node) == life.full_name();
    let for_reply = own_client && waiting.reply_group == group.name && running.facts.mode == Mode::Blocking;
    let executes = matches!(running.facts.role, Role::Action { .. });
    let is_its_goal = executes && serves(life, running.facts, &waiting.service);
    let handles =
        |facts: &CallbackFacts<'_>| facts.group.same(group) && serves(life, facts, &waiting.service);
    let for_start = !is_its_goal && life.facts.callbacks.iter().any(handles);
    keeps_group(life, running) && (itself || for_reply || for_start)
}

fn report(life: &Life, running: &Running, unbroken: bool, waiting: Vec<Waiting>, queued: Vec<Queued>) {
    let stall = Stall {
        node: life.full_name().to_owned(),
        group: running.facts.group.name,
        callback: running.facts.name,
        beside: None,
        since: life.exec.shown_at(running.seen.since),
        lasted: life.exec.now().since(running.seen.since),
        unbroken,
        waiting,
        queued,
    };
    running.seen.set_reported();
    let (node, group, callback) = (&stall.node, group_in_words(stall.group), stall.callback);
    tracing::warn!(node, group, callback, "{stall}");
    life.stalled(stall);
}

fn report_beside(life: &Life, what: Beside, seen: &Seen) {
    let spawner = match what {
        Beside::Task { by } => life.facts.callbacks.iter().find(|facts| Some(facts.name) == by),
        Beside::Drop { .. } | Beside::Function { .. } | Beside::Rest { .. } | Beside::Result { .. } => None,
    };
    let now = life.exec.now();
    let stall = Stall {
        node: life.full_name().to_owned(),
        group: spawner.map_or("", |facts| facts.group.name),
        callback: spawner.map_or("", |facts| facts.name),
        beside: Some(what),
        since: life.exec.shown_at(now.before(seen.unbroken)),
        lasted: seen.unbroken,
        unbroken: true,
        waiting: Vec::new(),
        queued: Vec::new(),
    };
    seen.set_reported();
    tracing::warn!(node = stall.node, "{stall}");
    life.stalled(stall);
}

/// The nodes that the keeper watches.
static WATCHED: Mutex<Watched> = Mutex::new(Watched { lives: Vec::new(), runs: false });

struct Watched {
    lives: Vec<Weak<Life>>,
    /// Whether there is a task that looks at them.
    runs: bool,
}

/// Has the node watched in wall time until it has ended.
pub(crate) fn watch(life: &Arc<Life>) {
    let mut watched = lock(&WATCHED);
    watched.lives.push(Arc::downgrade(life));
    let runs = std::mem::replace(&mut watched.runs, true);
    drop(watched);
    if !runs {
        life.exec.spawn_on_keeper(Box::pin(look_for_ever(life.exec.clone())));
    }
}

/// Looks as long as callbacks are called, and not at all otherwise. It decides; what it finds is reported elsewhere,
/// since the layers of the log are the user's.
async fn look_for_ever(exec: Exec) {
    loop {
        watch::woken().await;
        let (mut calls, mut quiet) = (0, 0);
        // One look more than it takes to see nothing: a call may have begun while the watch went to rest.
        while quiet < 2 {
            let lives = watched();
            exec.sleep_until(exec.now() + pause(&lives)).await;
            let seen = lives.iter().map(|life| life.activity());
            let (sum, runs) = seen.fold((0, false), |(sum, runs): (u64, _), (calls, run)| {
                (sum.wrapping_add(calls), runs || run)
            });
            quiet = if runs || sum != calls { 0 } else { quiet + 1 };
            calls = sum;
            if quiet == 1 {
                watch::rest();
            }
            let is_late = |life: &&Arc<Life>| !life.late().is_empty() || !life.late_beside().is_empty();
            if let Some(late) = lives.iter().find(is_late) {
                late.exec.clone().say(move || look(&lives));
            }
        }
    }
}

/// How long the watch waits between two looks, so that no limit is missed by much.
fn pause(lives: &[Arc<Life>]) -> Duration {
    let limit = lives.iter().map(|life| life.stall_limit()).min().unwrap_or(DEFAULT_LIMIT);
    (limit / 4).clamp(Duration::from_millis(10), Duration::from_millis(500))
}

fn watched() -> Vec<Arc<Life>> {
    let mut watched = lock(&WATCHED);
    watched.lives.retain(|life| life.upgrade().is_some_and(|life| !life.ended.is_raised()));
    watched.lives.iter().filter_map(Weak::upgrade).collect()
}
