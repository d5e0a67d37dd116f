//! A way into a callback that no compiler sees: a closure that the test puts into a plain field once the node runs.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use rosweave::prelude::*;
use rosweave::{Lent, NoGroup};

pub(crate) struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

pub(crate) type Answer = Result<u64, CallError>;
type Waiting = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// What a callback does where the compiler does not look.
#[derive(Default)]
pub(crate) struct Door(OnceLock<Box<dyn Fn(u64) -> Waiting + Send + Sync>>);

impl Door {
    /// Whoever passes calls `client`, in a context of no group.
    pub(crate) fn calls<G: Group>(&self, client: &Client<Echo, G>, cx: Lent<rosweave::AsyncCx<NoGroup>>) {
        let (client, cx) = (client.clone(), Arc::new(cx));
        self.opens(move |request| {
            let (client, cx) = (client.clone(), cx.clone());
            async move { client.call(&*cx, request).await }
        });
    }

    pub(crate) fn opens<F: Future<Output = Answer> + Send + 'static>(
        &self,
        way: impl Fn(u64) -> F + Send + Sync + 'static,
    ) {
        let opened = self.0.set(Box::new(move |request| Box::pin(way(request))));
        assert!(opened.is_ok(), "a door opens once");
    }

    /// The answer of what the test has put there; the request itself where it has put nothing.
    pub(crate) async fn pass(&self, request: u64) -> Answer {
        match self.0.get() {
            Some(way) => way(request).await,
            None => Ok(request),
        }
    }
}
