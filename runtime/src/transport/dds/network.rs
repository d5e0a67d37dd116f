//! The network interfaces, as RustDDS will use them.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use crate::error::TransportError;

/// Where participants look for each other.
pub(super) const GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 0, 1);
/// Of how many participants of a host others look for where there is no multicast.
pub(super) const LOOKED_FOR: u16 = 12;
/// The last domain: port numbers end there before RustDDS stops looking for a free one.
const NARROW_DOMAIN: u16 = 232;
/// How many participants of a host it has numbers for.
const NARROW: u16 = 63;

/// What can be used of the host's network.
#[derive(Default)]
pub(super) struct Network {
    /// Whether some interface that is used carries multicast.
    pub(super) has_multicast: bool,
    /// Why programs on other hosts are not found, where somebody looks for them.
    pub(super) is_confined: Option<String>,
    /// The addresses that are used.
    pub(super) places: BTreeSet<Place>,
}

/// An address, and the number of the interface that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) interface: u32,
    pub(super) address: Ipv4Addr,
}

struct Address {
    interface: u32,
    ip: Ipv4Addr,
    carries_multicast: bool,
}

impl Address {
    fn is_wanted(&self, wanted: Option<&[IpAddr]>) -> bool {
        wanted.is_none_or(|wanted| wanted.contains(&IpAddr::V4(self.ip)))
    }

    /// Where others can look for us: nobody does so by way of an interface that carries no multicast.
    fn place(&self) -> Option<Place> {
        let is_place = self.carries_multicast || self.ip.is_loopback();
        is_place.then_some(Place { interface: self.interface, address: self.ip })
    }
}

/// The port where a participant listens for those who look for others: RTPS 2.3, 9.6.1.1. The host's participants are
/// numbered.
pub(super) fn port(domain: u16, participant: u16) -> u16 {
    7410 + 250 * domain + 2 * participant
}

/// The port where all participants of a domain hear who says by multicast that it is there: RTPS 2.3, 9.6.1.1.
pub(super) fn group_port(domain: u16) -> u16 {
    7400 + 250 * domain
}

/// Whether the host has room for another participant in this domain.
///
/// # Errors
/// Where RustDDS would take a port number beyond the last one.
pub(super) fn check_room(domain: u16) -> Result<(), TransportError> {
    let is_free = |participant| UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port(domain, participant))).is_ok();
    if domain < NARROW_DOMAIN || (0..NARROW).any(is_free) {
        return Ok(());
    }
    let reason = format!(
        "port numbers end at {NARROW} participants on one host in domain {domain}, and all are taken; take another domain"
    );
    Err(TransportError::Network { reason })
}

/// The addresses of the interfaces that are up.
fn here() -> Vec<Address> {
    netdev::get_interfaces()
        .iter()
        .filter(|interface| interface.is_up())
        .flat_map(|interface| {
            let (index, carries_multicast) = (interface.index, interface.is_multicast());
            let address = move |ip| Address { interface: index, ip, carries_multicast };
            interface.ipv4.iter().map(move |net| address(net.addr()))
        })
        .collect()
}

/// The addresses of this host.
pub(super) fn addresses() -> BTreeSet<IpAddr> {
    here().into_iter().map(|address| IpAddr::V4(address.ip)).collect()
}

/// Those of them that are used, on the interfaces with these addresses or on all.
pub(super) fn places(wanted: Option<&[IpAddr]>) -> BTreeSet<Place> {
    used(&here(), wanted)
}

fn used(there: &[Address], wanted: Option<&[IpAddr]>) -> BTreeSet<Place> {
    there.iter().filter(|address| address.is_wanted(wanted)).filter_map(Address::place).collect()
}

impl Network {
    /// What there is, on the interfaces with these addresses, or on all.
    ///
    /// # Errors
    /// Where there is nothing, or one of the addresses is no interface's.
    pub(super) fn look(wanted: Option<&[IpAddr]>) -> Result<Network, TransportError> {
        let there = here();
        choose(&there, wanted, |ip| {
            UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?.join_multicast_v4(&GROUP, &ip)
        })
    }
}

impl Network {
    /// `port` where a participant that listens there does not hear itself.
    pub(super) fn deaf(&self, port: u16) -> Option<u16> {
        (!self.has_multicast).then_some(port)
    }

    /// Says what is wrong, and what helps.
    pub(super) fn warn(&self) {
        if let Some(reason) = &self.is_confined {
            tracing::warn!(
                reason,
                "multicast does not work, so that programs on other hosts are not found, nor all on this one: \
                 `ip link set <interface> multicast on` turns it on, a container can run in the host's network, or keep \
                 to this host with ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST"
            );
        }
    }
}

