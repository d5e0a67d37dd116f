//! Brings large frames to readers that RustDDS' own sending has left with holes.
//!
//! RustDDS sends all fragments of a frame at once, as fast as the socket takes them. What does not fit the socket of
//! the receiver is lost, and repaired in portions of 2 KiB in 10 ms: a frame of some megabytes never gets there. There
//! is no way to have RustDDS send slowly. But a reader takes a fragment from wherever it comes, if its names are right.
//! So a large frame that is not confirmed soon is sent again by this thread, at a pace that receivers bear. What is so
//! large that RustDDS' way of sending has no chance goes ahead of it: then RustDDS fills holes, and has it confirmed.
//!
//! RustDDS writes what stands beside a message in fragments so that nobody can read it. A reader takes it from the first
//! fragment that comes, so a reply in fragments to a client on Fast DDS goes ahead of RustDDS, too.

use std::collections::BTreeSet;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use atomic_waker::AtomicWaker;
use rustdds::Timestamp;
use rustdds::bytes::Bytes;

use super::datagram::{self, header, sequence};
use super::gid::Gid;
use super::related::Related;
use crate::rt::sync::lock;

/// Frames up to this length fit the receiving sockets of a system that nobody has tuned.
const SMALL: usize = 128 << 10;
/// Longer ones go ahead of RustDDS.
const LARGE: usize = 1 << 20;
/// How many frames may wait for the courier.
const MAX_JOBS: usize = 4;
/// How long a frame may take to be confirmed before it is sent again: readers of Cyclone DDS take 10 ms.
const GRACE: Duration = Duration::from_millis(12);
/// What RustDDS sends in a millisecond, at least.
const SENT_IN_A_MILLISECOND: usize = 256 << 10;
/// The same after it was sent again: RustDDS asks for confirmations every 100 ms.
const PATIENCE: Duration = Duration::from_millis(110);
/// How often a frame is sent again, at the most.
const PASSES: u32 = 6;
/// How often it is looked whether it was confirmed.
const STEP: Duration = Duration::from_millis(1);
/// What is sent without a pause: less than half of what the smallest usual receive buffer holds.
const BURST: usize = 64 << 10;
/// How long that takes at first, for 400 MB/s.
const TIME: Duration = Duration::from_micros(160);
/// How RustDDS cuts a frame. All fragments of a writer are of one length.
const FRAGMENT: usize = 256;
/// What marks the request that a frame answers: the standard's number, and the one that Fast DDS had before there was
/// one.
const RELATED: [u16; 2] = [0x0083, 0x800f];
/// What stands before a frame in a message.
const ENCODING: [u8; 4] = [0, 1, 0, 0];

/// A frame, and what its fragments are called.
pub(super) struct Parcel {
    /// The topic's name in ROS.
    pub(super) name: String,
    pub(super) writer: Gid,
    pub(super) number: i64,
    pub(super) stamp: Timestamp,
    pub(super) related: Option<Related>,
    pub(super) frame: Bytes,
    pub(super) to: Vec<SocketAddr>,
}

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
        let run = move || deliver_all(&socket, &jobs, &waiting);
        std::thread::Builder::new().name("rosweave courier".to_owned()).spawn(run).ok()?;
        Some(sender)
    }
}

/// A parcel that is not confirmed yet.
struct Open {
    parcel: Parcel,
    confirmed: Confirmed,
    passes: u32,
    due: Instant,
}

