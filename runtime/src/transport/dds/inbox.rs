//! What an endpoint of ours receives: decoded, bounded, and with everything counted that does not get through.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Wake, Waker};

use futures_core::Stream;
use rustdds::Timestamp;

use super::aside::drop_aside;
use super::gid::Gid;
use super::intake::{Intake, Open, Overflow, Read, Sample};
use super::matches::{Fit, Matches};
use super::participant::{Node, Reopen};
use super::related::Related;
use super::wire::{Decoder, Fault, FaultKind, Taking};
use super::{names, qos, rpc};
use crate::error::TransportError;
use crate::facts::qos::{Durability, Qos};
use crate::rt::keeper;
use crate::rt::lock::{Locked, lock, no_lock_held, try_lock, wake};
use crate::rt::time::Time;
use crate::transport::holder::Holder;
use crate::transport::{Losses, MessageInfo};

/// How many frames are read at once before other tasks get their turn.
const BATCH: usize = 1024;

/// How many frames are taken out before they are decoded: what wait meanwhile is in memory twice.
const DECODED_AT_ONCE: usize = 32;

/// Whether RustDDS may have more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Nothing,
    More,
}

/// The receiving end of an endpoint.
pub(super) struct Inbox<D: Decoder> {
    pub(super) matches: Arc<Matches>,
    gid: Mutex<Gid>,
    qos: Qos,
    state: Mutex<Intake<D::Output>>,
    arrival: Arc<Arrival<D>>,
}

impl<D: Decoder> Inbox<D> {
    pub(super) fn new(
        node: &Arc<Node>,
        holder: &Arc<Holder>,
        (topic, type_name): (String, String),
        qos: &Qos,
    ) -> Result<Arc<Inbox<D>>, TransportError> {
        let matches = Arc::new(Matches::new(topic, type_name, holder.clone(), qos));
        let (source, endpoint) = node.reader(matches.clone(), qos)?;
        let gid = Mutex::new(endpoint.gid);
        let open = Open { source, endpoint };
        let last =
            if qos.durability == Durability::Volatile { skip_what_is_there(&open) } else { BTreeMap::new() };
        let state = Intake::new(Some(Box::new(open)), last);
        let inbox = Arc::new_cyclic(|inbox| Inbox {
            matches,
            gid,
            qos: *qos,
            state: Mutex::new(state),
            arrival: Arc::new(Arrival { inbox: inbox.clone(), reader: Mutex::default() }),
        });
        let this: Weak<dyn Reopen> = Arc::downgrade(&inbox) as Weak<dyn Reopen>;
        node.participant.keep(this);
        Ok(inbox)
    }

    /// The endpoint's name.
    pub(super) fn gid(&self) -> Gid {
        *lock(&self.gid)
    }

    /// The next sample; `None` when it is closed.
    pub(super) fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<Sample<D::Output>>> {
        // Cloned before the lock, and what it replaces is dropped after it: a waker may be the user's.
        let waker = context.waker().clone();
        let replaced = lock(&self.arrival.reader).replace(waker);
        drop(replaced);
        let arrival = Waker::from(self.arrival.clone());
        let next = |open: &Open| {
            let mut stream = pin!(open.source.as_ref()?.as_async_stream_with(Taking));
            match stream.as_mut().poll_next(&mut Context::from_waker(&arrival)) {
                Poll::Ready(read) => read,
                Poll::Pending => None,
            }
        };
        let Some(rest) = self.take_in(next) else { return Poll::Ready(None) };
        if rest == Rest::More {
            context.waker().wake_by_ref();
        }
        let sample = lock(&self.state).queue.pop_front();
        sample.map_or(Poll::Pending, |sample| Poll::Ready(Some(sample)))
    }

    /// Takes in what has arrived, so that the counters are up to date.
    fn catch_up(&self) {
        self.take_in(next_of);
        // What came meanwhile for whoever polls was taken away before that.
        let reader =
            if lock(&self.state).queue.is_empty() { None } else { lock(&self.arrival.reader).take() };
        if let Some(reader) = reader {
            wake(reader);
        }
    }

    /// Takes in what has arrived, and decodes it. `None` where it is closed.
    fn take_in(&self, mut next: impl FnMut(&Open) -> Option<Read>) -> Option<Rest> {
        for _ in 0..BATCH / DECODED_AT_ONCE {
            let mut state = lock(&self.state);
            let open = state.open.take()?;
            let rest = self.take_some(&mut state, &open, &mut next);
            state.open = Some(open);
            self.decode(state);
            if rest == Rest::Nothing {
                return Some(rest);
            }
        }
        Some(Rest::More)
    }

    /// Takes in what has arrived, for whoever polls to decode: the keeper asks, which runs nothing of the user's.
    fn take_in_undecoded(&self) {
        let mut state = lock(&self.state);
        if state.frames.len() >= BATCH {
            return;
        }
        let Some(open) = state.open.take() else { return };
        self.take_some(&mut state, &open, &mut next_of);
        state.open = Some(open);
    }

