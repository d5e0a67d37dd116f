//! Packets that no honest peer sends, and what becomes of us. `docs/upstream.md` has what RustDDS would have to mend.

use std::net::{Ipv4Addr, UdpSocket};
use std::time::{Duration, Instant};

use rustdds::bytes::Bytes;

use super::stranger::STRING;
use super::{eventually, join, network, network_of, publisher, subscription, text};
use crate::error::PublishError;
use crate::facts::qos::Qos;
use crate::transport::dds::gid::Gid;
use crate::transport::dds::ring::Waiting;
use crate::transport::dds::wire::Raw;
use crate::transport::{Health, Transport};

/// An RTPS message of one submessage, as if from the participant of `from`.
fn message(from: Gid, kind: u8, content: &[&[u8]]) -> Vec<u8> {
    let length: usize = content.iter().map(|part| part.len()).sum();
    let mut message = b"RTPS\x02\x03\x01\x12".to_vec();
    message.extend(from.prefix());
    message.extend([kind, 0x01]);
    message.extend((length as u16).to_le_bytes());
    content.iter().for_each(|part| message.extend(*part));
    message
}

/// A reader misses fragment 0 of frame 1, where fragments are counted from 1.
fn nack_of_fragment_zero(reader: Gid, writer: Gid) -> Vec<u8> {
    let frame = [0, 0, 0, 0, 1, 0, 0, 0];
    let fragments = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x80];
    message(reader, 0x12, &[&reader.0[12..], &writer.0[12..], &frame, &fragments, &[1, 0, 0, 0]])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packet_that_ends_rustdds_is_noticed_and_said() {
    let dds = network::free_domain().open().unwrap();
    let node = join(&dds, "/victim");
    let publisher = publisher(&node, "/other");
    let names = || ("rt/t".to_owned(), STRING.to_owned());
    let ((topic, type_name), qos) = (names(), Qos::DEFAULT);
    let (writer, ours) = node.node.writer(topic, type_name, &qos).unwrap();
    let far = network_of(&dds).open().unwrap();
    let far_node = join(&far, "/far");
    let (topic, type_name) = names();
    let _heard = subscription(&far_node, "/other");
    let (_source, theirs) = far_node.node.reader::<Raw>(topic, type_name, &qos).unwrap();
    eventually("the readers are found", || ours.matches.count() + publisher.subscriptions() == 2).await;
    writer.write(&Waiting::new(Bytes::from_static(&[4, 0, 0, 0, b'a', b'b', b'c', 0]), None)).unwrap();
    eventually("it is confirmed", || writer.is_confirmed()).await;
    assert_eq!(dds.vitals().health(), Health::Good);

    // The first participant of a domain listens there.
    let port = 7411 + 250 * dds.domain();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let packet = nack_of_fragment_zero(theirs.gid, ours.gid);
    socket.send_to(&packet, (Ipv4Addr::LOCALHOST, port)).unwrap();
    eventually("it is noticed", || matches!(dds.vitals().health(), Health::Dead { .. })).await;
    assert_eq!(far.vitals().health(), Health::Good);
    let failed = publisher.publish(text("to nobody").into());
    assert!(matches!(failed, Err(PublishError::Transport { .. })), "{failed:?}");
    // Whoever stops such a program does not wait for what can not come.
    let start = Instant::now();
    drop((writer, ours, publisher, node, dds));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
