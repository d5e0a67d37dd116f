//! How a participant leaves.

use std::net::{Ipv4Addr, UdpSocket};

use super::{join, network};
use crate::transport::dds::{farewell, network as places};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_participant_has_said_that_it_goes_when_it_is_dropped() {
    for _ in 0..20 {
        let dds = network::free_domain().open().unwrap();
        let own = dds.participant.graph.own();
        // Where RustDDS looks for another participant of this host.
        let ear = UdpSocket::bind((Ipv4Addr::LOCALHOST, places::port(dds.domain(), 11))).unwrap();
        ear.set_nonblocking(true).unwrap();
        drop((join(&dds, "/leaves"), dds));
        let farewell = farewell::of_participant(own, farewell::LAST);
        let mut buffer = [0; 2048];
        let heard = std::iter::from_fn(|| ear.recv(&mut buffer).ok().map(|length| buffer[..length].to_vec()));
        assert!(heard.collect::<Vec<_>>().contains(&farewell), "a program may end here");
    }
}
