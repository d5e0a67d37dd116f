//! The network interfaces, as RustDDS will use them.

use std::net::{IpAddr, Ipv4Addr};

use crate::error::TransportError;

/// What can be used of the host's network.
pub(super) struct Network {
    /// Whether some interface that is used carries multicast.
    pub(super) has_multicast: bool,
}

struct Address {
    ip: Ipv4Addr,
    carries_multicast: bool,
}

impl Network {
    /// What there is, on the interfaces with these addresses, or on all.
    ///
    /// # Errors
    /// Where there is nothing, or one of the addresses is no interface's.
    pub(super) fn look(wanted: Option<&[IpAddr]>) -> Result<Network, TransportError> {
        let there: Vec<Address> = netdev::get_interfaces()
            .iter()
            .filter(|interface| interface.is_up())
            .flat_map(|interface| {
                let carries_multicast = interface.is_multicast();
                interface.ipv4.iter().map(move |net| Address { ip: net.addr(), carries_multicast })
            })
            .collect();
        choose(&there, wanted)
    }
}

fn choose(there: &[Address], wanted: Option<&[IpAddr]>) -> Result<Network, TransportError> {
    let missing = |reason| Err(TransportError::Network { reason });
    if there.is_empty() {
        return missing("no network interface is up with an IPv4 address, not even the loopback".to_owned());
    }
    let is_used = |address: &&Address| wanted.is_none_or(|wanted| wanted.contains(&IpAddr::V4(address.ip)));
    for address in wanted.unwrap_or_default() {
        if !there.iter().any(|known| IpAddr::V4(known.ip) == *address) {
            let known: Vec<_> = there.iter().map(|known| known.ip.to_string()).collect();
            return missing(format!(
                "no interface has the address {address}; there are: {}",
                known.join(", ")
            ));
        }
    }
    let has_multicast = there.iter().filter(is_used).any(|address| address.carries_multicast);
    Ok(Network { has_multicast })
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: [Address; 2] = [
        Address { ip: Ipv4Addr::LOCALHOST, carries_multicast: false },
        Address { ip: Ipv4Addr::new(10, 0, 0, 2), carries_multicast: true },
    ];

    fn reason(there: &[Address], wanted: Option<&[IpAddr]>) -> String {
        choose(there, wanted).err().expect("is refused").to_string()
    }

    #[test]
    fn multicast_counts_where_it_is_used() {
        assert!(choose(&THERE, None).unwrap().has_multicast);
        assert!(!choose(&THERE, Some(&[Ipv4Addr::LOCALHOST.into()])).unwrap().has_multicast);
        assert!(!choose(&THERE[..1], None).unwrap().has_multicast);
    }

    #[test]
    fn what_is_not_there_is_an_error_that_says_what_is() {
        assert!(reason(&[], None).contains("no network interface is up"));
        let reason = reason(&THERE, Some(&[Ipv4Addr::new(203, 0, 113, 77).into()]));
        assert!(reason.contains("203.0.113.77") && reason.contains("10.0.0.2"), "{reason}");
    }
}
