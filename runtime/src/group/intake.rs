//! What starts a callback: a message, a request, the time.

use std::task::{Context, Poll};

use super::timer::{Ticks, Timer};
use crate::message::Service;
use crate::transport::{Delivery, Request, ServerPort, SubscriptionPort};

/// Something that a group polls for the next input of a callback.
pub(crate) trait Intake: Send {
    type Input: Send + 'static;

    /// The group begins.
    fn start(&mut self) {}

    /// The next input; `None` when there will be none any more.
    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Option<Self::Input>>;

    /// Whether it is not to be polled again before its waker is woken: there was no more.
    fn is_drained(&self) -> bool {
        false
    }
}

impl<M: Send + Sync + 'static> Intake for Box<dyn SubscriptionPort<M>> {
    type Input = Delivery<M>;

    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Option<Delivery<M>>> {
        self.poll_next(context)
    }
}

impl<S: Service> Intake for Box<dyn ServerPort<S>> {
    type Input = Request<S>;

    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>> {
        self.poll_request(context)
    }

    fn is_drained(&self) -> bool {
        (**self).is_drained()
    }
}

/// What a timer's callback gets.
#[derive(Debug)]
pub struct Tick {
    /// The timer.
    pub timer: Timer,
}

impl Intake for Ticks {
    type Input = Tick;

    fn start(&mut self) {
        self.timer().start();
    }

    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Option<Tick>> {
        self.poll_tick(context).map(|timer| Some(Tick { timer }))
    }
}
