//! What a publisher or a server sends with: a ring of frames behind a writer of RustDDS, so that sending neither waits
//! for readers nor fails because of them.
//!
//! RustDDS keeps for each reliable reader what it has not confirmed, up to a limit, and then takes nothing more. The
//! ring takes what comes then: the newest frames, as many as the topic's depth says, in order. A reader that hangs is not
//! to stop all others until its lease is over: "keep last" is no promise to slow readers. RustDDS is told in the name of a
//! reader of a transient local writer that it has what the ring does not keep. Two things need another writer in place of
//! the first one:
//! * A reader of a volatile writer that hangs is left behind by the writer that takes over.
//! * A transient local writer of RustDDS gives late joiners all that it has sent within some seconds, and when all its
//!   readers have gone, all it has sent. They are to have what the ring keeps. So without readers nothing is sent, and
//!   the writer is replaced when they have gone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use rustdds::bytes::Bytes;

use super::aside::drop_aside;
use super::chores::{Chore, Next};
use super::line::{Line, Sent};
use super::lines::{Gate, Lines, NO_PATIENCE, PATIENCE, Spare};
use super::matches::Matches;
use super::newcomers::Newcomers;
use super::participant::{Node, Reopen};
use super::related::Related;
use super::ring::{After, Ring, Waiting};
use super::writer::Refused;
use super::{qos, rpc};
use crate::error::TransportError;
use crate::facts::qos::{Durability, History, Qos};
use crate::rt::lock::{lock, unlocked};
use crate::transport::holder::Holder;

/// How long a publisher that can not leave readers behind is held before it says so.
const HELD: Duration = Duration::from_secs(2);
/// What is said when others do not wait for a reader any more.
const LEFT_BEHIND: &str = "a reader does not keep up, and loses what it has not confirmed";
/// How long readers may take to find another writer before it takes over without them.
const FINDING: Duration = Duration::from_secs(1);
/// How long to wait for RustDDS' own thread when it has too much to send.
const BREATH: Duration = Duration::from_millis(2);

/// What happens to a frame when as many wait as may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overflow {
    /// The oldest goes.
    DropOldest,
    /// It is refused.
    Refuse,
}

pub(super) struct Outlet {
    this: Weak<Outlet>,
    node: Arc<Node>,
    holder: Arc<Holder>,
    topic: String,
    type_name: String,
    qos: Qos,
    overflow: Overflow,
    lines: Mutex<Lines>,
    is_listed: AtomicBool,
    /// What is called when readers come or go.
    hook: OnceLock<Arc<dyn Fn() + Send + Sync>>,
}

impl Outlet {
    pub(super) fn new(
        node: &Arc<Node>,
        holder: &Arc<Holder>,
        (topic, type_name): (String, String),
        qos: &Qos,
        overflow: Overflow,
    ) -> Result<Arc<Outlet>, TransportError> {
        let holder = holder.clone();
        let matches = Arc::new(Matches::new(topic.clone(), type_name.clone(), holder.clone(), qos));
        let (writer, endpoint) = node.writer(matches, qos)?;
        let is_durable = qos.durability == Durability::TransientLocal;
        let after = if is_durable { After::Keep } else { After::Forget };
        let lines = Lines {
            current: Some(Line::new(writer, endpoint, qos)),
            spare: None,
            ring: Ring::new(qos::depth(qos), qos.lifespan, after),
            gate: if is_durable { Gate::Closed } else { Gate::Open },
            newcomers: Newcomers::default(),
            stuck: None,
            has_hanging: false,
            lost: 0,
            has_told: false,
        };
        let outlet = Arc::new_cyclic(|this| Outlet {
            this: this.clone(),
            node: node.clone(),
            holder,
            topic,
            type_name,
            qos: *qos,
            overflow,
            lines: Mutex::new(lines),
            is_listed: AtomicBool::new(false),
            hook: OnceLock::new(),
        });
        if let Some(line) = &lock(&outlet.lines).current {
            outlet.watch(line);
        }
        node.participant.keep(outlet.this.clone());
        Ok(outlet)
    }

