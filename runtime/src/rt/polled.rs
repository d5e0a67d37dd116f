//! Futures around futures. An `async fn` that takes a future keeps it twice, as its argument and where it is pinned;
//! four around one another would keep a callback's sixteen times, in every group that there is.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    struct Polled<F, P> {
        #[pin]
        future: F,
        poll: P,
    }
}

/// `future`, which is polled by `poll`.
pub(crate) fn polled<F, T>(
    future: F,
    poll: impl FnMut(Pin<&mut F>, &mut Context<'_>) -> Poll<T>,
) -> impl Future<Output = T> {
    Polled { future, poll }
}

impl<F, T, P: FnMut(Pin<&mut F>, &mut Context<'_>) -> Poll<T>> Future for Polled<F, P> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let this = self.project();
        (this.poll)(this.future, context)
    }
}

pin_project! {
    struct Until<F, E> {
        #[pin]
        future: F,
        #[pin]
        end: E,
    }
}

/// The output of `future`, or `None` when `end` is ready first. `end` is asked first, so that what has to
/// end does not go on.
pub(crate) fn until<F: Future>(
    future: F,
    end: impl Future<Output = ()>,
) -> impl Future<Output = Option<F::Output>> {
    Until { future, end }
}

impl<F: Future, E: Future<Output = ()>> Future for Until<F, E> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let this = self.project();
        if this.end.poll(context).is_ready() {
            return Poll::Ready(None);
        }
        this.future.poll(context).map(Some)
    }
}
