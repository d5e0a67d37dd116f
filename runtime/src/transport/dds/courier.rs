//! Brings large frames to readers that RustDDS' own sending has left with holes.
//!
//! RustDDS sends all fragments of a frame at once, as fast as the socket takes them. What does not fit the socket of
//! the receiver is lost, and repaired in portions of 2 KiB in 10 ms: a frame of some megabytes never gets there. There
//! is no way to have RustDDS send slowly. But a reader takes a fragment from wherever it comes, if its names are right.
//! So a large frame that is not confirmed soon is sent again by this thread, as fast as receivers bear: those on this
//! host are asked ([`Gauge`]), others have a pace. What is so large that RustDDS' way of sending has no chance goes ahead
//! of it: then RustDDS fills holes, and has it confirmed. Readers are asked at once what they lack
//! ([`Inquiry`](super::inquiry::Inquiry)): the next frame waits for that.
//!
//! RustDDS writes what stands beside a message in fragments so that nobody can read it. A reader takes it from the first
//! fragment that comes, so a reply in fragments to a client on Fast DDS goes ahead of RustDDS, too.

use std::collections::BTreeSet;
use std::future::Future;
use std::net::{Ipv4Addr, UdpSocket};
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use atomic_waker::AtomicWaker;

use super::gauge::Gauge;
use super::parcel::{Parcel, Road};
use crate::rt::sync::lock;

/// Frames up to this length fit the receiving sockets of a system that nobody has tuned.
const SMALL: usize = 128 << 10;
/// Longer ones go ahead of RustDDS.
const LARGE: usize = 1 << 20;
/// How many frames may wait for the courier.
const MAX_JOBS: usize = 4;
/// How long a frame may take to be confirmed before it is sent again: readers of Cyclone DDS take 10 ms.
const GRACE: Duration = Duration::from_millis(12);
/// The same for one that went ahead, of which little is lost, and which readers are busy with.
const GRACE_AHEAD: Duration = Duration::from_millis(24);
/// What RustDDS sends in a millisecond, at least.
const SENT_IN_A_MILLISECOND: usize = 512 << 10;
/// How long it may take to be confirmed when it was sent again.
const PATIENCE: Duration = Duration::from_millis(25);
/// When readers are asked first whether they have a frame: those of Fast DDS answer 5 ms later.
const FIRST_ASK: Duration = Duration::from_millis(2);
/// How often they are asked. While RustDDS sends a large frame, readers' sockets are full, and the question is lost.
const ASK_EVERY: Duration = Duration::from_millis(2);
/// How often a frame is sent again, at the most.
const PASSES: u32 = 6;
/// How often it is looked whether it was confirmed, where others wait for that.
const STEP: Duration = Duration::from_millis(1);
/// How long 64 KiB take at first where no reader can be asked, for 400 MB/s.
const TIME: Duration = Duration::from_micros(160);

/// What is there to do.
enum Job {
    First(Parcel, Arc<Delivery>),
    /// It was sent; the future ends when all have confirmed it.
    Again(Parcel, Confirmed),
}

type Confirmed = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How it stands with a frame that goes ahead of RustDDS.
#[derive(Default)]
pub(super) struct Delivery {
    is_over: AtomicBool,
    waker: AtomicWaker,
}

impl Delivery {
    /// Whether it has been sent once. If not, `context` is woken when it has.
    pub(super) fn is_over(&self, context: &mut Context<'_>) -> bool {
        self.waker.register(context.waker());
        self.is_over.load(Ordering::SeqCst)
    }

    fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.waker.wake();
    }
}

/// The thread that sends parcels. It is there when it is first needed, and ends with this.
#[derive(Default)]
pub(super) struct Courier {
    waiting: Arc<AtomicUsize>,
    sender: Mutex<Option<Sender<Job>>>,
}

impl Courier {
    /// Whether a frame of this length is for the courier.
    pub(super) fn is_for(length: usize) -> bool {
        length > SMALL
    }

    /// Whether a frame of this length is to go ahead of RustDDS.
    pub(super) fn is_first_for(length: usize) -> bool {
        length > LARGE
    }

    /// Whether it takes another frame.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) < MAX_JOBS
    }

    /// Sends a frame before RustDDS does. Without a thread or a socket that is over at once.
    pub(super) fn bring(&self, parcel: Parcel) -> Arc<Delivery> {
        let delivery = Arc::new(Delivery::default());
        if !self.give(Job::First(parcel, delivery.clone())) {
            delivery.end();
        }
        delivery
    }

    /// Sends a frame again, if it is not confirmed soon.
    pub(super) fn bring_again(&self, parcel: Parcel, confirmed: Confirmed) {
        self.give(Job::Again(parcel, confirmed));
    }

    fn give(&self, job: Job) -> bool {
        let mut sender = lock(&self.sender);
        if sender.is_none() {
            *sender = self.start();
        }
        let Some(sender) = &*sender else { return false };
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let is_taken = sender.send(job).is_ok();
        if !is_taken {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
        }
        is_taken
    }

    /// Without a thread or a socket RustDDS is left to itself.
    fn start(&self) -> Option<Sender<Job>> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
        let (sender, jobs) = channel();
        let waiting = self.waiting.clone();
        let run = move || deliver_all(&mut Road { socket, gauge: Gauge::open() }, &jobs, &waiting);
        std::thread::Builder::new().name("rosweave courier".to_owned()).spawn(run).ok()?;
        Some(sender)
    }
}

