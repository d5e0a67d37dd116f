//! Others on a topic or a service that have no part in it, or hang: they keep nothing from those who do.

use rosweave::msgs::example_interfaces::srv::AddTwoIntsRequest;

use super::harness::{Peer, eventually};
use super::{Adder, Chatter, Meeting, meet, words};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_of_another_type_keeps_nothing_from_the_others() {
    let Some(Meeting { node, mut peer, dds, python }) = meet::<Chatter>().await else { return };
    peer.tell("subscribe stranger rt/kept Int32 reliable,transient_local,10");
    let mut friend = Peer::start(&python, &dds);
    friend.tell("subscribe listener rt/kept String reliable,transient_local,10");
    friend.matched("listener", 1);
    let kept = &node.node().kept;
    eventually("the other type", || node.stats().handle("kept").unwrap().mistyped == 1).await;
    eventually("the friend", || kept.subscriptions() == 1).await;
    // More than RustDDS keeps for one that does not confirm.
    for number in 0..400 {
        let said = number.to_string();
        kept.publish(words(&said)).unwrap();
        assert_eq!(friend.event("heard listener"), said);
    }
    assert_eq!(node.stats().handle("kept").unwrap().lost, 0);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_that_hangs_keeps_nothing_from_the_others_of_what_is_kept() {
    let Some(Meeting { node, mut peer, dds, python }) = meet::<Chatter>().await else { return };
    let mut friend = Peer::start(&python, &dds);
    for peer in [&mut peer, &mut friend] {
        peer.tell("subscribe listener rt/kept String reliable,transient_local,10");
        peer.matched("listener", 1);
    }
    let kept = &node.node().kept;
    eventually("both", || kept.subscriptions() == 2).await;
    peer.suspend();
    for number in 0..600 {
        let said = number.to_string();
        kept.publish(words(&said)).unwrap();
        assert_eq!(friend.event("heard listener"), said);
    }
    // That was within the lease of the one that hangs.
    assert_eq!((kept.subscriptions(), node.stats().handle("kept").unwrap().lost), (2, 0));
    peer.resume();
    kept.publish(words("last")).unwrap();
    peer.event("heard listener last");
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_keeps_no_calls_from_another_one() {
    let Some(Meeting { node, mut peer, dds, python }) = meet::<Adder>().await else { return };
    peer.tell("serve s peer_add answer");
    let mut other = Peer::start(&python, &dds);
    other.tell("serve s peer_add answer");
    other.matched("s", 1);
    peer.matched("s", 1);
    let (cx, client) = (node.async_cx(), &node.node().peer_add);
    client.wait_for_service(&*cx).await.unwrap();
    client.call(&*cx, AddTwoIntsRequest { a: 1, b: 2 }).await.unwrap();
    assert_eq!(peer.event("request s"), "1 2");
    assert_eq!(other.event("request s"), "1 2");
    peer.suspend();
    // More than RustDDS keeps for one that does not confirm, in less time than its lease.
    for a in 0..4_200 {
        let call = client.call(&*cx, AddTwoIntsRequest { a, b: 1 });
        assert_eq!(call.await.unwrap_or_else(|error| panic!("call {a}: {error}")).sum, a + 1);
    }
    node.stop().await.unwrap();
}
