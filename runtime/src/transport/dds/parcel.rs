//! A large frame on its way, in fragments that are named as RustDDS names them.

use std::net::{SocketAddr, UdpSocket};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rustdds::Timestamp;
use rustdds::bytes::Bytes;

use super::datagram::{self, header, sequence};
use super::gauge::Gauge;
use super::gid::Gid;
use super::inquiry::Inquiry;
use super::related::Related;

/// What is sent without a pause: less than half of what the smallest usual receive buffer holds.
const BURST: usize = 64 << 10;
/// How RustDDS cuts a frame. All fragments of a writer are of one length.
const FRAGMENT: usize = 256;
/// How many fragments go in a datagram where it crosses no network.
const MANY: usize = 64;
/// The same elsewhere: one packet of Ethernet.
const FEW: usize = 5;
/// How long a reader's socket may be full until fragments go there by time.
const FULL: Duration = Duration::from_millis(20);
/// How often it is looked whether it is.
const STEP: Duration = Duration::from_micros(30);
/// What marks the request that a frame answers: the standard's number, and the one that Fast DDS had before there was
/// one.
const RELATED: [u16; 2] = [0x0083, 0x800f];
/// What stands before a frame in a message.
const ENCODING: [u8; 4] = [0, 1, 0, 0];

/// What endpoints are called in the log.
pub(super) type Called = dyn Fn(&[Gid]) -> Vec<String> + Send;

/// A frame, and what its fragments are called.
pub(super) struct Parcel {
    /// The topic's name in ROS.
    pub(super) name: String,
    /// What its readers are called.
    pub(super) called: Box<Called>,
    pub(super) writer: Gid,
    pub(super) number: i64,
    pub(super) stamp: Timestamp,
    pub(super) related: Option<Related>,
    pub(super) frame: Bytes,
    pub(super) to: Vec<SocketAddr>,
    pub(super) inquiry: Inquiry,
}

/// What parcels are sent with.
pub(super) struct Road {
    pub(super) socket: UdpSocket,
    pub(super) gauge: Gauge,
}

/// When the next burst may go to an address.
struct Pace<'a> {
    /// Tells of the socket at that address.
    gauge: Option<&'a mut Gauge>,
    to: SocketAddr,
    time: Duration,
    due: Instant,
    bytes: usize,
}

impl<'a> Pace<'a> {
    fn new(to: SocketAddr, gauge: Option<&'a mut Gauge>, time: Duration) -> Pace<'a> {
        Pace { gauge, to, time, due: Instant::now(), bytes: 0 }
    }

    /// So much was sent. Whether that was the end of a burst: then it is time for the next one.
    fn sent(&mut self, bytes: usize) -> bool {
        self.bytes += bytes;
        if self.bytes < BURST {
            return false;
        }
        self.bytes = 0;
        if !self.waits_for_room() {
            self.waits_for_time();
        }
        true
    }

    /// Waits until the reader's socket has room, if that can be told.
    fn waits_for_room(&mut self) -> bool {
        let start = Instant::now();
        while let Some(level) = self.gauge.as_mut().and_then(|gauge| gauge.level(self.to)) {
            if level.has_room() {
                return true;
            }
            if start.elapsed() > FULL {
                break;
            }
            std::thread::sleep(STEP);
        }
        self.gauge = None;
        false
    }

    /// As often as if no sleep were longer than it is to be.
    fn waits_for_time(&mut self) {
        let now = Instant::now();
        // What a thread that was held up has missed comes in two bursts at most.
        self.due = (self.due + self.time).max(now.checked_sub(self.time).unwrap_or(now));
        std::thread::sleep(self.due.saturating_duration_since(now));
    }
}

/// Whether what is sent there stays on this host.
fn is_here(to: &SocketAddr) -> bool {
    UdpSocket::bind((to.ip(), 0)).is_ok()
}

impl Parcel {
    /// Sends all fragments, as fast as readers on this host take them. Elsewhere a burst takes `time`. What is done
    /// between bursts says whether to go on.
    pub(super) fn send(
        &self,
        road: &mut Road,
        time: Duration,
        mut between: impl FnMut(&UdpSocket) -> ControlFlow<()>,
    ) {
        let (length, mut datagram) = (ENCODING.len() + self.frame.len(), Vec::new());
        for to in &self.to {
            let is_here = is_here(to);
            let run = FRAGMENT * if is_here { MANY } else { FEW };
            let mut pace = Pace::new(*to, is_here.then_some(&mut road.gauge), time);
            for from in (0..length).step_by(run) {
                self.write_datagram(&mut datagram, from, run.min(length - from));
                // What is lost is sent again, by the next pass or by RustDDS.
                let _ = road.socket.send_to(&datagram, to);
                if pace.sent(run) && between(&road.socket).is_break() {
                    return;
                }
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
    use std::net::Ipv4Addr;

    use super::*;

    fn parcel(related: Option<Related>) -> Parcel {
        Parcel {
            name: String::new(),
            called: Box::new(|_| Vec::new()),
            writer: Gid([7; 16]),
            number: (3 << 32) + 5,
            stamp: Timestamp::from_ticks((9 << 32) + 4),
            related,
            frame: Bytes::from_iter((0..998).map(|at| at as u8)),
            to: Vec::new(),
            inquiry: Inquiry::default(),
        }
    }

    fn reader() -> (UdpSocket, SocketAddr) {
        let reader = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let to = reader.local_addr().unwrap();
        (reader, to)
    }

    fn send(to: SocketAddr, length: usize) {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let parcel = Parcel { frame: Bytes::from(vec![7; length]), to: vec![to], ..parcel(None) };
        let mut road = Road { socket, gauge: Gauge::open() };
        parcel.send(&mut road, Duration::ZERO, |_| ControlFlow::Continue(()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_slow_reader_of_this_host_gets_all() {
        const LENGTH: usize = 3 << 20;
        let (reader, to) = reader();
        let sender = std::thread::spawn(move || send(to, LENGTH));
        reader.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        let mut count = 0;
        let whole = (ENCODING.len() + LENGTH).div_ceil(MANY * FRAGMENT);
        while count < whole && reader.recv(&mut [0; 1 << 16]).is_ok() {
            count += 1;
            std::thread::sleep(Duration::from_micros(500));
        }
        sender.join().unwrap();
        assert_eq!(count, whole);
    }

    #[test]
    fn a_reader_that_hangs_holds_nobody_for_long() {
        let (_reader, to) = reader();
        let start = Instant::now();
        send(to, 8 << 20);
        assert!(start.elapsed() < Duration::from_secs(2));
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