/// `join` joins the group on the interface with an address.
fn choose(
    there: &[Address],
    wanted: Option<&[IpAddr]>,
    join: impl Fn(Ipv4Addr) -> std::io::Result<()>,
) -> Result<Network, TransportError> {
    let missing = |reason| Err(TransportError::Network { reason });
    if there.is_empty() {
        return missing("no network interface is up with an IPv4 address, not even the loopback".to_owned());
    }
    let is_used = |address: &&Address| address.is_wanted(wanted);
    for address in wanted.unwrap_or_default() {
        if !there.iter().any(|known| IpAddr::V4(known.ip) == *address) {
            let known: Vec<_> = there.iter().map(|known| known.ip.to_string()).collect();
            return missing(format!(
                "no interface has the address {address}; there are: {}",
                known.join(", ")
            ));
        }
    }
    let looks_outside =
        there.iter().filter(is_used).any(|address| !address.ip.is_loopback()) || wanted.is_none();
    let carrying: Vec<_> = there.iter().filter(is_used).filter(|address| address.carries_multicast).collect();
    let joined: Vec<_> = carrying.iter().map(|address| (address.ip, join(address.ip))).collect();
    let is_confined = if !looks_outside || joined.iter().any(|(_, joined)| joined.is_ok()) {
        None
    } else {
        let failed = joined.iter().find_map(|(ip, joined)| Some((ip, joined.as_ref().err()?)));
        Some(match failed {
            Some((ip, error)) => format!("the interface with {ip} does not join {GROUP}: {error}"),
            None => "no interface that is up carries multicast".to_owned(),
        })
    };
    Ok(Network { has_multicast: !carrying.is_empty(), is_confined, places: used(there, wanted) })
}

#[cfg(test)]
mod tests {
    use std::io::Error;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const THERE: [Address; 2] = [
        Address { interface: 1, ip: Ipv4Addr::LOCALHOST, carries_multicast: false },
        Address { interface: 2, ip: Ipv4Addr::new(10, 0, 0, 2), carries_multicast: true },
    ];

    fn joined(_ip: Ipv4Addr) -> std::io::Result<()> {
        Ok(())
    }

    fn reason(there: &[Address], wanted: Option<&[IpAddr]>) -> String {
        choose(there, wanted, joined).err().expect("is refused").to_string()
    }

    #[test]
    fn multicast_counts_where_it_is_used() {
        assert!(choose(&THERE, None, joined).unwrap().has_multicast);
        assert!(!choose(&THERE, Some(&[HERE]), joined).unwrap().has_multicast);
        assert!(!choose(&THERE[..1], None, joined).unwrap().has_multicast);
    }

    #[test]
    fn addresses_count_where_others_can_look_for_them() {
        let mut there = Vec::from(THERE);
        let tunnel = Ipv4Addr::new(10, 8, 0, 2);
        there.push(Address { interface: 3, ip: tunnel, carries_multicast: false });
        let addresses = |wanted| used(&there, wanted).iter().map(|place| place.address).collect::<Vec<_>>();
        assert_eq!(addresses(None), [THERE[0].ip, THERE[1].ip]);
        assert_eq!(addresses(Some(&[HERE])), [THERE[0].ip]);
    }

    #[test]
    fn who_looks_for_others_and_can_not_find_them_is_told_why() {
        let confined = |there, wanted, join: fn(Ipv4Addr) -> std::io::Result<()>| {
            choose(there, wanted, join).unwrap().is_confined
        };
        assert_eq!(confined(&THERE, None, joined), None);
        let without = confined(&THERE[..1], None, joined).unwrap();
        assert!(without.contains("no interface"), "{without}");
        let refuse = |_| Err(Error::other("no buffer space"));
        let refused = confined(&THERE, None, refuse).unwrap();
        assert!(refused.contains("10.0.0.2") && refused.contains("no buffer space"), "{refused}");
        assert_eq!(confined(&THERE, Some(&[HERE]), refuse), None, "it looks for nobody outside");
    }

    #[test]
    fn what_is_not_there_is_an_error_that_says_what_is() {
        assert!(reason(&[], None).contains("no network interface is up"));
        let reason = reason(&THERE, Some(&[Ipv4Addr::new(203, 0, 113, 77).into()]));
        assert!(reason.contains("203.0.113.77") && reason.contains("10.0.0.2"), "{reason}");
    }

    #[test]
    fn the_last_domain_is_full_when_its_port_numbers_are() {
        assert_eq!(port(NARROW_DOMAIN, NARROW - 1), 65_534);
        assert!(u32::from(port(NARROW_DOMAIN - 1, 0)) + 2 * 119 < 65_535, "RustDDS tries 120");
        // Those that are taken already are as good.
        let bind = |participant| UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port(NARROW_DOMAIN, participant)));
        let mut taken: Vec<_> = (0..NARROW).filter_map(|participant| bind(participant).ok()).collect();
        let error = check_room(NARROW_DOMAIN).unwrap_err().to_string();
        assert!(error.contains("232") && error.contains("63 participants"), "{error}");
        assert!(check_room(NARROW_DOMAIN - 1).is_ok());
        if taken.pop().is_some() {
            assert!(check_room(NARROW_DOMAIN).is_ok());
        }
    }
}
