//! What RustDDS has of a participant. Another one takes its place when its threads have ended.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use rustdds::no_key::{DataWriter, SimpleDataReader};
use rustdds::{
    DomainParticipant, DomainParticipantBuilder, DomainParticipantStatusListener, Publisher, QosPolicies,
    RTPSEntity, Subscriber, Topic, TopicKind,
};

use super::gid::Gid;
use super::options::Settings;
use super::presence;
use super::pulse::{self, Heart};
use super::qos;
use super::wire::{Fault, Frame, FrameReader, FrameWriter, Raw};
use super::writer::Writer;
use crate::error::TransportError;
use crate::facts::qos::Qos;

pub(super) type FrameSource<T> = SimpleDataReader<Result<T, Fault>, FrameReader>;

/// Makes endpoints.
pub(super) struct Rtps {
    joined: DomainParticipant,
    publisher: Publisher,
    subscriber: Subscriber,
}

/// A participant that has just joined, with what it has of its own.
pub(super) struct Fresh {
    pub(super) rtps: Rtps,
    pub(super) gid: Gid,
    /// Where it listens for those who look for others.
    pub(super) port: u16,
    pub(super) events: DomainParticipantStatusListener,
    pub(super) announcing: Writer,
    pub(super) announcements: FrameSource<Raw>,
    pub(super) heart: Heart,
}

fn refused(error: impl std::fmt::Display) -> TransportError {
    TransportError::Other(format!("DDS: {error}"))
}

impl Fresh {
    pub(super) fn join(settings: &Settings) -> Result<Fresh, TransportError> {
        let mut builder = DomainParticipantBuilder::new(settings.domain);
        if let Some(addresses) = &settings.interfaces {
            builder = builder.with_only_networks(addresses.clone());
        }
        let joined =
            builder.build().map_err(|error| TransportError::Network { reason: error.to_string() })?;
        let none = QosPolicies::qos_none();
        let publisher = joined.create_publisher(&none).map_err(refused)?;
        let subscriber = joined.create_subscriber(&none).map_err(refused)?;
        let rtps = Rtps { joined, publisher, subscriber };

        let (name, type_name) = (presence::TOPIC, presence::TYPE_NAME);
        let announcing = rtps.writer(name, type_name, &presence::QOS)?;
        let announcements = rtps.reader(name, type_name, &presence::READER_QOS)?;
        let beating = rtps.data_writer(pulse::TOPIC, pulse::TYPE_NAME, &qos::pulse())?;
        let heart = Heart { writer: beating, joined: rtps.joined.clone() };
        let gid = Gid::from(rtps.joined.guid());
        // RTPS 2.3, 9.6.1.1.
        let port = 7410 + 250 * settings.domain + 2 * rtps.joined.participant_id();
        let events = rtps.joined.status_listener();
        Ok(Fresh { rtps, gid, port, events, announcing, announcements, heart })
    }
}

impl Rtps {
    pub(super) fn writer(&self, topic: &str, type_name: &str, qos: &Qos) -> Result<Writer, TransportError> {
        self.data_writer(topic, type_name, &qos::writer(qos)).map(Writer::new)
    }

    fn data_writer(
        &self,
        topic: &str,
        type_name: &str,
        qos: &QosPolicies,
    ) -> Result<DataWriter<Frame, FrameWriter>, TransportError> {
        let topic = self.topic(topic, type_name, qos)?;
        self.publisher.create_datawriter_no_key(&topic, None).map_err(refused)
    }

    pub(super) fn reader<T: 'static>(
        &self,
        topic: &str,
        type_name: &str,
        qos: &Qos,
    ) -> Result<FrameSource<T>, TransportError> {
        let topic = self.topic(topic, type_name, &qos::reader(qos))?;
        self.subscriber.create_simple_datareader_no_key(&topic, None).map_err(refused)
    }

    fn topic(&self, name: &str, type_name: &str, qos: &QosPolicies) -> Result<Topic, TransportError> {
        let (name, type_name) = (name.to_owned(), type_name.to_owned());
        self.joined.create_topic(name, type_name, qos, TopicKind::NoKey).map_err(refused)
    }

    /// Where readers of others listen: for each one address, each once.
    pub(super) fn addresses(&self, is_wanted: impl Fn(Gid) -> bool) -> Vec<SocketAddr> {
        let readers = self.joined.discovered_readers();
        let readers =
            readers.iter().filter(|reader| is_wanted(reader.reader_proxy.remote_reader_guid.into()));
        let addresses: BTreeSet<_> = readers
            .filter_map(|reader| {
                let all = reader.reader_proxy.unicast_locator_list.iter();
                let all: Vec<_> =
                    all.filter(|locator| locator.is_udp()).map(|l| SocketAddr::from(*l)).collect();
                // Others' loopback may not be ours.
                let outside = all.iter().find(|address| address.is_ipv4() && !address.ip().is_loopback());
                outside.or(all.iter().find(|address| address.is_ipv4())).copied()
            })
            .collect();
        addresses.into_iter().collect()
    }
}