    /// The number that `MessageInfo` has for its first writer.
    pub(super) fn id(&self) -> u64 {
        lock(&self.lines).current.as_ref().map_or(0, |line| line.endpoint.gid.number())
    }

    /// Has `hook` called when readers come or go.
    pub(super) fn on_change(&self, hook: impl Fn() + Send + Sync + 'static) {
        let _ = self.hook.set(Arc::new(hook));
    }

    /// Who is connected with it now.
    pub(super) fn matches(&self) -> Option<Arc<Matches>> {
        lock(&self.lines).current.as_ref().map(|line| line.endpoint.matches.clone())
    }

    /// Why nothing reaches anybody any more, if so.
    pub(super) fn illness(&self) -> Option<String> {
        self.node.participant.pulse.illness()
    }

    /// Whether a frame would be for anybody, now or later.
    pub(super) fn is_wanted(&self) -> bool {
        self.is_durable() && !self.node.participant.settings.is_off
            || self.matches().is_some_and(|matches| matches.has_any())
    }

    /// How many frames went before the wire took them.
    pub(super) fn lost(&self) -> u64 {
        lock(&self.lines).lost
    }

    /// Sends a frame, or has it wait.
    ///
    /// # Errors
    /// Where as many wait as may, and none of them may go; and where RustDDS fails.
    pub(super) fn write(&self, frame: Bytes, related: Option<Related>) -> Result<(), String> {
        let mut guard = lock(&self.lines);
        let lines = &mut *guard;
        if self.overflow == Overflow::Refuse && lines.gate == Gate::Open && lines.ring.is_full() {
            return Err(Refused::Full.to_string());
        }
        if lines.gate == Gate::Closed {
            // Readers may count that the thread has not met yet: what they are to have is not old.
            self.mind_readers_that_came(lines);
        }
        let length = frame.len();
        let pushes_out = lines.ring.push(Waiting::new(frame, related));
        match lines.gate {
            Gate::Closed => return Ok(()),
            Gate::Ajar => {
                lines.ring.skip_to_the_newest();
                lines.gate = Gate::Open;
            }
            Gate::Open if pushes_out => {
                lines.lost += 1;
                lines.tell_of_the_large(length);
            }
            Gate::Open => {}
        }
        // While others wait, the thread sends them in order.
        if lines.stuck.is_some() {
            return Ok(());
        }
        let Some(line) = &mut lines.current else { return Ok(()) };
        let sent = line.send_next(&mut lines.ring, &mut Context::from_waker(Waker::noop()));
        match sent {
            Sent::NoRoom | Sent::NotNow => lines.stuck = Some(Instant::now()),
            Sent::Failed(reason) => return Err(reason),
            Sent::One | Sent::All if lines.spare.is_some() || !line.flow.is_half_full() => return Ok(()),
            Sent::One | Sent::All => {}
        }
        drop(guard);
        self.list();
        Ok(())
    }

    fn list(&self) {
        if !self.is_listed.swap(true, Ordering::SeqCst) {
            self.node.participant.chores.list(self.this.clone());
        }
    }

    /// Notices readers that come and go.
    fn watch(&self, line: &Line) {
        let this = self.this.clone();
        line.endpoint.matches.on_change(move || {
            let Some(outlet) = this.upgrade() else { return };
            if outlet.is_durable() {
                outlet.list();
            }
            if let Some(hook) = outlet.hook.get() {
                hook();
            }
        });
    }

    /// Another writer. Where there is none to be had, the first one is all there is.
    fn line(&self) -> Result<Line, TransportError> {
        let (topic, type_name) = (self.topic.clone(), self.type_name.clone());
        let matches = Arc::new(Matches::new(topic, type_name, self.holder.clone(), &self.qos));
        let (writer, endpoint) = self.node.writer(matches, &self.qos)?;
        let line = Line::new(writer, endpoint, &self.qos);
        self.watch(&line);
        Ok(line)
    }

