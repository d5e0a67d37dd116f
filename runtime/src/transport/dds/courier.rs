//! Brings large frames to readers that RustDDS' own sending has left with holes.
//!
//! RustDDS sends all fragments of a frame at once, as fast as the socket takes them. What does not fit the socket of
//! the receiver is lost, and repaired in portions of 2 KiB in 10 ms: a frame of some megabytes never gets there. There
//! is no way to have RustDDS send slowly. But a reader takes a fragment from wherever it comes, if its names are right.
//! So a large frame that is not confirmed soon is sent again by this thread, at a pace that receivers bear.

use std::collections::BTreeSet;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use rustdds::Timestamp;
use rustdds::bytes::Bytes;

use super::gid::Gid;
use crate::rt::sync::lock;

/// Frames up to this length fit the receiving sockets of a system that nobody has tuned.
const SMALL: usize = 128 << 10;
/// How many frames may wait for the courier.
const MAX_JOBS: usize = 4;
/// How long a frame may take to be confirmed before it is sent again: readers of Cyclone DDS take 10 ms.
const GRACE: Duration = Duration::from_millis(12);
/// The same after it was sent again: RustDDS asks for confirmations every 100 ms.
const PATIENCE: Duration = Duration::from_millis(110);
/// How often a frame is sent again, at the most.
const PASSES: u32 = 6;
/// How often it is looked whether it was confirmed.
const STEP: Duration = Duration::from_millis(1);
/// What is sent without a pause: less than half of what the smallest usual receive buffer holds.
const BURST: usize = 64 << 10;
/// How long the pause after that is at first, for 320 MB/s.
const PAUSE: Duration = Duration::from_micros(200);
/// How RustDDS cuts a frame. All fragments of a writer are of one length.
const FRAGMENT: usize = 256;

/// A frame that was sent.
pub(super) struct Parcel {
    /// The topic's name in ROS.
    pub(super) name: String,
    pub(super) writer: Gid,
    pub(super) number: i64,
    pub(super) stamp: Timestamp,
    pub(super) frame: Bytes,
    pub(super) to: Vec<SocketAddr>,
    /// Ends when all have confirmed it.
    pub(super) confirmed: Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// The thread that sends parcels. It is there when it is first needed, and ends with this.
#[derive(Default)]
pub(super) struct Courier {
    waiting: Arc<AtomicUsize>,
    sender: Mutex<Option<Sender<Parcel>>>,
}

impl Courier {
    /// Whether a frame of this length is for the courier.
    pub(super) fn is_for(length: usize) -> bool {
        length > SMALL
    }

    /// Whether it takes another frame.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) < MAX_JOBS
    }

