//! What a topic has to do.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use rosweave::transport::{Carries, Clock, Delivery, PublisherPort, SubscriptionPort};
use rosweave::{Durability, History, Qos, Reliability, TransportError};

use super::{Names, Number, Subject, Text, eventually, join};

const TRANSIENT: Qos = Qos::DEFAULT.with_durability(Durability::TransientLocal);

fn publisher<T: Subject>(node: &T::Node, topic: &str, qos: Qos) -> Arc<dyn PublisherPort<Number>> {
    <T as Carries<Number>>::publisher(node, topic, &qos).expect("can publish")
}

fn publish(publisher: &Arc<dyn PublisherPort<Number>>, numbers: std::ops::Range<u64>) {
    numbers.for_each(|data| publisher.publish(Number { data }.into()).expect("is published"));
}

/// A publisher that is heard already.
async fn heard<T: Subject>(
    node: &T::Node,
    topic: &str,
    qos: Qos,
    subscriptions: usize,
) -> Arc<dyn PublisherPort<Number>> {
    let publisher = publisher::<T>(node, topic, qos);
    eventually(|| publisher.subscriptions() == subscriptions).await;
    publisher
}

fn subscribe<T: Subject>(node: &T::Node, topic: &str, qos: Qos) -> Box<dyn SubscriptionPort<Number>> {
    <T as Carries<Number>>::subscription(node, topic, &qos).expect("can subscribe")
}

async fn next(port: &mut dyn SubscriptionPort<Number>) -> Delivery<Number> {
    poll_fn(|context| port.poll_next(context)).await.expect("the subscription is open")
}

async fn numbers(port: &mut dyn SubscriptionPort<Number>, count: usize) -> Vec<u64> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(next(port).await.message.data);
    }
    all
}

/// What has arrived once another message, sent afterwards, has.
async fn until_marker<T: Subject>(
    node: &T::Node,
    topic: &str,
    port: &mut dyn SubscriptionPort<Number>,
) -> Vec<u64> {
    const MARKER: u64 = u64::MAX;
    let publisher = heard::<T>(node, topic, Qos::DEFAULT, 1).await;
    publish(&publisher, MARKER - 1..MARKER);
    let mut all = Vec::new();
    loop {
        match next(port).await.message.data {
            number if number == MARKER - 1 => return all,
            number => all.push(number),
        }
    }
}

pub(crate) async fn messages_keep_their_order<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let deep = Qos::DEFAULT.with_history(History::KeepLast(1000));
    let mut port = subscribe::<T>(&node, &at.topic(), deep);
    let publisher = heard::<T>(&node, &at.topic(), deep, 1).await;
    publish(&publisher, 0..1000);
    assert_eq!(numbers(&mut *port, 1000).await, (0..1000).collect::<Vec<_>>());
}

pub(crate) async fn every_subscription_gets_every_message<T: Subject>(transport: &T) {
    let at = Names::new();
    let (a, b) = (join(transport, &at.of("a")), join(transport, &at.of("b")));
    let mut ports =
        [subscribe::<T>(&a, &at.topic(), Qos::DEFAULT), subscribe::<T>(&b, &at.topic(), Qos::DEFAULT)];
    let publisher = heard::<T>(&a, &at.topic(), Qos::DEFAULT, 2).await;
    publish(&publisher, 0..3);
    for port in &mut ports {
        assert_eq!(numbers(&mut **port, 3).await, [0, 1, 2]);
    }
}

pub(crate) async fn a_full_queue_drops_its_oldest_message_and_counts_it<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let mut port = subscribe::<T>(&node, &at.topic(), Qos::DEFAULT.with_history(History::KeepLast(2)));
    let losses = port.losses();
    let publisher = heard::<T>(&node, &at.topic(), Qos::DEFAULT, 1).await;
    // A first one that is read, so that the transport has begun to listen.
    publish(&publisher, 0..1);
    assert_eq!(numbers(&mut *port, 1).await, [0]);
    publish(&publisher, 1..6);
    eventually(|| losses.lost() >= 3).await;
    assert_eq!(numbers(&mut *port, 2).await, [4, 5]);
    assert_eq!(losses.lost(), 3);
}

