//! How full the socket of a reader on this host is.
//!
//! What does not fit a socket of UDP is lost, and who sends is not told: on loopback less than on any network, since
//! nothing on the way holds it up. But Linux tells everybody how much waits in each socket (`sock_diag(7)`), so nobody
//! has to guess how fast a reader is, whose thread may have to wait for its turn for longer than its socket lasts.

use std::net::SocketAddr;

/// Asks for one host and one network namespace, on Linux; elsewhere nothing is known.
pub(super) struct Gauge(#[cfg(target_os = "linux")] Option<linux::Gauge>);

/// How much waits in a socket, and how much may, in bytes of the system's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level {
    held: u32,
    limit: u32,
}

impl Level {
    /// Whether a burst fits. Half of the socket is left for others, and for what the system needs around each datagram.
    pub(super) fn has_room(self) -> bool {
        self.held <= self.limit / 2
    }
}

#[cfg(not(target_os = "linux"))]
impl Gauge {
    pub(super) fn open() -> Gauge {
        Gauge()
    }

    pub(super) fn level(&mut self, _: SocketAddr) -> Option<Level> {
        None
    }
}

#[cfg(target_os = "linux")]
impl Gauge {
    pub(super) fn open() -> Gauge {
        Gauge(linux::Gauge::open().ok())
    }

    /// Of the socket that what is sent to this address of this host arrives at. `None` where there is none, or none that
    /// can be seen from here.
    pub(super) fn level(&mut self, of: SocketAddr) -> Option<Level> {
        self.0.as_mut()?.level(of)
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::net::{Ipv4Addr, SocketAddr};

    use netlink_packet_core::{NLM_F_REQUEST, NetlinkHeader, NetlinkMessage, NetlinkPayload};
    use netlink_packet_sock_diag::SockDiagMessage;
    use netlink_packet_sock_diag::constants::{AF_INET, IPPROTO_UDP};
    use netlink_packet_sock_diag::inet::nlas::Nla;
    use netlink_packet_sock_diag::inet::{ExtensionFlags, InetRequest, SocketId, StateFlags};
    use netlink_sys::Socket;
    use netlink_sys::protocols::NETLINK_SOCK_DIAG;

    use super::Level;

    pub(super) struct Gauge {
        socket: Socket,
        buffer: Vec<u8>,
    }

    impl Gauge {
        pub(super) fn open() -> std::io::Result<Gauge> {
            let mut socket = Socket::new(NETLINK_SOCK_DIAG)?;
            socket.bind_auto()?;
            // The kernel.
            socket.connect(&netlink_sys::SocketAddr::new(0, 0))?;
            // It answers as it is asked.
            socket.set_non_blocking(true)?;
            Ok(Gauge { socket, buffer: Vec::with_capacity(4096) })
        }

        pub(super) fn level(&mut self, of: SocketAddr) -> Option<Level> {
            let SocketAddr::V4(of) = of else { return None };
            let mut header = NetlinkHeader::default();
            header.flags = NLM_F_REQUEST;
            // As a datagram names them: who receives it is its destination.
            let socket_id = SocketId {
                destination_address: (*of.ip()).into(),
                destination_port: of.port(),
                source_address: Ipv4Addr::LOCALHOST.into(),
                cookie: [0xff; 8],
                ..SocketId::new_v4()
            };
            let request = InetRequest {
                family: AF_INET,
                protocol: IPPROTO_UDP,
                extensions: ExtensionFlags::SKMEMINFO,
                states: StateFlags::all(),
                socket_id,
            };
            let mut message = NetlinkMessage::new(header, SockDiagMessage::InetRequest(request).into());
            message.finalize();
            self.buffer.resize(message.buffer_len(), 0);
            message.serialize(&mut self.buffer);
            self.socket.send(&self.buffer, 0).ok()?;
            self.buffer.clear();
            self.socket.recv(&mut self.buffer, 0).ok()?;
            let answer = NetlinkMessage::<SockDiagMessage>::deserialize(&self.buffer).ok()?;
            let NetlinkPayload::InnerMessage(SockDiagMessage::InetResponse(answer)) = answer.payload else {
                return None;
            };
            answer.nlas.iter().find_map(|nla| match nla {
                Nla::MemInfo(memory) => {
                    Some(Level { held: memory.receive_queue, limit: memory.receive_queue_max })
                }
                _ => None,
            })
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{Ipv4Addr, UdpSocket};

    use super::*;

    #[test]
    fn what_waits_in_a_socket_is_known() {
        let reader = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, reader.local_addr().unwrap().port()));
        let writer = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut gauge = Gauge::open();
        let empty = gauge.level(to).unwrap();
        assert_eq!((empty.held, empty.has_room()), (0, true));
        let mut sent = 0;
        while gauge.level(to).unwrap().has_room() {
            writer.send_to(&[7; 16384], to).unwrap();
            sent += 1;
            assert!(sent < 1000);
        }
        assert!(gauge.level(to).unwrap().held >= sent * 16384);
        for _ in 0..sent {
            reader.recv(&mut [0; 16384]).unwrap();
        }
        assert!(gauge.level(to).unwrap().has_room());
        drop(reader);
        assert_eq!(gauge.level(to), None);
    }
}
