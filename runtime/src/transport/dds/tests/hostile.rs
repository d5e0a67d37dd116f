//! Packets that no honest peer sends, and what becomes of us. `docs/upstream.md` has what RustDDS would have to mend.

use std::net::{Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustdds::bytes::Bytes;

use super::stranger::STRING;
use super::{
    Dds, Echo, echo, eventually, in_time, join, network, network_of, next, publisher, reply, subscription,
    text,
};
use crate::facts::qos::Qos;
use crate::transport::dds::gid::Gid;
use crate::transport::dds::matches::Matches;
use crate::transport::dds::ring::Waiting;
use crate::transport::holder::Holder;
use crate::transport::{CallId, Health, Serves, Transport};

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
async fn a_packet_that_ends_rustdds_is_noticed_and_all_is_opened_afresh() {
    let dds = network::free_domain().open().unwrap();
    let node = join(&dds, "/victim");
    let publisher = publisher(&node, "/out");
    let mut inward = subscription(&node, "/in");
    let mut client = <Dds as Serves<Echo>>::client(&node, "/far_echo").unwrap();
    let serving = tokio::spawn(echo(<Dds as Serves<Echo>>::server(&node, "/echo").unwrap()));
    let (target, ours) = {
        let matches = Arc::new(Matches::new(
            "rt/t".to_owned(),
            STRING.to_owned(),
            Holder::new("/here", None),
            &Qos::DEFAULT,
        ));
        node.node.writer(matches, &Qos::DEFAULT).unwrap()
    };

    let far = network_of(&dds).open().unwrap();
    let far_node = join(&far, "/far");
    let mut heard = subscription(&far_node, "/out");
    let far_publisher = super::publisher(&far_node, "/in");
    let mut far_client = <Dds as Serves<Echo>>::client(&far_node, "/echo").unwrap();
    let far_serving = tokio::spawn(echo(<Dds as Serves<Echo>>::server(&far_node, "/far_echo").unwrap()));
    let matches = Arc::new(Matches::new(
        "rt/t".to_owned(),
        STRING.to_owned(),
        Holder::new("/here", None),
        &Qos::DEFAULT,
    ));
    let (_source, theirs) = far_node.node.reader(matches, &Qos::DEFAULT).unwrap();
    eventually("the readers are found", || ours.matches.count() + publisher.subscriptions() == 2).await;
    target.write(&Waiting::new(Bytes::from_static(&[4, 0, 0, 0, b'a', b'b', b'c', 0]), None)).unwrap();
    eventually("it is confirmed", || target.is_confirmed()).await;
    assert_eq!(dds.vitals().health(), Health::Good);

    // The first participant of a domain listens there.
    let port = 7411 + 250 * dds.domain();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let packet = nack_of_fragment_zero(theirs.gid, ours.gid);
    let graph = &dds.participant.graph;
    let before = graph.own();
    socket.send_to(&packet, (Ipv4Addr::LOCALHOST, port)).unwrap();
    eventually("another participant is there", || graph.own() != before).await;
    eventually("all is well", || dds.vitals().health() == Health::Good).await;
    eventually("it is heard again", || publisher.subscriptions() == 1).await;
    publisher.publish(text("out").into()).unwrap();
    assert_eq!(next(&mut *heard).await, "out");
    // The far side may still count the one that is dead.
    let others = || far.participant.graph.relatives();
    let hears = || others().contains(&graph.own()) && far_publisher.subscriptions() == others().len();
    eventually("it hears again", hears).await;
    far_publisher.publish(text("in").into()).unwrap();
    assert_eq!(next(&mut *inward).await, "in");
    for (client, call) in [(&mut client, 1), (&mut far_client, 2)] {
        in_time(client.requests.available()).await;
        client.requests.send(CallId(call), text("hello")).unwrap();
        assert_eq!(reply(client).await.result, Ok(text("hello")));
    }
    assert_eq!(far.vitals().health(), Health::Good);
    serving.abort();
    far_serving.abort();
    // Whoever stops such a program does not wait for what can not come.
    let start = Instant::now();
    drop((target, ours, publisher, inward, client, node, dds));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
