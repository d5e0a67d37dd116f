//! A peer that sends what it likes.

use std::convert::Infallible;

use rustdds::bytes::Bytes;
use rustdds::no_key::{DataWriter, SerializerAdapter};
use rustdds::policy::{Durability, History, Reliability};
use rustdds::{
    DomainParticipantBuilder, QosPolicyBuilder, RepresentationIdentifier, StatusEvented, TopicKind,
};

/// A program that is not ours, and sends what it likes.
pub(super) struct Stranger {
    participant: rustdds::DomainParticipant,
    publisher: rustdds::Publisher,
}

pub(super) struct Bad;

impl SerializerAdapter<Bytes> for Bad {
    type Error = Infallible;

    fn output_encoding() -> RepresentationIdentifier {
        RepresentationIdentifier::CDR_LE
    }

    fn to_bytes(bytes: &Bytes) -> Result<Bytes, Infallible> {
        Ok(bytes.clone())
    }
}

/// The same in another encoding.
pub(super) struct Foreign;

impl SerializerAdapter<Bytes> for Foreign {
    type Error = Infallible;

    fn output_encoding() -> RepresentationIdentifier {
        RepresentationIdentifier::XCDR2_LE
    }

    fn to_bytes(bytes: &Bytes) -> Result<Bytes, Infallible> {
        Ok(bytes.clone())
    }
}

impl Stranger {
    pub(super) fn new(domain: u16) -> Stranger {
        let participant = DomainParticipantBuilder::new(domain)
            .with_only_networks([std::net::Ipv4Addr::LOCALHOST])
            .build()
            .unwrap();
        let qos = QosPolicyBuilder::new()
            .reliability(Reliability::Reliable { max_blocking_time: rustdds::Duration::from_secs(5) })
            .durability(Durability::Volatile)
            .history(History::KeepLast { depth: 10 })
            .build();
        let publisher = participant.create_publisher(&qos).unwrap();
        Stranger { participant, publisher }
    }

    pub(super) fn writer<A: SerializerAdapter<Bytes>>(
        &self,
        topic: &str,
        type_name: &str,
    ) -> DataWriter<Bytes, A> {
        let qos = self.publisher.get_default_datawriter_qos();
        let (topic, type_name) = (topic.to_owned(), type_name.to_owned());
        let topic = self.participant.create_topic(topic, type_name, &qos, TopicKind::NoKey).unwrap();
        self.publisher.create_datawriter_no_key(&topic, None).unwrap()
    }
}

/// Whether a reader has been found, which is told once.
pub(super) fn is_matched<A: SerializerAdapter<Bytes>>(writer: &DataWriter<Bytes, A>) -> bool {
    writer.try_recv_status().is_some()
}

pub(super) const STRING: &str = "std_msgs::msg::dds_::String_";

/// Frames that are no text: of all lengths, with lengths that are not there, cut off, and with something behind.
pub(super) fn bad_frames() -> impl Iterator<Item = Bytes> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    (0..10_000_usize).map(move |number| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut frame: Vec<u8> = (0..=number % 97).map(|byte| (seed >> (byte % 56)) as u8 | 0x80).collect();
        if number % 4 == 1 {
            // A good text of three letters, with twenty bytes behind.
            frame = [&4_u32.to_le_bytes()[..], b"abc\0", &[7; 20]].concat();
        }
        if number % 4 == 2 {
            frame = [&u32::MAX.to_le_bytes()[..], &frame].concat();
        }
        Bytes::from(frame)
    })
}
