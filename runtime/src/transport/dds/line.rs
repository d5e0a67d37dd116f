//! One writer of a publisher, with what it has under way and who hears it.

use std::sync::Arc;
use std::task::{Context, Waker};

use super::courier::{Courier, Parcel};
use super::flow::{self, Flow};
use super::participant::Endpoint;
use super::qos;
use super::ring::{Ring, Waiting};
use super::writer::{Refused, Writer};
use crate::facts::qos::{Durability, Qos};

pub(super) struct Line {
    pub(super) flow: Flow,
    pub(super) writer: Arc<Writer>,
    pub(super) endpoint: Endpoint,
    /// Whether its first frame is the first that readers hear of. Volatile writers have begun with one for nobody.
    begins_with_news: bool,
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
        Line { flow, writer, endpoint, begins_with_news }
    }

    /// Lets go of it as soon as what it sent has come through.
    pub(super) fn retire(self) {
        self.endpoint.retire(self.writer);
    }

    /// Has a large frame sent again if it is not confirmed soon.
    fn look_after(&self, number: i64, waiting: &Waiting) {
        let participant = &self.endpoint.node.participant;
        let to = participant.addresses(|reader| self.endpoint.matches.has(reader));
        let mut confirmed = self.writer.confirmed();
        // The first look decides which frame it is about.
        let is_confirmed = confirmed.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
        if !is_confirmed && !to.is_empty() {
            let (writer, stamp, frame) = (self.endpoint.gid, waiting.stamp, waiting.frame.clone());
            let name = self.endpoint.matches.ros_name().to_owned();
            participant.courier.take(Parcel { name, writer, number, stamp, frame, to, confirmed });
        }
    }

    /// How many hear it.
    pub(super) fn readers(&self) -> usize {
        self.endpoint.matches.count()
    }

    /// Sends the next frame of the ring, if there is room.
    pub(super) fn send_next(&mut self, ring: &mut Ring, context: &mut Context<'_>) -> Sent {
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
}
