//! One writer of a publisher, with what it has under way and who hears it.

use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use super::courier::{Courier, Delivery};
use super::flow::{self, Flow};
use super::gid::{Gid, Prefix};
use super::inquiry::Inquiry;
use super::parcel::Parcel;
use super::participant::Endpoint;
use super::ring::{Ring, Waiting};
use super::writer::{Refused, Writer};
use super::{qos, rpc};
use crate::facts::qos::{Durability, Qos};
use crate::rt::lock::unlocked;

/// How long a frame that goes ahead of RustDDS waits for a large one before it. A reader is busy with that one when it
/// has come, and loses the first part of the next one. One on Fast DDS that lacks the first fragments goes through all
/// that it lacks for each datagram that comes.
const CLEARING: Duration = Duration::from_millis(100);

pub(super) struct Line {
    pub(super) flow: Flow,
    pub(super) writer: Arc<Writer>,
    pub(super) endpoint: Endpoint,
    /// Whether its first frame is the first that readers hear of. Volatile writers have begun with one for nobody.
    begins_with_news: bool,
    /// What goes ahead of RustDDS, whose next frame it is.
    ahead: Option<Ahead>,
    /// When RustDDS got the last large frame that was ahead of it.
    followed: Option<Instant>,
}

/// A large frame that the courier brings first.
struct Ahead {
    waiting: Waiting,
    delivery: Arc<Delivery>,
}

/// What became of a frame that waited.
pub(super) enum Sent {
    One,
    All,
    /// The readers have to confirm something first.
    NoRoom,
    /// RustDDS has to send something first.
    NotNow,
    Failed(String),
}

impl Line {
    pub(super) fn new(writer: Arc<Writer>, endpoint: Endpoint, qos: &Qos) -> Line {
        let flow = Flow::new(writer.clone(), qos::window(qos));
        let begins_with_news = qos.durability == Durability::TransientLocal;
        Line { flow, writer, endpoint, begins_with_news, ahead: None, followed: None }
    }

    /// Lets go of it as soon as what it sent has come through.
    pub(super) fn retire(self) {
        self.endpoint.retire(self.writer);
    }

    /// Gives RustDDS what goes ahead of it, where that is not over. Whether it was not taken, and is lost.
    pub(super) fn hurry(&mut self) -> bool {
        self.ahead.take().is_some_and(|ahead| self.writer.write(&ahead.waiting.unmarked()).is_err())
    }

    /// Whether something goes ahead of RustDDS.
    pub(super) fn has_ahead(&self) -> bool {
        self.ahead.is_some()
    }

    /// For the readers of those participants.
    fn parcel(&self, number: i64, waiting: &Waiting, is_for: impl Fn(Prefix) -> bool) -> Parcel {
        let matches = &self.endpoint.matches;
        let is_wanted = |reader: Gid| matches.has(reader) && is_for(reader.prefix());
        let participant = &self.endpoint.node.participant;
        let from = participant.watched();
        let readers = matches.all().into_iter().filter(|reader| is_for(reader.prefix())).collect();
        Parcel {
            name: matches.ros_name().to_owned(),
            called: Box::new(move |readers| {
                from.upgrade().map_or_else(Vec::new, |from| from.called(readers))
            }),
            writer: self.endpoint.gid,
            number,
            stamp: waiting.stamp,
            related: waiting.related,
            frame: waiting.frame.clone(),
            to: participant.addresses(is_wanted),
            inquiry: Inquiry { readers, port: participant.port() },
        }
    }

    /// Has a large frame sent again if it is not confirmed soon.
    fn look_after(&self, number: i64, waiting: &Waiting) {
        let mut confirmed = self.writer.confirmed();
        // The first look decides which frame it is about.
        let is_confirmed = confirmed.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
        let parcel = self.parcel(number, waiting, |_| true);
        if !is_confirmed && !parcel.to.is_empty() {
            self.endpoint.node.participant.courier.bring_again(parcel, confirmed);
        }
    }

