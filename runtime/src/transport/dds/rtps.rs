//! What RustDDS has of a participant. Another one takes its place when its threads have ended. Where nothing is to go
//! over the network there is none, and its endpoints are names.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use rustdds::no_key::{DataWriter, SimpleDataReader};
use rustdds::{
    DomainParticipant, DomainParticipantBuilder, DomainParticipantStatusListener, Publisher, QosPolicies,
    RTPSEntity, Subscriber, Topic, TopicKind,
};

use super::gid::{Gid, Prefix};
use super::options::Settings;
use super::pulse::{self, Heart};
use super::wire::{Frame, FrameReader, FrameWriter, Raw};
use super::writer::Writer;
use super::{network, presence, qos};
use crate::error::TransportError;
use crate::facts::qos::Qos;

pub(super) type FrameSource = SimpleDataReader<Raw, FrameReader>;

/// Makes endpoints.
pub(super) enum Rtps {
    Joined(Box<Joined>),
    Off(Off),
}

/// A participant.
pub(super) struct Joined {
    participant: DomainParticipant,
    publisher: Publisher,
    subscriber: Subscriber,
}

/// None: its endpoints are never connected with any.
pub(super) struct Off {
    participant: Gid,
    next: AtomicU32,
}

/// A participant that has just joined, with what it has of its own.
pub(super) struct Fresh {
    pub(super) rtps: Rtps,
    pub(super) gid: Gid,
    pub(super) announcing: Writer,
    /// What it hears with; `None` where there is no network.
    pub(super) ears: Option<Ears>,
}

/// What a participant hears of others and of itself.
pub(super) struct Ears {
    /// Where it listens for those who look for others.
    pub(super) port: u16,
    pub(super) events: DomainParticipantStatusListener,
    pub(super) announcements: FrameSource,
    pub(super) heart: Heart,
}

fn refused(error: impl std::fmt::Display) -> TransportError {
    TransportError::Other(format!("DDS: {error}"))
}

impl Fresh {
    pub(super) fn join(settings: &Settings) -> Result<Fresh, TransportError> {
        if settings.is_off {
            return Ok(Fresh::off());
        }
        network::check_room(settings.domain)?;
        let mut builder = DomainParticipantBuilder::new(settings.domain);
        if let Some(addresses) = &settings.interfaces {
            builder = builder.with_only_networks(addresses.clone());
        }
        let participant =
            builder.build().map_err(|error| TransportError::Network { reason: error.to_string() })?;
        let none = QosPolicies::qos_none();
        let publisher = participant.create_publisher(&none).map_err(refused)?;
        let subscriber = participant.create_subscriber(&none).map_err(refused)?;
        let joined = Joined { participant, publisher, subscriber };

        let (name, type_name) = (presence::TOPIC, presence::TYPE_NAME);
        let announcing =
            joined.data_writer(name, type_name, &qos::writer(&presence::QOS)).map(Writer::new)?;
        let announcements = joined.reader(name, type_name, &presence::READER_QOS)?;
        let beating = joined.data_writer(pulse::TOPIC, pulse::TYPE_NAME, &qos::pulse())?;
        let heart = Heart { writer: beating };
        let gid = Gid::from(joined.participant.guid());
        let port = network::port(settings.domain, joined.participant.participant_id());
        let events = joined.participant.status_listener();
        let ears = Some(Ears { port, events, announcements, heart });
        Ok(Fresh { rtps: Rtps::Joined(Box::new(joined)), gid, announcing, ears })
    }

    fn off() -> Fresh {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut gid = Gid::UNKNOWN;
        // The lower half of a name is the endpoint's.
        gid.0[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let off = Off { participant: gid, next: AtomicU32::new(0) };
        let announcing = Writer::without_network(off.writer());
        Fresh { rtps: Rtps::Off(off), gid, announcing, ears: None }
    }
}

impl Off {
    const WRITER: u8 = 0x03;
    const READER: u8 = 0x04;

    fn writer(&self) -> Gid {
        self.name(Off::WRITER)
    }

    fn reader(&self) -> Gid {
        self.name(Off::READER)
    }

    fn name(&self, kind: u8) -> Gid {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut gid = self.participant;
        gid.0[12..15].copy_from_slice(&number.to_be_bytes()[1..]);
        gid.0[15] = kind;
        gid
    }
}

impl Rtps {
    /// In the place of one that has gone.
    pub(super) fn none() -> Rtps {
        Rtps::Off(Off { participant: Gid::UNKNOWN, next: AtomicU32::new(0) })
    }

    pub(super) fn writer(&self, topic: &str, type_name: &str, qos: &Qos) -> Result<Writer, TransportError> {
        match self {
            Rtps::Joined(joined) => joined.data_writer(topic, type_name, &qos::writer(qos)).map(Writer::new),
            Rtps::Off(off) => Ok(Writer::without_network(off.writer())),
        }
    }

