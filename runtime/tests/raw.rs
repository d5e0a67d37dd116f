//! Messages as bytes, beside nodes that know their types.
#![cfg(all(feature = "dds", feature = "msgs"))]

mod network;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rosweave::msgs::std_msgs::msg::String as Text;
use rosweave::prelude::*;
use rosweave::raw::{NotCdr, RawMessage, RawNode};
use rosweave::{Dds, DiscoveryRange, Qos, Transport};

/// Says again what it hears, in capitals.
#[node(name = "echo")]
struct Echo {
    #[publisher("loud")]
    loud: Publisher<Text>,
    heard: AtomicUsize,
}

#[node]
impl Echo {
    #[subscribe("quiet")]
    fn on_quiet(&self, text: &Text) -> Result<(), PublishError> {
        self.heard.fetch_add(1, Ordering::Relaxed);
        self.loud.publish(Text { data: text.data.to_uppercase() })
    }
}

/// `data: hi` as it is on the wire.
fn frame(text: &str) -> Vec<u8> {
    let mut frame = vec![0, 1, 0, 0];
    frame.extend(u32::try_from(text.len() + 1).expect("it is short").to_le_bytes());
    frame.extend(text.bytes().chain([0]));
    frame
}

fn dds() -> Dds {
    network::free_domain().open().expect("there is a network")
}

/// What comes back for what is said, as bytes on both sides.
async fn answer(node: &Dds, raw: &Dds) -> Vec<u8> {
    let echo = NodeOptions::new().start_on::<Echo, _>(node).await.expect("it starts");
    let monitor = RawNode::join(raw, "/monitor").expect("it joins");
    let qos = Qos::DEFAULT;
    let quiet = monitor.publisher("/quiet", "std_msgs/msg/String", &qos).expect("it is made");
    let mut loud = monitor.subscription("/loud", "std_msgs/msg/String", &qos).expect("it is made");
    let message = RawMessage::new(frame("hi")).expect("it is CDR");
    // Discovery takes its time where they are two: what is said before is not heard.
    let heard = async {
        loop {
            quiet.publish(message.clone()).expect("it is sent");
            match tokio::time::timeout(Duration::from_millis(200), loud.next()).await {
                Ok(delivery) => break delivery.expect("it is open").message,
                Err(_) => continue,
            }
        }
    };
    let heard = tokio::time::timeout(Duration::from_secs(20), heard).await.expect("it answers");
    echo.stop().await.expect("it stops");
    heard.bytes().to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_of_one_dds_take_bytes_and_give_them() {
    let within = network::free_domain().range(DiscoveryRange::Off).open().expect("it needs nothing");
    for dds in [dds(), within] {
        assert_eq!(answer(&dds, &dds).await, frame("HI"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_elsewhere_take_bytes_and_give_them() {
    let options = network::free_domain();
    let [node, raw] = [options.clone(), options].map(|options| options.open().expect("there is a network"));
    let heard = answer(&node, &raw).await;
    // What comes over the wire is padded to four bytes.
    assert_eq!(heard, [&frame("HI")[..], &[0]].concat());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_checked() {
    let dds = dds();
    let told = |error: rosweave::TransportError| error.to_string();
    let node = RawNode::join(&dds, "/monitor").expect("it joins");
    let refused = |topic, name| told(node.publisher(topic, name, &Qos::DEFAULT).expect_err("it is refused"));
    assert_eq!(refused("quiet", "std_msgs/msg/String"), "`quiet` is no full name of a topic");
    assert_eq!(refused("/quiet", "std_msgs/String"), "`std_msgs/String` is no full name of a type");
    assert_eq!(
        told(RawNode::join(&dds, "monitor").expect_err("it is refused")),
        "`monitor` is no full name of a node"
    );
    let _quiet = node.publisher("/quiet", "std_msgs/msg/String", &Qos::DEFAULT).expect("it is made");
    let other = refused("/quiet", "std_msgs/msg/Int32");
    assert!(other.contains("std_msgs/msg/String") && other.contains("std_msgs/msg/Int32"), "{other}");
    assert_eq!(RawMessage::new([0, 3, 0, 0, 1]), Err(NotCdr));
    assert_eq!(dds.topics(), ["/quiet"]);
}
