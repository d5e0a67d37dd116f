//! One writer of a publisher, with what it has under way and who hears it.

use std::sync::Arc;
use std::task::Context;

use super::flow::Flow;
use super::participant::Endpoint;
use super::qos;
use super::ring::Ring;
use super::writer::{Refused, Writer};
use crate::facts::qos::Qos;

pub(super) struct Line {
    pub(super) flow: Flow,
    pub(super) writer: Arc<Writer>,
    pub(super) endpoint: Endpoint,
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
    pub(super) fn new(writer: Writer, endpoint: Endpoint, qos: &Qos) -> Line {
        let writer = Arc::new(writer);
        Line { flow: Flow::new(writer.clone(), qos::window(qos)), writer, endpoint }
    }

    /// Lets go of it as soon as what it sent has come through.
    pub(super) fn retire(self) {
        self.endpoint.retire(self.writer);
    }

    /// How many hear it.
    pub(super) fn readers(&self) -> usize {
        self.endpoint.matches.count()
    }

    /// Sends the next frame of the ring, if there is room.
    pub(super) fn send_next(&mut self, ring: &mut Ring, context: &mut Context<'_>) -> Sent {
        let Some(waiting) = ring.next() else { return Sent::All };
        if !self.flow.has_room(waiting.frame.len(), context) {
            return Sent::NoRoom;
        }
        match self.flow.write(waiting, context) {
            Ok(()) => {
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