    fn is_durable(&self) -> bool {
        self.qos.durability == Durability::TransientLocal
    }

    /// Opens the ring to the first readers, and closes it behind the last ones. Returns the writer that has no readers
    /// any more.
    fn mind_readers(&self, lines: &mut Lines) -> Option<Line> {
        let Lines { current, ring, gate, .. } = lines;
        let line = current.as_ref()?;
        let matches = &line.endpoint.matches;
        if !self.is_durable() || *gate == Gate::Open && matches.count() > 0 {
            return None;
        }
        if matches.count() == 0 {
            *gate = Gate::Closed;
            ring.rewind();
            // Nobody waits for the first one.
            return if line.flow.sent() > 0 {
                self.line().ok().and_then(|empty| current.replace(empty))
            } else {
                None
            };
        }
        self.mind_readers_that_came(lines);
        None
    }

    /// Opens the ring to the first readers.
    fn mind_readers_that_came(&self, lines: &mut Lines) {
        let Lines { current, ring, gate, .. } = lines;
        let Some(line) = current.as_ref().filter(|line| line.readers() > 0) else { return };
        let matches = &line.endpoint.matches;
        let durable = matches.durable();
        *gate = if durable.is_empty() { Gate::Ajar } else { Gate::Open };
        if let (true, [reader]) =
            (matches.has_volatile() && rpc::fits_one_datagram(ring.longest()), &durable[..])
        {
            // For others that come later, RustDDS does not ask whom a short frame was for. Long ones it would refuse
            // them, and they would wait for ever.
            ring.address(Some(*reader));
        }
    }

    /// Keeps what is not kept any more from readers that have just come. Returns when to do it again.
    fn mind_newcomers(&self, lines: &mut Lines) -> Option<Instant> {
        let Lines { current, ring, newcomers, .. } = lines;
        let line = current.as_ref().filter(|_| self.is_durable())?;
        let kept = i64::try_from(ring.kept()).unwrap_or(i64::MAX);
        newcomers.tell(&line.endpoint, line.flow.sent() + 1 - kept)
    }

    /// Makes another writer when nothing is confirmed for long.
    fn mind_the_stuck(&self, lines: &mut Lines) {
        let Some(current) = &lines.current else { return };
        // Half the time, so that the readers have found it when it is needed.
        if lines.spare.is_none() && self.may_overtake() && current.readers() > 1 && lines.is_stale(2) {
            lines.spare = self.line().ok().map(|line| Spare { line, since: Instant::now() });
        }
        if self.qos.history == History::KeepAll {
            let is_held =
                lines.stuck.is_some_and(|since| since.elapsed() > HELD) && current.flow.is_stale(HELD);
            if is_held && !std::mem::replace(&mut lines.has_hanging, true) {
                current.say_who_hangs("a reader confirms nothing, and holds the publisher, which keeps all");
            }
        } else if self.is_durable() {
            self.let_go(lines);
        }
    }

    /// Keeps no more for a reader that confirms nothing than for a late joiner.
    fn let_go(&self, lines: &mut Lines) {
        let Some(current) = &mut lines.current else { return };
        let is_pressed = lines.stuck.is_some() || current.flow.is_half_full();
        if !is_pressed || !lines.is_stale(1) {
            return;
        }
        let Some(current) = &lines.current else { return };
        if !std::mem::replace(&mut lines.has_hanging, true) {
            current.say_who_hangs(LEFT_BEHIND);
        }
        let kept = qos::depth(&self.qos) - lines.ring.waiting();
        current.writer.let_go(current.flow.sent() - i64::try_from(kept).unwrap_or(i64::MAX));
    }

