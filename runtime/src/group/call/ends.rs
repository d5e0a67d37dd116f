//! A client as its node sees it: who waits for it, whether it is served, and how its calls end with the node.

use std::sync::Arc;

use super::super::served::Served;
use super::ClientCore;
use crate::error::CallError;
use crate::life::{ClientName, Ends, Life, WaitEntry};
use crate::message::Service;
use crate::rt::lock::wake;
use crate::rt::sync::lock;
use crate::transport::CallId;

impl<S: Service> Served for ClientCore<S> {
    fn client(&self) -> &Arc<ClientName> {
        &self.name
    }

    fn life(&self) -> &Life {
        &self.life
    }

    fn is_available(&self) -> bool {
        self.requests.is_available()
    }

    async fn available(&self) {
        self.requests.available().await;
    }
}

impl<S: Service> Ends for ClientCore<S> {
    fn waits(&self, all: &mut Vec<WaitEntry>) {
        let calls = lock(&self.calls);
        let noted = calls.pending.values().filter_map(|pending| pending.noted);
        all.extend(noted.map(|noted| noted.on(&self.name, self.life.instance)));
    }

    fn end(&self) {
        let mut waiters = Vec::new();
        for (call, pending) in lock(&self.calls).pending.entries_mut() {
            let stopped = CallError::Stopped { service: Some(self.name.service.clone()) };
            waiters.push((CallId(call), pending.end(&mut Some(Err(stopped)))));
        }
        for (call, waiter) in waiters {
            self.requests.give_up(call);
            if let Some(waiter) = waiter {
                wake(waiter);
            }
        }
    }
}