/// A parcel that is not confirmed yet.
struct Open {
    parcel: Parcel,
    watch: Watch,
    passes: u32,
    /// When it is sent again.
    due: Instant,
}

/// Whether readers have it.
struct Watch {
    /// `None` when they have.
    confirmed: Option<Confirmed>,
    /// When they are asked.
    ask: Instant,
}

/// Ends when nobody is there who has parcels.
fn deliver_all(road: &mut Road, jobs: &Receiver<Job>, waiting: &AtomicUsize) {
    let mut open: Vec<Open> = Vec::new();
    // For which publishers it was said that a message has not got through.
    let mut said = BTreeSet::new();
    // Readers count from zero: nothing that is said in their names is what they have said.
    let mut number = i32::MIN;
    loop {
        let next = match next_look(&open, waiting) {
            None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(wait) => jobs.recv_timeout(wait),
        };
        match next {
            Ok(Job::First(parcel, delivery)) => {
                parcel.send(road, TIME, |_| ControlFlow::Continue(()));
                waiting.fetch_sub(1, Ordering::SeqCst);
                delivery.end();
            }
            Ok(Job::Again(parcel, confirmed)) => open.push(Open::new(parcel, confirmed)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = Instant::now();
        open.retain_mut(|open| {
            let is_confirmed = open.watch.is_confirmed();
            let is_over = open.passes == PASSES && open.due <= now;
            if is_confirmed || is_over {
                waiting.fetch_sub(1, Ordering::SeqCst);
            }
            if !is_confirmed && is_over && said.insert(open.parcel.writer) {
                open.give_up();
            }
            !is_confirmed && !is_over
        });
        open.iter_mut().for_each(|open| open.watch.ask(&open.parcel, &road.socket, &mut number));
        if let Some(open) = open.iter_mut().filter(|open| open.due <= now).min_by_key(|open| open.due) {
            open.pass(road, &mut number);
        }
    }
}

/// When there is something to do, if nothing comes until then. Where others wait for a place, what is confirmed leaves
/// its own at once.
fn next_look(open: &[Open], waiting: &AtomicUsize) -> Option<Duration> {
    let next = open.iter().map(|open| open.watch.ask.min(open.due)).min()?;
    let wait = next.saturating_duration_since(Instant::now());
    Some(if waiting.load(Ordering::SeqCst) < MAX_JOBS { wait } else { wait.min(STEP) })
}

impl Watch {
    fn is_confirmed(&mut self) -> bool {
        self.confirmed
            .take_if(|confirmed| confirmed.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
        self.confirmed.is_none()
    }

    /// Has the readers asked whether they have it, if it is time.
    fn ask(&mut self, parcel: &Parcel, socket: &UdpSocket, number: &mut i32) {
        let now = Instant::now();
        if self.ask <= now {
            *number = number.wrapping_add(1);
            parcel.inquiry.make(socket, parcel.writer, *number);
            self.ask = now + ASK_EVERY;
        }
    }
}

impl Open {
    fn new(parcel: Parcel, confirmed: Confirmed) -> Open {
        let now = Instant::now();
        let length = parcel.frame.len();
        let grace = if Courier::is_first_for(length) { GRACE_AHEAD } else { GRACE };
        let due = now + grace + Duration::from_millis((length / SENT_IN_A_MILLISECOND) as u64);
        Open { parcel, watch: Watch { confirmed: Some(confirmed), ask: now + FIRST_ASK }, passes: 0, due }
    }

    /// Sends it again until it is confirmed, slower each time: the receiver has its reasons.
    fn pass(&mut self, road: &mut Road, number: &mut i32) {
        self.passes += 1;
        let Open { parcel, watch, passes, .. } = self;
        parcel.send(road, TIME * 2_u32.pow((*passes).min(4)), |socket| {
            watch.ask(parcel, socket, number);
            if watch.is_confirmed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let now = Instant::now();
        (self.watch.ask, self.due) = (now, now + PATIENCE);
    }

    /// Says what does not work, and what helps.
    fn give_up(&self) {
        let Parcel { name, called, frame, inquiry, .. } = &self.parcel;
        let (name, among, bytes) = (&**name, called(&inquiry.readers), frame.len());
        tracing::warn!(
            name,
            ?among,
            bytes,
            "a large message was sent {PASSES} times and has not got through to all its readers; larger receive \
             buffers there help (`net.core.rmem_max` and `net.core.rmem_default` on Linux), or `R2r` here"
        );
    }
}
