//! The thread of a [`Dds`](super::Dds): it applies what discovery finds, and looks after what can not do it itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::task::{Context, Wake, Waker};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use super::writer::Writer;
use crate::error::TransportError;
use crate::rt::sync::lock;

/// How often it is looked whether a writer that was let go of is done.
const LINGER_STEP: Duration = Duration::from_millis(5);

/// What has to be looked after now and then.
pub(super) trait Chore: Send + Sync {
    /// Does what there is to do, and says what comes next. `context` is woken when there is more.
    fn tend(&self, context: &mut Context<'_>) -> Next;
}

/// When a chore wants to be tended again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// When it is listed again.
    Never,
    /// When the context is woken, and not later than this.
    Before(Instant),
}

impl Next {
    /// The same, and not later than `then`.
    pub(super) fn or_before(self, then: Instant) -> Next {
        match self {
            Next::Never => Next::Before(then),
            Next::Before(other) => Next::Before(other.min(then)),
        }
    }
}

/// What there is to look after.
#[derive(Default)]
pub(super) struct Chores {
    listed: Mutex<Vec<Weak<dyn Chore>>>,
    lingering: Mutex<Vec<(Arc<Writer>, Instant)>>,
    thread: OnceLock<Thread>,
}

impl Chores {
    /// Has `chore` tended soon.
    pub(super) fn list(&self, chore: Weak<dyn Chore>) {
        lock(&self.listed).push(chore);
        self.wake();
    }

    /// Keeps `writer` until it is done, and not longer than until `until`.
    pub(super) fn linger(&self, writer: Arc<Writer>, until: Instant) {
        lock(&self.lingering).push((writer, until));
        self.wake();
    }

    pub(super) fn has_lingering(&self) -> bool {
        !lock(&self.lingering).is_empty()
    }

    /// Lets go of the writers that linger.
    pub(super) fn clear(&self) {
        let gone = std::mem::take(&mut *lock(&self.lingering));
        drop(gone);
    }

    pub(super) fn wake(&self) {
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }

    /// Tends all that are listed. Returns when to do it again, if not earlier.
    fn tend(&self, context: &mut Context<'_>) -> Option<Instant> {
        let mut again = None;
        let mut stay: Vec<Weak<dyn Chore>> = Vec::new();
        for listed in std::mem::take(&mut *lock(&self.listed)) {
            let Some(chore) = listed.upgrade() else { continue };
            if let Next::Before(then) = chore.tend(context) {
                again = Some(again.map_or(then, |again: Instant| again.min(then)));
                stay.push(listed);
            }
        }
        lock(&self.listed).extend(stay);
        again
    }

    /// Lets go of the writers that are done.
    fn finish(&self) -> Option<Instant> {
        let now = Instant::now();
        let mut lingering = lock(&self.lingering);
        let (stay, gone) = std::mem::take(&mut *lingering)
            .into_iter()
            .partition::<Vec<_>, _>(|(writer, until)| now < *until && !writer.is_done());
        *lingering = stay;
        let again = (!lingering.is_empty()).then(|| now + LINGER_STEP);
        drop(lingering);
        drop(gone);
        again
    }
}

/// The thread. It sleeps unless there is something.
pub(super) struct Spinner {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl Spinner {
    /// Starts the thread. `spin` does what is not a chore, and returns when to do it again if it is not woken earlier.
    pub(super) fn start(
        chores: Arc<Chores>,
        mut spin: impl FnMut(&mut Context<'_>) -> Option<Instant> + Send + 'static,
    ) -> Result<Spinner, TransportError> {
        let stop = Arc::new(AtomicBool::new(false));
        let is_over = stop.clone();
        let run = move || {
            let _ = chores.thread.set(std::thread::current());
            let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
            let mut context = Context::from_waker(&waker);
            while !is_over.load(Ordering::SeqCst) {
                let again = [spin(&mut context), chores.tend(&mut context), chores.finish()];
                match again.into_iter().flatten().min() {
                    None => std::thread::park(),
                    Some(then) => std::thread::park_timeout(then.saturating_duration_since(Instant::now())),
                }
            }
        };
        let thread = std::thread::Builder::new().name("rosweave dds".to_owned()).spawn(run);
        let thread = thread.map_err(|error| TransportError::Other(format!("no thread for DDS: {error}")))?;
        Ok(Spinner { stop, thread })
    }

    pub(super) fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.thread().unpark();
        // What it looks after can be the last that holds the participant.
        if self.thread.thread().id() == std::thread::current().id() {
            return;
        }
        // It calls nobody's code, so it does not panic.
        let _ = self.thread.join();
    }
}