pub(crate) async fn a_late_joiner_gets_what_a_transient_local_publisher_kept<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let qos = TRANSIENT.with_history(History::KeepLast(3));
    let publisher = publisher::<T>(&node, &at.topic(), qos);
    publish(&publisher, 0..5);
    let mut port = subscribe::<T>(&node, &at.topic(), qos);
    assert_eq!(numbers(&mut *port, 3).await, [2, 3, 4]);
    publish(&publisher, 5..6);
    assert_eq!(numbers(&mut *port, 1).await, [5]);
}

pub(crate) async fn a_late_joiner_gets_nothing_from_a_volatile_publisher<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let publisher = publisher::<T>(&node, &at.topic(), Qos::DEFAULT);
    publish(&publisher, 1..2);
    let mut port = subscribe::<T>(&node, &at.topic(), Qos::DEFAULT);
    assert_eq!(until_marker::<T>(&node, &at.topic(), &mut *port).await, [0_u64; 0]);
}

pub(crate) async fn a_volatile_subscription_gets_nothing_old<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let publisher = publisher::<T>(&node, &at.topic(), TRANSIENT);
    publish(&publisher, 1..2);
    let mut port = subscribe::<T>(&node, &at.topic(), Qos::DEFAULT);
    assert_eq!(until_marker::<T>(&node, &at.topic(), &mut *port).await, [0_u64; 0]);
}

pub(crate) async fn publishers_that_offer_too_little_are_counted_and_not_heard<T: Subject>(transport: &T) {
    let best_effort = Qos::DEFAULT.with_reliability(Reliability::BestEffort);
    for (offered, asked) in [(best_effort, Qos::DEFAULT), (Qos::DEFAULT, TRANSIENT)] {
        let at = Names::new();
        let node = join(transport, &at.of("n"));
        let mut port = subscribe::<T>(&node, &at.topic(), asked);
        let losses = port.losses();
        let lacking = publisher::<T>(&node, &at.topic(), offered);
        eventually(|| losses.incompatible() == 1).await;
        publish(&lacking, 1..2);
        assert_eq!(lacking.subscriptions(), 0);
        let fitting = heard::<T>(&node, &at.topic(), TRANSIENT, 1).await;
        publish(&fitting, 2..3);
        assert_eq!(numbers(&mut *port, 1).await, [2]);
    }
}

pub(crate) async fn a_topic_carries_one_type<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let _port = subscribe::<T>(&node, &at.topic(), Qos::DEFAULT);
    let refused = <T as Carries<Text>>::publisher(&node, &at.topic(), &Qos::DEFAULT).err();
    assert!(matches!(refused, Some(TransportError::TypeMismatch { .. })), "{refused:?}");
}

pub(crate) async fn message_info_tells_senders_and_numbers_apart<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let mut port = subscribe::<T>(&node, &at.topic(), Qos::DEFAULT);
    let before = Clock::current().expect("in a runtime").now();
    // Both live until all has arrived, so that they are two senders to any transport.
    let publishers = [
        heard::<T>(&node, &at.topic(), Qos::DEFAULT, 1).await,
        heard::<T>(&node, &at.topic(), Qos::DEFAULT, 1).await,
    ];
    publishers.iter().for_each(|publisher| publish(publisher, 0..2));
    let mut senders: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for _ in 0..4 {
        let info = next(&mut *port).await.info;
        assert!(info.received_time >= info.source_time);
        // Two readings of the system's clock may differ a little.
        assert!(info.source_time + Duration::from_secs(1) > before);
        senders.entry(info.sender).or_default().push(info.sequence);
    }
    assert_eq!(senders.into_values().collect::<Vec<_>>(), [[1, 2], [1, 2]]);
}