    /// A reader with its name; without a network there is the name.
    pub(super) fn reader(
        &self,
        topic: &str,
        type_name: &str,
        qos: &Qos,
    ) -> Result<(Option<FrameSource>, Gid), TransportError> {
        match self {
            Rtps::Joined(joined) => {
                let reader = joined.reader(topic, type_name, qos)?;
                let gid = reader.guid().into();
                Ok((Some(reader), gid))
            }
            Rtps::Off(off) => Ok((None, off.reader())),
        }
    }

    /// Those of these participants that are on this host, with a port of each.
    pub(super) fn ports_here(&self, wanted: &BTreeSet<Prefix>) -> BTreeMap<Prefix, u16> {
        match self {
            Rtps::Joined(joined) => joined.ports_here(wanted),
            Rtps::Off(_) => BTreeMap::new(),
        }
    }

    /// Where readers of others listen: for each one address, each once.
    pub(super) fn addresses(&self, is_wanted: impl Fn(Gid) -> bool) -> Vec<SocketAddr> {
        match self {
            Rtps::Joined(joined) => joined.addresses(is_wanted),
            Rtps::Off(_) => Vec::new(),
        }
    }

    /// Where a writer of another's listens.
    pub(super) fn address(&self, writer: Gid) -> Option<SocketAddr> {
        match self {
            Rtps::Joined(joined) => joined.address(writer),
            Rtps::Off(_) => None,
        }
    }
}

impl Joined {
    fn data_writer(
        &self,
        topic: &str,
        type_name: &str,
        qos: &QosPolicies,
    ) -> Result<DataWriter<Frame, FrameWriter>, TransportError> {
        let topic = self.topic(topic, type_name, qos)?;
        self.publisher.create_datawriter_no_key(&topic, None).map_err(refused)
    }

    fn reader(&self, topic: &str, type_name: &str, qos: &Qos) -> Result<FrameSource, TransportError> {
        let topic = self.topic(topic, type_name, &qos::reader(qos))?;
        self.subscriber.create_simple_datareader_no_key(&topic, None).map_err(refused)
    }

    fn topic(&self, name: &str, type_name: &str, qos: &QosPolicies) -> Result<Topic, TransportError> {
        let (name, type_name) = (name.to_owned(), type_name.to_owned());
        self.participant.create_topic(name, type_name, qos, TopicKind::NoKey).map_err(refused)
    }

    /// Those of these participants that are on this host, by their addresses, and the ports of their messages.
    fn ports_here(&self, wanted: &BTreeSet<Prefix>) -> BTreeMap<Prefix, u16> {
        let here = network::addresses();
        let readers = self.participant.discovered_readers().into_iter().filter_map(|reader| {
            let prefix = Gid::from(reader.reader_proxy.remote_reader_guid).prefix();
            let all = reader.reader_proxy.unicast_locator_list.into_iter().filter(|locator| locator.is_udp());
            let all: Vec<_> = all.map(SocketAddr::from).filter(SocketAddr::is_ipv4).collect();
            // Another host may have some of our addresses, as those of its own containers.
            let is_here = all.iter().all(|address| here.contains(&address.ip()));
            let port = all.first().map(SocketAddr::port)?;
            (wanted.contains(&prefix) && is_here).then_some((prefix, port))
        });
        readers.collect()
    }

    fn addresses(&self, is_wanted: impl Fn(Gid) -> bool) -> Vec<SocketAddr> {
        let readers = self.participant.discovered_readers();
        let readers =
            readers.iter().filter(|reader| is_wanted(reader.reader_proxy.remote_reader_guid.into()));
        let addresses: BTreeSet<_> = readers
            .filter_map(|reader| {
                let all = reader.reader_proxy.unicast_locator_list.iter();
                one_of(all.filter(|locator| locator.is_udp()).map(|locator| SocketAddr::from(*locator)))
            })
            .collect();
        addresses.into_iter().collect()
    }

    fn address(&self, writer: Gid) -> Option<SocketAddr> {
        let writers = self.participant.discovered_writers();
        let mut proxies = writers.iter().map(|writer| &writer.writer_proxy);
        let proxy = proxies.find(|proxy| Gid::from(proxy.remote_writer_guid) == writer)?;
        let all = proxy.unicast_locator_list.iter();
        one_of(all.filter(|locator| locator.is_udp()).map(|locator| SocketAddr::from(*locator)))
    }
}

/// The address to take of several.
fn one_of(all: impl Iterator<Item = SocketAddr>) -> Option<SocketAddr> {
    let all: Vec<_> = all.collect();
    // Others' loopback may not be ours.
    let outside = all.iter().find(|address| address.is_ipv4() && !address.ip().is_loopback());
    outside.or(all.iter().find(|address| address.is_ipv4())).copied()
}