    /// Has the other writer take over if the readers have found it. Returns the first one.
    fn change(&self, lines: &mut Lines) -> Option<Line> {
        let (current, spare) = (lines.current.as_ref()?, lines.spare.as_ref()?);
        let is_found = spare.line.readers() >= current.readers() || spare.since.elapsed() > FINDING;
        if !is_found || lines.stuck.is_none() || !lines.is_stale(1) {
            return None;
        }
        let Spare { line, .. } = lines.spare.take()?;
        if !std::mem::replace(&mut lines.has_hanging, true) {
            current.say_who_hangs(LEFT_BEHIND);
        }
        let mut first = lines.current.replace(line)?;
        lines.lost += u64::from(first.hurry());
        Some(first)
    }

    /// Not where late joiners would miss what is kept, nor where all has to come through.
    fn may_overtake(&self) -> bool {
        !self.is_durable() && matches!(self.qos.history, History::KeepLast(_))
    }

    /// Sends what waits as far as it goes, and returns when to go on.
    fn drain(&self, lines: &mut Lines, context: &mut Context<'_>) -> Next {
        if lines.gate != Gate::Open {
            lines.stuck = None;
            return Next::Never;
        }
        let Some(line) = &mut lines.current else { return Next::Never };
        loop {
            let wait = match line.send_next(&mut lines.ring, context) {
                Sent::One => continue,
                Sent::All => {
                    lines.stuck = None;
                    lines.has_hanging &= !line.writer.is_confirmed();
                    let is_over = lines.spare.is_none() && !line.flow.is_half_full();
                    return if is_over { Next::Never } else { Next::Before(Instant::now() + PATIENCE / 2) };
                }
                Sent::NoRoom => NO_PATIENCE,
                Sent::NotNow => BREATH,
                Sent::Failed(reason) => {
                    let name = line.endpoint.matches.ros_name().to_owned();
                    unlocked(move || tracing::warn!(name, reason, "a message could not be sent"));
                    continue;
                }
            };
            lines.stuck.get_or_insert_with(Instant::now);
            return Next::Before(Instant::now() + wait);
        }
    }
}

impl Chore for Outlet {
    fn tend(&self, context: &mut Context<'_>) -> Next {
        self.is_listed.store(false, Ordering::SeqCst);
        let mut guard = lock(&self.lines);
        let lines = &mut *guard;
        let forsaken = self.mind_readers(lines);
        if forsaken.is_some() {
            lines.newcomers.forget();
        }
        let hurry = self.mind_newcomers(lines);
        let mut gone = Vec::new();
        let mut next = self.drain(lines, context);
        self.mind_the_stuck(lines);
        gone.extend(lines.take_unneeded());
        if let Some(first) = self.change(lines) {
            gone.push(first);
            next = self.drain(lines, context);
        }
        drop(guard);
        drop(forsaken);
        let next = hurry.map_or(next, |hurry| next.or_before(hurry));
        gone.into_iter().for_each(Line::retire);
        // It stays in the list, unless it was listed again meanwhile.
        if next != Next::Never && self.is_listed.swap(true, Ordering::SeqCst) { Next::Never } else { next }
    }
}

impl Reopen for Outlet {
    fn reopen(&self) -> Result<(), TransportError> {
        let line = self.line()?;
        let mut lines = lock(&self.lines);
        let gone = (lines.current.replace(line), lines.spare.take());
        lines.lost += u64::from(gone.0.as_ref().is_some_and(Line::has_ahead));
        if self.is_durable() {
            lines.gate = Gate::Closed;
            lines.ring.rewind();
        }
        lines.newcomers.forget();
        (lines.stuck, lines.has_hanging) = (None, false);
        drop(lines);
        drop_aside(gone);
        self.list();
        Ok(())
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let (current, spare) = {
            let mut lines = lock(&self.lines);
            if lines.gate == Gate::Open {
                lines.send_the_rest();
            }
            (lines.current.take(), lines.spare.take())
        };
        current.into_iter().chain(spare.map(|spare| spare.line)).for_each(Line::retire);
    }
}