    fn take_some(
        &self,
        state: &mut Intake<D::Output>,
        open: &Open,
        next: &mut impl FnMut(&Open) -> Option<Read>,
    ) -> Rest {
        for read in std::mem::take(&mut state.early) {
            self.take(state, open, read);
        }
        for _ in 0..DECODED_AT_ONCE {
            match next(open) {
                Some(read) => self.take(state, open, read),
                None => return Rest::Nothing,
            }
        }
        Rest::More
    }

    /// Takes a frame in, to be decoded.
    fn take(&self, state: &mut Intake<D::Output>, open: &Open, read: Read) {
        let change = match read {
            Ok(change) => change,
            Err(error) => return state.fault(None, Fault::new(FaultKind::Encoding, error)),
        };
        let writer = Gid::from(change.writer_guid());
        // It was handed over without RustDDS.
        if open.endpoint.node.participant.graph.is_own(writer) {
            return;
        }
        if self.fit(open, writer) != Some(Fit::Fits) {
            return;
        }
        let sequence = i64::from(change.sequence_number);
        state.lost = state.lost.saturating_add(state.skipped(writer, sequence));
        let related = change.related_sample_identity().map(Related::from);
        let received = time(change.receive_instant);
        let sent = change.source_timestamp().map_or(received, time);
        // RustDDS sends what a publisher kept to volatile subscriptions, too.
        let is_volatile = self.qos.durability == Durability::Volatile;
        if is_volatile && rpc::is_rustdds(writer.prefix()) && self.matches.is_old(writer, sent) {
            return;
        }
        let info = MessageInfo::new(sent, received, sequence.unsigned_abs(), writer.number());
        state.frames.push(Sample { value: change.into_value(), writer, related, info });
    }

    /// Decodes what was taken in, and has it wait. `Deserialize` is the user's, and so is the `Drop` of what is pushed
    /// out: both run under no lock. One thread does so at a time, so that the order stays: another one, or a
    /// `Deserialize` that looks at the counters, leaves what it took in to that thread.
    fn decode<'a>(&'a self, mut state: Locked<'a, Intake<D::Output>>) {
        if std::mem::replace(&mut state.is_decoding, true) {
            return self.unlock(state);
        }
        let mut gone = Vec::new();
        loop {
            let frames = std::mem::take(&mut state.frames);
            if frames.is_empty() {
                break;
            }
            self.unlock(state);
            let decoded: Vec<_> = frames
                .into_iter()
                .map(|Sample { value, writer, related, info }| {
                    (writer, D::decode(value).map(|value| Sample { value, writer, related, info }))
                })
                .collect();
            state = lock(&self.state);
            for (writer, decoded) in decoded {
                match decoded {
                    Ok(sample) => gone.extend(self.push(&mut state, sample)),
                    Err(fault) => state.fault(Some(writer), fault),
                }
            }
        }
        state.is_decoding = false;
        self.unlock(state);
        drop(gone);
    }

    /// Has a sample wait. What it pushes out is returned.
    fn push(&self, state: &mut Intake<D::Output>, sample: Sample<D::Output>) -> Option<Sample<D::Output>> {
        if state.open.is_none() {
            state.lost += 1;
            return Some(sample);
        }
        state.queue.push_back(sample);
        if state.queue.len() <= qos::queue(&self.qos) {
            return None;
        }
        state.lost += 1;
        if state.overflow == Overflow::Never {
            state.overflow = Overflow::ToBeSaid;
        }
        state.queue.pop_front()
    }

    /// Whether a writer is one of those that this endpoint is connected with: RustDDS keeps what comes on a
    /// topic for all its readers, also for those that asked for more than the writer offers.
    fn fit(&self, open: &Open, writer: Gid) -> Option<Fit> {
        self.matches.fit(writer).or_else(|| {
            // A message is never here before the event that its writer was found, but that may wait yet.
            open.endpoint.node.participant.graph.catch_up();
            self.matches.fit(writer)
        })
    }

    /// Counts a frame that is no message.
    pub(super) fn malformed(&self, writer: Gid, fault: Fault) {
        let mut state = lock(&self.state);
        state.fault(Some(writer), fault);
        self.unlock(state);
    }

    /// Lets others in, and logs what there is to say.
    fn unlock(&self, mut state: Locked<'_, Intake<D::Output>>) {
        let news = std::mem::take(&mut state.news);
        let is_over = state.overflow == Overflow::ToBeSaid;
        if is_over {
            state.overflow = Overflow::Said;
        }
        drop(state);
        no_lock_held();
        if let (true, Some(what)) = (is_over, D::OVERFLOW) {
            let name = self.matches.ros_name().to_owned();
            keeper::say(move || tracing::warn!(name, "{what}"));
        }
        for (writer, Fault { kind, detail }) in news {
            let name = self.matches.ros_name().to_owned();
            let type_name = names::ros_type_name(&self.matches.type_name).to_string();
            let reason = detail;
            keeper::say(move || {
                tracing::warn!(
                    name,
                    type_name,
                    ?kind,
                    reason,
                    ?writer,
                    "a malformed frame was dropped; more are counted"
                )
            });
        }
    }

    /// Receives nothing any more. What is left counts as lost.
    pub(super) fn close(&self) {
        self.catch_up();
        let mut state = lock(&self.state);
        state.lost += (state.queue.len() + state.frames.len()) as u64;
        let frames = std::mem::take(&mut state.frames);
        let gone =
            (state.open.take(), std::mem::take(&mut state.queue), std::mem::take(&mut state.early), frames);
        drop(state);
        drop(gone);
    }
}

