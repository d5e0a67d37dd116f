//! How a [`Dds`] is opened: what the program says, or else what ROS 2's environment variables say.

use std::net::{IpAddr, Ipv4Addr};

use super::Dds;
use super::rpc::ServiceMapping;
use crate::error::TransportError;

/// The largest domain id that RTPS' port numbers leave room for.
const MAX_DOMAIN: u16 = 232;
/// Above it, ports of a domain are among those that Linux gives to outgoing connections.
const SAFE_DOMAIN: u16 = 101;

/// How far a participant looks for others. The names are ROS 2's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiscoveryRange {
    /// Nowhere: the nodes of one `Dds` talk to each other, and nothing goes to the network, nor comes from there.
    Off,
    /// This host only.
    Localhost,
    /// Whoever multicast reaches: as a rule, the local network.
    #[default]
    Subnet,
}

/// How a [`Dds`] is to be opened.
///
/// What is not set comes from the environment, as [`Dds`] says.
///
/// ```no_run
/// # fn f() -> Result<(), rosweave::TransportError> {
/// let dds = rosweave::Dds::options().domain(7).localhost().open()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct DdsOptions {
    domain: Option<u16>,
    range: Option<DiscoveryRange>,
    mapping: Option<ServiceMapping>,
    interfaces: Option<Vec<IpAddr>>,
}

impl DdsOptions {
    /// The domain, 0 to 232: participants of different domains do not see each other.
    pub fn domain(mut self, domain: u16) -> DdsOptions {
        self.domain = Some(domain);
        self
    }

    /// How far others are looked for.
    pub fn range(mut self, range: DiscoveryRange) -> DdsOptions {
        self.range = Some(range);
        self
    }

    /// Talks to this host only.
    pub fn localhost(self) -> DdsOptions {
        self.range(DiscoveryRange::Localhost)
    }

    /// How requests and replies name the call that they belong to. The default suits all peers.
    pub fn service_mapping(mut self, mapping: ServiceMapping) -> DdsOptions {
        self.mapping = Some(mapping);
        self
    }

    /// Announces itself on the network interfaces with these addresses only, and sends multicast through them
    /// only.
    pub fn interfaces(mut self, addresses: impl IntoIterator<Item = impl Into<IpAddr>>) -> DdsOptions {
        self.interfaces = Some(addresses.into_iter().map(Into::into).collect());
        self
    }

    /// Joins the domain.
    ///
    /// # Errors
    /// A value that can not be, in the options or in the environment, and where there is no network to join on.
    pub fn open(self) -> Result<Dds, TransportError> {
        Dds::start(&self.settings(|name| std::env::var(name).ok())?)
    }