/// Ends when nobody is there who has parcels.
fn deliver_all(socket: &UdpSocket, jobs: &Receiver<Job>, waiting: &AtomicUsize) {
    let mut open: Vec<Open> = Vec::new();
    // For which publishers it was said that a message has not got through.
    let mut said = BTreeSet::new();
    loop {
        let next = if open.is_empty() {
            jobs.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            jobs.recv_timeout(STEP)
        };
        match next {
            Ok(Job::First(parcel, delivery)) => {
                parcel.send(socket, TIME);
                waiting.fetch_sub(1, Ordering::SeqCst);
                delivery.end();
            }
            Ok(Job::Again(parcel, confirmed)) => {
                let milliseconds = (parcel.frame.len() / SENT_IN_A_MILLISECOND) as u64;
                let due = Instant::now() + GRACE + Duration::from_millis(milliseconds);
                open.push(Open { parcel, confirmed, passes: 0, due });
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = Instant::now();
        open.retain_mut(|open| {
            let is_confirmed = open.is_confirmed();
            let is_over = open.passes == PASSES && open.due <= now;
            if is_confirmed || is_over {
                waiting.fetch_sub(1, Ordering::SeqCst);
            }
            if !is_confirmed && is_over && said.insert(open.parcel.writer) {
                open.parcel.give_up();
            }
            !is_confirmed && !is_over
        });
        if let Some(open) = open.iter_mut().filter(|open| open.due <= now).min_by_key(|open| open.due) {
            // Slower each time: the receiver has its reasons.
            open.parcel.send(socket, TIME * 4_u32.pow(open.passes.min(2)));
            open.passes += 1;
            open.due = Instant::now() + PATIENCE;
        }
    }
}

impl Open {
    fn is_confirmed(&mut self) -> bool {
        self.confirmed.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }
}

/// Lets a burst through now and then, as often as if no sleep were longer than it is to be.
struct Pace {
    time: Duration,
    due: Instant,
    bytes: usize,
}

impl Pace {
    fn new(time: Duration) -> Pace {
        Pace { time, due: Instant::now(), bytes: 0 }
    }

    /// So much was sent.
    fn sent(&mut self, bytes: usize) {
        self.bytes += bytes;
        if self.bytes < BURST {
            return;
        }
        self.bytes = 0;
        let now = Instant::now();
        // What a thread that was held up has missed comes in two bursts at most.
        self.due = (self.due + self.time).max(now.checked_sub(self.time).unwrap_or(now));
        std::thread::sleep(self.due.saturating_duration_since(now));
    }
}

impl Parcel {
    /// Says what does not work, and what helps.
    fn give_up(&self) {
        let (name, bytes) = (&*self.name, self.frame.len());
        tracing::warn!(
            name,
            bytes,
            "a large message was sent {PASSES} times and has not got through to all its readers; larger receive \
             buffers there help (`net.core.rmem_max` and `net.core.rmem_default` on Linux), or `R2r` here"
        );
    }

    /// A burst takes `time`.
    fn send(&self, socket: &UdpSocket, time: Duration) {
        let (length, mut datagram) = (ENCODING.len() + self.frame.len(), Vec::new());
        for to in &self.to {
            // One packet of Ethernet, or what does not cross one.
            let run = FRAGMENT * if to.ip().is_loopback() { 64 } else { 5 };
            let mut pace = Pace::new(time);
            for from in (0..length).step_by(run) {
                self.write_datagram(&mut datagram, from, run.min(length - from));
                // What is lost is sent again, by the next pass or by RustDDS.
                let _ = socket.send_to(&datagram, to);
                pace.sent(run);
            }
        }
    }

    /// Some fragments as RustDDS sends them: RTPS 2.3, 9.4.5.4. They begin at `from` in the message, and have `length`
    /// bytes.
    fn write_datagram(&self, datagram: &mut Vec<u8>, from: usize, length: usize) {
        const INFO_TS: [u8; 4] = [0x09, 0x01, 8, 0];
        const DATA_FRAG: u8 = 0x16;
        const LITTLE_ENDIAN: u8 = 0x01;
        const WITH_PARAMETERS: u8 = 0x02;
        datagram.clear();
        datagram.extend(header(self.writer.prefix()));
        datagram.extend(INFO_TS);
        let ticks = self.stamp.to_ticks();
        datagram.extend(((ticks >> 32) as u32).to_le_bytes());
        datagram.extend((ticks as u32).to_le_bytes());
        let marks = self.marks();
        let flags = if marks.is_empty() { LITTLE_ENDIAN } else { LITTLE_ENDIAN | WITH_PARAMETERS };
        datagram.extend([DATA_FRAG, flags]);
        // Behind this length come 32 octets, parameters, and the part, which is padded.
        let padding = length.next_multiple_of(4) - length;
        datagram.extend(((32 + marks.len() + length + padding) as u16).to_le_bytes());
        // No more flags; where parameters begin; to any reader.
        datagram.extend([0, 0, 28, 0, 0, 0, 0, 0]);
        datagram.extend(&self.writer.0[12..]);
        datagram.extend(sequence(self.number));
        datagram.extend(((1 + from / FRAGMENT) as u32).to_le_bytes());
        datagram.extend((length.div_ceil(FRAGMENT) as u16).to_le_bytes());
        datagram.extend((FRAGMENT as u16).to_le_bytes());
        datagram.extend(((ENCODING.len() + self.frame.len()) as u32).to_le_bytes());
        datagram.extend(marks);
        let (begin, end) = (from.saturating_sub(ENCODING.len()), from + length - ENCODING.len());
        datagram.extend(ENCODING.get(from..).unwrap_or_default());
        datagram.extend(&self.frame[begin..end]);
        datagram.extend([0; 4].iter().take(padding));
    }

    /// The parameters that name the request.
    fn marks(&self) -> Vec<u8> {
        const END: [u8; 4] = [1, 0, 0, 0];
        let Some(Related { gid, sequence }) = self.related else { return Vec::new() };
        let mut marks = Vec::with_capacity(60);
        for number in RELATED {
            marks.extend(number.to_le_bytes());
            marks.extend([24, 0]);
            marks.extend(gid.0);
            marks.extend(datagram::sequence(sequence));
        }
        marks.extend(END);
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(related: Option<Related>) -> Parcel {
        Parcel {
            name: String::new(),
            writer: Gid([7; 16]),
            number: (3 << 32) + 5,
            stamp: Timestamp::from_ticks((9 << 32) + 4),
            related,
            frame: Bytes::from_iter((0..998).map(|at| at as u8)),
            to: Vec::new(),
        }
    }

    #[test]
    fn fragments_are_named_as_rustdds_names_them() {
        let (parcel, mut datagram) = (parcel(None), Vec::new());
        parcel.write_datagram(&mut datagram, 512, 490);
        assert_eq!(datagram[20..32], [9, 1, 8, 0, 9, 0, 0, 0, 4, 0, 0, 0]);
        let length = usize::from(u16::from_le_bytes([datagram[34], datagram[35]]));
        assert_eq!(36 + length, datagram.len());
        assert_eq!(datagram[48..68], [3, 0, 0, 0, 5, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 1, 234, 3, 0, 0]);
        assert_eq!(datagram[68..558], parcel.frame[508..998]);
        parcel.write_datagram(&mut datagram, 0, 512);
        assert_eq!((&datagram[68..72], &datagram[72..580]), (&ENCODING[..], &parcel.frame[..508]));
    }

    #[test]
    fn the_request_stands_before_the_part() {
        let related = Related { gid: Gid([9; 16]), sequence: (2 << 32) + 3 };
        let (parcel, mut datagram) = (parcel(Some(related)), Vec::new());
        parcel.write_datagram(&mut datagram, 512, 490);
        assert_eq!(datagram[32..34], [0x16, 3]);
        let length = usize::from(u16::from_le_bytes([datagram[34], datagram[35]]));
        assert_eq!(36 + length, datagram.len());
        for (at, number) in [(68, 0x83), (96, 0x0f)] {
            assert_eq!((datagram[at], &datagram[at + 2..at + 4]), (number, &[24, 0][..]));
            assert_eq!(datagram[at + 4..at + 20], [9; 16]);
            assert_eq!(datagram[at + 20..at + 28], [2, 0, 0, 0, 3, 0, 0, 0]);
        }
        assert_eq!((&datagram[124..128], &datagram[128..618]), (&[1, 0, 0, 0][..], &parcel.frame[508..998]));
    }
}