impl<D: Decoder> Reopen for Inbox<D> {
    fn reopen(&self) -> Result<(), TransportError> {
        let Some(node) = lock(&self.state).open.as_ref().map(|open| open.endpoint.node.clone()) else {
            return Ok(());
        };
        let (source, endpoint) = node.reader(self.matches.clone(), &self.qos)?;
        *lock(&self.gid) = endpoint.gid;
        let mut state = lock(&self.state);
        // Where it was closed meanwhile, so is this.
        let fresh = Box::new(Open { source, endpoint });
        let gone = match &mut state.open {
            Some(open) => std::mem::replace(open, fresh),
            None => fresh,
        };
        state.last.clear();
        drop(state);
        drop_aside(gone);
        // Whoever polls is to ask the new one.
        let reader = lock(&self.arrival.reader).take();
        if let Some(reader) = reader {
            wake(reader);
        }
        Ok(())
    }
}

/// Leaves out what RustDDS keeps on the topic for other subscriptions of ours: a volatile one gets what comes from now
/// on. Returns the last numbers of the publishers.
fn skip_what_is_there(open: &Open) -> BTreeMap<Gid, i64> {
    let mut last = BTreeMap::new();
    for _ in 0..BATCH {
        match next_of(open) {
            Some(Ok(change)) => drop(last.insert(change.writer_guid().into(), change.sequence_number.into())),
            Some(Err(_)) => {}
            None => break,
        }
    }
    last
}

/// The next frame.
fn next_of(open: &Open) -> Option<Read> {
    open.source.as_ref()?.try_take_one_with(Taking).transpose()
}

/// What RustDDS wakes when something arrives.
///
/// It takes the frame out at once: RustDDS forgets what has not been read of a writer that goes, and a group can be
/// busy for long. RustDDS wakes once for each poll, so this holds for the first frame after one. It runs on RustDDS'
/// thread and under its locks: it waits for nothing, and leaves the rest to whoever polls.
struct Arrival<D: Decoder> {
    inbox: Weak<Inbox<D>>,
    /// Who polls.
    reader: Mutex<Option<Waker>>,
}

impl<D: Decoder> Wake for Arrival<D> {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(inbox) = self.inbox.upgrade()
            // Whoever has the lock reads, or is about to be woken.
            && let Some(mut state) = try_lock(&inbox.state)
            && let Some(open) = state.open.take()
        {
            for _ in 0..BATCH {
                let Some(read) = next_of(&open) else { break };
                state.early.push(read);
            }
            state.open = Some(open);
        }
        let reader = lock(&self.reader).take();
        if let Some(reader) = reader {
            wake(reader);
        }
    }
}

impl<D: Decoder> Losses for Inbox<D> {
    fn lost(&self) -> u64 {
        self.catch_up();
        lock(&self.state).lost
    }

    fn waiting(&self) -> usize {
        self.take_in_undecoded();
        let state = lock(&self.state);
        (state.queue.len() + state.frames.len()).min(qos::queue(&self.qos))
    }

    fn incompatible(&self) -> u64 {
        self.matches.incompatible()
    }

    fn malformed(&self) -> u64 {
        self.catch_up();
        lock(&self.state).malformed
    }

    fn mistyped(&self) -> u64 {
        self.matches.mistyped()
    }
}

/// RTPS counts seconds since 1970, and their fraction in 1 / 2^32.
fn time(timestamp: Timestamp) -> Time {
    let ticks = timestamp.to_ticks();
    let nanoseconds = ((ticks & u64::from(u32::MAX)) * 1_000_000_000) >> 32;
    let seconds = std::time::Duration::from_secs(ticks >> 32);
    Time::since_epoch(seconds + std::time::Duration::from_nanos(nanoseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_stamps_are_kept_to_the_nanosecond() {
        let stamp = Timestamp::from_ticks((1_700_000_000 << 32) + (1 << 31));
        assert_eq!(time(stamp).to_string(), "1700000000.500000000");
    }
}