    /// What is set, with `variable` for the rest.
    pub(super) fn settings(
        self,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Settings, TransportError> {
        let variable = |name: &'static str| variable(name).filter(|value| !value.is_empty());
        let domain = match self.domain {
            Some(domain) => domain,
            None => match variable("ROS_DOMAIN_ID") {
                Some(text) => text.parse().map_err(|_| bad("ROS_DOMAIN_ID", &text, DOMAINS))?,
                None => 0,
            },
        };
        if domain > MAX_DOMAIN {
            let name = if self.domain.is_some() { "the domain" } else { "ROS_DOMAIN_ID" };
            return Err(bad(name, &domain.to_string(), DOMAINS));
        }
        let range = match self.range {
            Some(range) => range,
            None => range_of(variable("ROS_LOCALHOST_ONLY"), variable("ROS_AUTOMATIC_DISCOVERY_RANGE"))?,
        };
        if variable("ROS_STATIC_PEERS").is_some() {
            tracing::warn!(
                "`ROS_STATIC_PEERS` is set, and has no effect: `Dds` finds and reaches others by multicast; for those \
                 that it does not get to, take `R2r`, or join the networks by a bridge or a VPN that carries multicast"
            );
        }
        let distro = variable("ROS_DISTRO");
        let interfaces = match (self.interfaces, range) {
            (Some(addresses), _) => Some(addresses),
            (None, DiscoveryRange::Localhost) => Some(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
            (None, DiscoveryRange::Subnet | DiscoveryRange::Off) => None,
        };
        Ok(Settings {
            domain,
            interfaces,
            is_off: range == DiscoveryRange::Off,
            mapping: self.mapping.unwrap_or_default(),
            long_gids: distro.is_some_and(|distro| OLD_DISTROS.contains(&distro.as_str())),
        })
    }
}

const DOMAINS: &str = "a number from 0 to 232";

/// Releases whose `ros_discovery_info` names endpoints by 24 bytes instead of 16.
const OLD_DISTROS: [&str; 3] = ["foxy", "galactic", "humble"];

fn range_of(only_here: Option<String>, range: Option<String>) -> Result<DiscoveryRange, TransportError> {
    match only_here.as_deref() {
        Some("1") => return Ok(DiscoveryRange::Localhost),
        None | Some("0") => {}
        Some(other) => return Err(bad("ROS_LOCALHOST_ONLY", other, "0 or 1")),
    }
    match range.as_deref() {
        Some("OFF") => Ok(DiscoveryRange::Off),
        Some("LOCALHOST") => Ok(DiscoveryRange::Localhost),
        None | Some("SUBNET" | "SYSTEM_DEFAULT") => Ok(DiscoveryRange::Subnet),
        Some(other) => {
            let expected = "SUBNET, LOCALHOST, OFF or SYSTEM_DEFAULT";
            Err(bad("ROS_AUTOMATIC_DISCOVERY_RANGE", other, expected))
        }
    }
}

fn bad(name: &str, value: &str, expected: &'static str) -> TransportError {
    TransportError::Setting { name: name.to_owned(), value: value.to_owned(), expected }
}

/// What a participant is opened with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) domain: u16,
    /// The addresses of the interfaces; all without.
    pub(super) interfaces: Option<Vec<IpAddr>>,
    /// Whether nothing is to go to the network, nor to come from there.
    pub(super) is_off: bool,
    pub(super) mapping: ServiceMapping,
    /// Whether endpoints are named by 24 bytes in `ros_discovery_info`.
    pub(super) long_gids: bool,
}

impl Settings {
    /// Warns of what may not go well.
    pub(super) fn warn(&self) {
        if self.domain > SAFE_DOMAIN {
            tracing::warn!(
                domain = self.domain,
                "a domain above {SAFE_DOMAIN} uses ports that Linux also gives to outgoing connections"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(options: DdsOptions, environment: &[(&str, &str)]) -> Result<Settings, String> {
        let variable = |name: &str| {
            environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        options.settings(variable).map_err(|error| error.to_string())
    }

    fn local() -> Option<Vec<IpAddr>> {
        Some(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)])
    }

    #[test]
    fn without_a_word_it_is_domain_0_on_all_interfaces() {
        let settings = settings(Dds::options(), &[("ROS_DOMAIN_ID", "")]).unwrap();
        let expected = Settings {
            domain: 0,
            interfaces: None,
            is_off: false,
            mapping: ServiceMapping::Auto,
            long_gids: false,
        };
        assert_eq!(settings, expected);
    }

    #[test]
    fn the_environment_is_honoured_and_the_program_goes_first() {
        let environment = [
            ("ROS_DOMAIN_ID", "42"),
            ("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST"),
            ("ROS_DISTRO", "humble"),
        ];
        let both = settings(Dds::options(), &environment).unwrap();
        assert_eq!((both.domain, both.interfaces, both.long_gids), (42, local(), true));
        let options = Dds::options().domain(7).range(DiscoveryRange::Subnet);
        let own = settings(options, &environment).unwrap();
        assert_eq!((own.domain, own.interfaces), (7, None));
        assert_eq!(settings(Dds::options(), &[("ROS_LOCALHOST_ONLY", "1")]).unwrap().interfaces, local());
    }

    #[test]
    fn what_can_not_be_is_an_error_that_says_what_can() {
        for domain in ["233", "-1", "x"] {
            let error = settings(Dds::options(), &[("ROS_DOMAIN_ID", domain)]).unwrap_err();
            assert!(error.contains("ROS_DOMAIN_ID") && error.contains("0 to 232"), "{error}");
        }
        assert!(settings(Dds::options().domain(300), &[]).is_err());
        let error = settings(Dds::options(), &[("ROS_AUTOMATIC_DISCOVERY_RANGE", "off")]).unwrap_err();
        assert!(error.contains("LOCALHOST, OFF or"), "{error}");
        assert!(settings(Dds::options(), &[("ROS_LOCALHOST_ONLY", "yes")]).is_err());
    }
}
