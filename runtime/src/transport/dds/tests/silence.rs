//! A participant that is not heard of for longer than its lease, and then again.

use std::net::{Ipv4Addr, UdpSocket};

use rustdds::{DomainParticipantStatusEvent as Event, LostReason};

use super::{Dds, eventually, join, network, network_of, next, publisher, subscription, text};
use crate::transport::Transport;
use crate::transport::dds::datagram::header;
use crate::transport::dds::farewell;
use crate::transport::dds::gid::Gid;
use crate::transport::dds::lookout::Lookout;
use crate::transport::{Health, dds::network::port};

/// RustDDS gives `other` up, as after a gap in a wireless network.
fn misses(dds: &Dds, other: &Dds) {
    let id = Gid::nobody_of(other.participant.graph.own()).guid().prefix;
    let long = rustdds::Duration::from_secs(50);
    let reason = LostReason::Timeout { lease: long, elapsed: long };
    dds.participant.graph.apply(Event::ParticipantLost { id, reason });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_missed_and_is_back_is_connected_again() {
    let dds = network::free_domain().open().unwrap();
    let node = join(&dds, "/robot");
    let publisher = publisher(&node, "/out");
    let far = network_of(&dds).open().unwrap();
    let far_node = join(&far, "/station");
    let mut heard = subscription(&far_node, "/out");
    eventually("the station is found", || publisher.subscriptions() == 1).await;

    let graph = &dds.participant.graph;
    let before = graph.own();
    misses(&dds, &far);
    assert_eq!((publisher.subscriptions(), graph.missed().len()), (0, 1));
    // Somebody who looks for others.
    let look =
        |place| Some((UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port(dds.domain(), place))).ok()?, place));
    let (looking, at) = (2..12).find_map(look).expect("a place that is free");
    // It says that it is there, as all do again and again, to whoever may be there.
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let there = header(far.participant.graph.own());
    eventually("another participant is there", || {
        for place in (0..12).filter(|place| *place != at) {
            let _ = socket.send_to(&there, (Ipv4Addr::LOCALHOST, port(dds.domain(), place)));
        }
        graph.own() != before
    })
    .await;
    // The one before has taken its leave.
    looking.set_nonblocking(true).unwrap();
    let mut said = std::iter::from_fn(|| {
        let mut bytes = [0; 200];
        let length = looking.recv(&mut bytes).ok()?;
        Some(bytes[..length].to_vec())
    });
    assert!(said.any(|said| said == farewell::of_participant(before, farewell::LAST)));
    assert_eq!((graph.missed(), dds.vitals().health()), (Vec::new(), Health::Good));
    eventually("the station is found again", || publisher.subscriptions() == 1).await;
    publisher.publish(text("here").into()).unwrap();
    assert_eq!(next(&mut *heard).await, "here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_it_to_each_place_in_turn_is_heard_also_where_there_is_multicast() {
    let dds = network::free_domain().open().unwrap();
    let missed = [[7; 12]];
    for has_multicast in [false, true] {
        let lookout = Lookout::new(dds.domain(), has_multicast, Some(vec![Ipv4Addr::LOCALHOST.into()]));
        assert!(lookout.look(&missed).is_empty());
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        eventually("it is heard", || {
            for place in 0..12 {
                let _ = socket.send_to(&header(missed[0]), (Ipv4Addr::LOCALHOST, port(dds.domain(), place)));
            }
            lookout.look(&missed).contains(&missed[0])
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_missed_and_was_no_partner_is_nobodys_business() {
    let dds = network::free_domain().open().unwrap();
    let far = network_of(&dds).open().unwrap();
    let node = join(&dds, "/robot");
    let publisher = publisher(&node, "/out");
    misses(&dds, &far);
    assert!(dds.participant.graph.missed().is_empty());
    drop(publisher);
}
