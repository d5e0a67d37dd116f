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
use super::wire::{Decoder, Decoding, Fault, FaultKind};
use super::{names, qos, rpc};
use crate::error::TransportError;
use crate::facts::qos::{Durability, Qos};
use crate::rt::lock::{Locked, lock, no_lock_held, try_lock, wake};
use crate::rt::time::Time;
use crate::transport::{Losses, MessageInfo};

/// How many frames are read at once before other tasks get their turn.
const BATCH: usize = 1024;

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
        topic: String,
        type_name: String,
        qos: &Qos,
    ) -> Result<Arc<Inbox<D>>, TransportError> {
        let matches = Arc::new(Matches::new(topic, type_name));
        let (source, endpoint) = node.reader(matches.clone(), qos)?;
        let gid = Mutex::new(endpoint.gid);
        let open = Open { source, endpoint };
        let last = if qos.durability == Durability::Volatile {
            skip_what_is_there::<D>(&open)
        } else {
            BTreeMap::new()
        };
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
        let (mut gone, mut goes_on) = (Vec::new(), false);
        let mut state = lock(&self.state);
        let Some(open) = state.open.take() else { return Poll::Ready(None) };
        self.take_early(&mut state, &open, &mut gone);
        if let Some(source) = &open.source {
            let mut stream = pin!(source.as_async_stream_with(Decoding::<D>::NEW));
            for turn in 0.. {
                if turn == BATCH {
                    goes_on = true;
                    break;
                }
                match stream.as_mut().poll_next(&mut Context::from_waker(&arrival)) {
                    Poll::Ready(Some(read)) => gone.extend(self.take(&mut state, &open, read)),
                    Poll::Ready(None) | Poll::Pending => break,
                }
            }
        }
        state.open = Some(open);
        let sample = state.queue.pop_front();
        self.unlock(state);
        // The `Drop` of messages is the user's, and runs under no lock.
        drop(gone);
        if goes_on {
            context.waker().wake_by_ref();
        }
        sample.map_or(Poll::Pending, |sample| Poll::Ready(Some(sample)))
    }

    /// Takes in what has arrived, so that the counters are up to date. Whoever polls is still woken: by what
    /// is taken in here.
    fn catch_up(&self) {
        let mut gone = Vec::new();
        let mut state = lock(&self.state);
        let Some(open) = state.open.take() else { return };
        self.take_early(&mut state, &open, &mut gone);
        for _ in 0..BATCH {
            match next_of::<D>(&open) {
                Some(read) => gone.extend(self.take(&mut state, &open, read)),
                None => break,
            }
        }
        state.open = Some(open);
        self.unlock(state);
        drop(gone);
    }

    fn take_early(
        &self,
        state: &mut Intake<D::Output>,
        open: &Open<D::Output>,
        gone: &mut Vec<Sample<D::Output>>,
    ) {
        for read in std::mem::take(&mut state.early) {
            gone.extend(self.take(state, open, read));
        }
    }

    /// Takes a frame in. What it pushes out is returned.
    fn take(
        &self,
        state: &mut Intake<D::Output>,
        open: &Open<D::Output>,
        read: Read<D::Output>,
    ) -> Option<Sample<D::Output>> {
        let change = match read {
            Ok(change) => change,
            Err(error) => {
                state.fault(None, Fault::new(FaultKind::Encoding, error));
                return None;
            }
        };
        let writer = Gid::from(change.writer_guid());
        // It was handed over without RustDDS.
        if open.endpoint.node.participant.graph.is_own(writer) {
            return None;
        }
        if self.fit(open, writer) != Some(Fit::Fits) {
            return None;
        }
        let sequence = i64::from(change.sequence_number);
        state.lost = state.lost.saturating_add(state.skipped(writer, sequence));
        let related = change.related_sample_identity().map(Related::from);
        let received = time(change.receive_instant);
        let sent = change.source_timestamp().map_or(received, time);
        // RustDDS sends what a publisher kept to volatile subscriptions, too.
        let is_volatile = self.qos.durability == Durability::Volatile;
        if is_volatile && rpc::is_rustdds(writer.prefix()) && self.matches.is_old(writer, sent) {
            return None;
        }
        match change.into_value() {
            Err(fault) => {
                state.fault(Some(writer), fault);
                None
            }
            Ok(value) => {
                let info = MessageInfo::new(sent, received, sequence.unsigned_abs(), writer.number());
                state.queue.push_back(Sample { value, writer, related, info });
                if state.queue.len() <= qos::depth(&self.qos) {
                    return None;
                }
                state.lost += 1;
                if state.overflow == Overflow::Never {
                    state.overflow = Overflow::ToBeSaid;
                }
                state.queue.pop_front()
            }
        }
    }

    /// Whether a writer is one of those that this endpoint is connected with: RustDDS keeps what comes on a
    /// topic for all its readers, also for those that asked for more than the writer offers.
    fn fit(&self, open: &Open<D::Output>, writer: Gid) -> Option<Fit> {
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
            tracing::warn!(name = self.matches.ros_name(), "{what}");
        }
        for (writer, Fault { kind, detail }) in news {
            let (name, type_name) = (self.matches.ros_name(), names::ros_type_name(&self.matches.type_name));
            let reason = detail;
            tracing::warn!(
                name,
                type_name,
                ?kind,
                reason,
                ?writer,
                "a malformed frame was dropped; more are counted"
            );
        }
    }

    /// Receives nothing any more. What is left counts as lost.
    pub(super) fn close(&self) {
        self.catch_up();
        let mut state = lock(&self.state);
        state.lost += state.queue.len() as u64;
        let gone = (state.open.take(), std::mem::take(&mut state.queue), std::mem::take(&mut state.early));
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
fn skip_what_is_there<D: Decoder>(open: &Open<D::Output>) -> BTreeMap<Gid, i64> {
    let mut last = BTreeMap::new();
    for _ in 0..BATCH {
        match next_of::<D>(open) {
            Some(Ok(change)) => drop(last.insert(change.writer_guid().into(), change.sequence_number.into())),
            Some(Err(_)) => {}
            None => break,
        }
    }
    last
}

/// The next frame, where `D` is what decodes it.
fn next_of<D: Decoder>(open: &Open<D::Output>) -> Option<Read<D::Output>> {
    open.source.as_ref()?.try_take_one_with(Decoding::<D>::NEW).transpose()
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
                let Some(read) = next_of::<D>(&open) else { break };
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
        self.catch_up();
        lock(&self.state).queue.len()
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
