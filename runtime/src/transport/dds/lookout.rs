//! Looks out for participants that are missed.
//!
//! One that says again what it has said before, with the number that it had, is no news to RustDDS: it does not find
//! it again. So while some are missed, what participants say to those who look for them is heard here, too.

use std::net::{IpAddr, Ipv4Addr, SocketAddrV4, UdpSocket};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

use super::gid::Prefix;
use super::network;
use crate::rt::sync::lock;

/// How long a socket is used: interfaces come and go while others are missed.
const RENEWED: Duration = Duration::from_secs(10);
/// How much is heard at once.
const BATCH: usize = 1024;
/// What stands before the name of who sends, with it.
const HEADER: usize = 20;

/// Where participants are looked out for.
pub(super) struct Lookout {
    domain: u16,
    has_multicast: AtomicBool,
    /// The interfaces that are used; all without.
    interfaces: Option<Vec<IpAddr>>,
    open: Mutex<Option<(Vec<UdpSocket>, Instant)>>,
}

impl Lookout {
    /// Of a participant in this domain.
    pub(super) fn new(domain: u16, has_multicast: bool, interfaces: Option<Vec<IpAddr>>) -> Lookout {
        let has_multicast = AtomicBool::new(has_multicast);
        Lookout { domain, has_multicast, interfaces, open: Mutex::default() }
    }

    /// Another participant has taken its place.
    pub(super) fn reopen(&self, has_multicast: bool) {
        self.has_multicast.store(has_multicast, Ordering::SeqCst);
    }

    fn has_multicast(&self) -> bool {
        self.has_multicast.load(Ordering::SeqCst)
    }

    /// Those of the `missed` that have been heard.
    pub(super) fn look(&self, missed: &[Prefix]) -> Vec<Prefix> {
        let mut open = lock(&self.open);
        if missed.is_empty() {
            *open = None;
            return Vec::new();
        }
        let now = Instant::now();
        let heard =
            open.iter().flat_map(|(sockets, _)| sockets).flat_map(|socket| hear(socket, missed)).collect();
        if open.as_ref().is_none_or(|(_, since)| now - *since >= RENEWED) {
            // Their place is to be free again.
            *open = None;
            let sockets = self.sockets();
            // Without one it is tried again.
            *open = Some((sockets, now)).filter(|(sockets, _)| !sockets.is_empty());
        }
        heard
    }

    /// Some say it by multicast, and some, as those that are for this host only, to each place in turn.
    fn sockets(&self) -> Vec<UdpSocket> {
        let group = self.has_multicast().then(|| self.group());
        let all = [group, Some(self.place())].into_iter().flatten().flatten();
        all.filter(|socket| socket.set_nonblocking(true).is_ok()).collect()
    }

    /// Where all say by multicast that they are there.
    fn group(&self) -> std::io::Result<UdpSocket> {
        let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
        socket.set_reuse_address(true)?;
        #[cfg(unix)]
        socket.set_reuse_port(true)?;
        socket.bind(&SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, network::group_port(self.domain)).into())?;
        for address in self.addresses() {
            // One that is down is tried again.
            let _ = socket.join_multicast_v4(&network::GROUP, &address);
        }
        Ok(socket.into())
    }

    /// Of the interfaces that are used.
    fn addresses(&self) -> impl Iterator<Item = Ipv4Addr> {
        network::places(self.interfaces.as_deref()).into_iter().map(|place| place.address)
    }

    /// Says something to all who look for participants.
    pub(super) fn say(&self, datagram: &[u8]) {
        let Ok(socket) = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).map(Socket::from) else { return };
        let send = |to: Ipv4Addr, port| {
            // What is lost is lost: their lease ends, too.
            let _ = socket.send_to(datagram, &SocketAddrV4::new(to, port).into());
        };
        for place in 0..network::LOOKED_FOR {
            send(Ipv4Addr::LOCALHOST, network::port(self.domain, place));
        }
        for address in self.addresses() {
            if self.has_multicast() && socket.set_multicast_if_v4(&address).is_ok() {
                send(network::GROUP, network::group_port(self.domain));
            }
        }
    }

    /// Where another participant of this host would be looked for.
    fn place(&self) -> std::io::Result<UdpSocket> {
        let free = (0..network::LOOKED_FOR).find_map(|place| {
            UdpSocket::bind((Ipv4Addr::UNSPECIFIED, network::port(self.domain, place))).ok()
        });
        free.ok_or_else(|| std::io::ErrorKind::AddrInUse.into())
    }
}

/// Who of the `missed` has sent what waits there.
fn hear(socket: &UdpSocket, missed: &[Prefix]) -> Vec<Prefix> {
    let mut heard = Vec::new();
    let mut header = [0; HEADER];
    for _ in 0..BATCH {
        match socket.recv(&mut header) {
            Ok(HEADER) => heard.extend(missed.iter().filter(|missed| header[8..] == missed[..])),
            Ok(_) => {}
            Err(_) => break,
        }
    }
    heard
}