    /// Has the courier bring a frame before RustDDS does, where that is the way. Not of a transient local writer, whose
    /// late joiners are told by number what is old.
    fn go_ahead(&self, waiting: &Waiting) -> Option<Ahead> {
        if self.begins_with_news || waiting.to.is_some() {
            return None;
        }
        // RustDDS' readers put together again what they have already.
        let parcel = self.parcel(self.writer.next(), waiting, |participant| !rpc::is_rustdds(participant));
        if parcel.to.is_empty() {
            return None;
        }
        let courier = &self.endpoint.node.participant.courier;
        Some(Ahead { waiting: waiting.clone(), delivery: courier.bring(parcel) })
    }

    /// Names those that hear it, and how much is not confirmed: by which of them, RustDDS does not say.
    pub(super) fn say_who_hangs(&self, what: &'static str) {
        let matches = &self.endpoint.matches;
        let name = matches.ros_name().to_owned();
        let among = self.endpoint.node.participant.called(&matches.all());
        let (unconfirmed, bytes) = self.flow.unconfirmed();
        unlocked(move || tracing::warn!(name, ?among, unconfirmed, bytes, "{what}"));
    }

    /// How many hear it.
    pub(super) fn readers(&self) -> usize {
        self.endpoint.matches.count()
    }

    /// Sends the next frame of the ring, if there is room.
    pub(super) fn send_next(&mut self, ring: &mut Ring, context: &mut Context<'_>) -> Sent {
        if let Some(ahead) = self.ahead.take() {
            return self.follow(ahead, context);
        }
        let Some(waiting) = ring.next() else { return Sent::All };
        let courier = &self.endpoint.node.participant.courier;
        let is_large = Courier::is_for(waiting.frame.len());
        let limit = if is_large && courier.has_room() { flow::MAX_LARGE_BYTES } else { flow::MAX_BYTES };
        let has_hasty = || self.endpoint.matches.has_hasty();
        if self.begins_with_news && has_hasty() && self.flow.is_at_the_first(context) {
            return Sent::NoRoom;
        }
        if !self.flow.has_room(waiting.frame.len(), limit, context) {
            return if is_large { Sent::NotNow } else { Sent::NoRoom };
        }
        let is_marked = waiting.related.is_some() && !rpc::fits_one_datagram(waiting.frame.len());
        if is_marked || Courier::is_first_for(waiting.frame.len()) {
            if is_marked && !courier.has_room() {
                return Sent::NotNow;
            }
            let has_had_time = self.followed.is_none_or(|followed| followed.elapsed() > CLEARING);
            if !has_had_time && !self.flow.has_room(0, 0, context) {
                return Sent::NotNow;
            }
            self.ahead = if courier.has_room() { self.go_ahead(waiting) } else { None };
        }
        if self.ahead.is_some() {
            ring.sent();
            return self.send_next(ring, context);
        }
        match self.flow.write(waiting, context) {
            Ok(number) => {
                if is_large {
                    self.look_after(number, waiting);
                }
                ring.sent();
                Sent::One
            }
            Err(Refused::Full) => Sent::NotNow,
            Err(Refused::Other(reason)) => {
                ring.sent();
                Sent::Failed(reason)
            }
        }
    }

    /// Has RustDDS send what has gone ahead of it.
    fn follow(&mut self, ahead: Ahead, context: &mut Context<'_>) -> Sent {
        if !ahead.delivery.is_over(context) {
            self.flow.touch();
            self.ahead = Some(ahead);
            return Sent::NotNow;
        }
        match self.flow.write(&ahead.waiting.unmarked(), context) {
            Ok(number) => {
                if Courier::is_first_for(ahead.waiting.frame.len()) {
                    self.followed = Some(Instant::now());
                }
                self.look_after(number, &ahead.waiting);
                Sent::One
            }
            Err(Refused::Full) => {
                self.ahead = Some(ahead);
                Sent::NotNow
            }
            Err(Refused::Other(reason)) => Sent::Failed(reason),
        }
    }
}