    /// Sends a frame again, if it is not confirmed soon.
    pub(super) fn take(&self, parcel: Parcel) {
        let mut sender = lock(&self.sender);
        if sender.is_none() {
            *sender = self.start();
        }
        if let Some(sender) = &*sender {
            self.waiting.fetch_add(1, Ordering::SeqCst);
            if sender.send(parcel).is_err() {
                self.waiting.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }

    /// Without a thread or a socket RustDDS is left to itself.
    fn start(&self) -> Option<Sender<Parcel>> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
        let (sender, parcels) = channel();
        let waiting = self.waiting.clone();
        let run = move || deliver_all(&socket, &parcels, &waiting);
        std::thread::Builder::new().name("rosweave courier".to_owned()).spawn(run).ok()?;
        Some(sender)
    }
}

/// A parcel that is not confirmed yet.
struct Open {
    parcel: Parcel,
    passes: u32,
    due: Instant,
}

/// Ends when nobody is there who has parcels.
fn deliver_all(socket: &UdpSocket, parcels: &Receiver<Parcel>, waiting: &AtomicUsize) {
    let mut open: Vec<Open> = Vec::new();
    // For which publishers it was said that a message has not got through.
    let mut said = BTreeSet::new();
    loop {
        let next = if open.is_empty() {
            parcels.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            parcels.recv_timeout(STEP)
        };
        match next {
            Ok(parcel) => open.push(Open { parcel, passes: 0, due: Instant::now() + GRACE }),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = Instant::now();
        open.retain_mut(|open| {
            let is_confirmed = open.parcel.is_confirmed();
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
            open.parcel.send(socket, PAUSE * 4_u32.pow(open.passes.min(2)));
            open.passes += 1;
            open.due = Instant::now() + PATIENCE;
        }
    }
}

impl Parcel {
    fn is_confirmed(&mut self) -> bool {
        self.confirmed.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

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

    fn send(&self, socket: &UdpSocket, pause: Duration) {
        // What stands before a frame in a message.
        let mut content = Vec::with_capacity(self.frame.len() + 4);
        content.extend([0, 1, 0, 0]);
        content.extend(&self.frame);
        for to in &self.to {
            // One packet of Ethernet, or what does not cross one.
            let run = FRAGMENT * if to.ip().is_loopback() { 64 } else { 5 };
            let mut unpaused = 0;
            for (index, part) in content.chunks(run).enumerate() {
                let first = 1 + index * run / FRAGMENT;
                // What is lost is sent again, by the next pass or by RustDDS.
                let _ = socket.send_to(&self.datagram(first, part, content.len()), to);
                unpaused += part.len();
                if unpaused >= BURST {
                    unpaused = 0;
                    std::thread::sleep(pause);
                }
            }
        }
    }

    /// Some fragments as RustDDS sends them: RTPS 2.3, 9.4.5.4.
    fn datagram(&self, first: usize, part: &[u8], length: usize) -> Vec<u8> {
        const HEADER: [u8; 8] = *b"RTPS\x02\x03\x01\x12";
        const INFO_TS: [u8; 4] = [0x09, 0x01, 8, 0];
        const DATA_FRAG: [u8; 2] = [0x16, 0x01];
        let mut datagram = Vec::with_capacity(part.len() + 72);
        datagram.extend(HEADER);
        datagram.extend(self.writer.prefix());
        datagram.extend(INFO_TS);
        let ticks = self.stamp.to_ticks();
        datagram.extend(((ticks >> 32) as u32).to_le_bytes());
        datagram.extend((ticks as u32).to_le_bytes());
        datagram.extend(DATA_FRAG);
        // Behind this length come 32 octets and the part, which is padded.
        let padding = part.len().next_multiple_of(4) - part.len();
        datagram.extend(((32 + part.len() + padding) as u16).to_le_bytes());
        // No flags; where parameters would begin; to any reader.
        datagram.extend([0, 0, 28, 0, 0, 0, 0, 0]);
        datagram.extend(&self.writer.0[12..]);
        datagram.extend(((self.number >> 32) as i32).to_le_bytes());
        datagram.extend((self.number as u32).to_le_bytes());
        datagram.extend((first as u32).to_le_bytes());
        datagram.extend((part.len().div_ceil(FRAGMENT) as u16).to_le_bytes());
        datagram.extend((FRAGMENT as u16).to_le_bytes());
        datagram.extend((length as u32).to_le_bytes());
        datagram.extend(part);
        datagram.extend([0; 4].iter().take(padding));
        datagram
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_named_as_rustdds_names_them() {
        let parcel = Parcel {
            name: String::new(),
            writer: Gid([7; 16]),
            number: (3 << 32) + 5,
            stamp: Timestamp::from_ticks((9 << 32) + 4),
            frame: Bytes::from_static(&[1; 1000]),
            to: Vec::new(),
            confirmed: Box::pin(std::future::pending()),
        };
        let datagram = parcel.datagram(3, &[8; 490], 1002);
        assert_eq!(datagram[20..32], [9, 1, 8, 0, 9, 0, 0, 0, 4, 0, 0, 0]);
        let length = usize::from(u16::from_le_bytes([datagram[34], datagram[35]]));
        assert_eq!(36 + length, datagram.len());
        assert_eq!(datagram[48..68], [3, 0, 0, 0, 5, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 1, 234, 3, 0, 0]);
    }
}
