//! Nodes of one `Dds`: what they say to each other does not leave the process, and comes once.
#![cfg(feature = "dds")]
#![allow(missing_docs)]

mod network;

use std::net::UdpSocket;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rosweave::prelude::*;
use rosweave::{Dds, DiscoveryRange, Health, Message, Node, NodeHandle, Service, Transport};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("std_msgs/msg/String")]
struct Text {
    data: String,
}

/// The same to ROS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("std_msgs/msg/String")]
struct Words {
    words: String,
}

#[derive(Service)]
#[ros("test_msgs/srv/Echo", request = Text, response = Text)]
struct Echo;

/// The same to ROS.
#[derive(Service)]
#[ros("test_msgs/srv/Echo", request = Words, response = Words)]
struct Repeat;

#[node]
struct Talker {
    #[publisher("t", qos(depth = 4_000, durability = transient_local))]
    says: Publisher<Text>,
    #[client("echo", timeout = "10s")]
    echo: Client<Echo>,
}

#[node]
impl Talker {
    /// A node has something to do.
    #[timer("1h")]
    fn rest(&self) {}
}

#[node]
struct Listener {
    heard: Mutex<Vec<Arc<Text>>>,
}

#[node]
impl Listener {
    #[subscribe("t", qos(depth = 20_000, durability = transient_local))]
    fn on_text(&self, text: Arc<Text>) {
        self.heard.lock().unwrap().push(text);
    }
}

/// Hears and answers with types of its own.
#[node]
struct Foreign {
    heard: Mutex<Vec<Words>>,
}

#[node]
impl Foreign {
    #[subscribe("t", qos(depth = 20_000, durability = transient_local))]
    fn on_words(&self, words: Words) {
        self.heard.lock().unwrap().push(words);
    }

    #[service("echo", type = Repeat)]
    fn repeat(&self, words: Words) -> Words {
        words
    }
}

async fn start<N: Node<Dds>>(dds: &Dds) -> NodeHandle<N> {
    NodeOptions::new().start_on::<N, _>(dds).await.unwrap()
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let waited = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited).await.unwrap_or_else(|_| panic!("never: {what}"));
}

fn text(number: usize) -> Arc<Text> {
    Arc::new(Text { data: number.to_string() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_shared_here_and_sent_elsewhere_and_each_comes_once() {
    let options = network::free_domain();
    let (here, elsewhere) = (options.clone().open().unwrap(), options.open().unwrap());
    // A subscription that is there first is the one that RustDDS half connects with the publisher.
    let (before, far) = (start::<Listener>(&here).await, start::<Listener>(&elsewhere).await);
    let talker = start::<Talker>(&here).await;
    let says = &talker.node().says;
    let mut said = vec![text(0)];
    says.publish(said[0].clone()).unwrap();
    let late = start::<Listener>(&here).await;
    eventually("all are found", || says.subscriptions() == 3).await;
    // More than RustDDS takes while a reader confirms nothing.
    for number in 1..6_000 {
        said.push(text(number));
        says.publish(said[number].clone()).unwrap();
    }
    for (name, listener) in [("before", &before), ("late", &late), ("far", &far)] {
        let heard = || listener.node().heard.lock().unwrap();
        eventually(name, || heard().len() == said.len()).await;
        let is_shared = heard().iter().zip(&said).all(|(heard, said)| Arc::ptr_eq(heard, said));
        assert_eq!(is_shared, name != "far", "{name}");
        assert!(*heard() == said, "{name}");
    }
    // What RustDDS brings back would come after that.
    tokio::time::sleep(Duration::from_millis(200)).await;
    for listener in [&before, &late, &far] {
        assert_eq!(listener.node().heard.lock().unwrap().len(), said.len());
        assert_eq!(listener.stats().callback("on_text").unwrap().lost, 0);
    }
    assert_eq!(talker.stats().handle("says").unwrap().lost, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_types_of_rust_under_one_name_of_ros_talk_encoded() {
    let dds = network::free_domain().open().unwrap();
    let talker = start::<Talker>(&dds).await;
    talker.node().says.publish(text(0)).unwrap();
    let foreign = start::<Foreign>(&dds).await;
    talker.node().says.publish(text(1)).unwrap();
    let heard = || foreign.node().heard.lock().unwrap().clone();
    eventually("both are heard", || heard().len() == 2).await;
    assert_eq!(heard(), ["0", "1"].map(|words| Words { words: words.to_owned() }));

    let (node, cx) = (talker.node(), talker.async_cx());
    assert!(node.echo.service_is_ready());
    let hello = Text { data: "hello".to_owned() };
    assert_eq!(node.echo.call(&cx, hello.clone()).await, Ok(hello));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_network_nodes_of_one_dds_talk_and_no_socket_is_open() {
    let options = network::free_domain().range(DiscoveryRange::Off);
    let (here, elsewhere) = (options.clone().open().unwrap(), options.open().unwrap());
    let talker = start::<Talker>(&here).await;
    let says = &talker.node().says;
    says.publish(text(0)).unwrap();
    let (near, far) = (start::<Foreign>(&here).await, start::<Foreign>(&elsewhere).await);
    says.publish(text(1)).unwrap();
    let heard = |listener: &NodeHandle<Foreign>| listener.node().heard.lock().unwrap().len();
    eventually("both are heard", || heard(&near) == 2).await;
    let hello = Text { data: "hello".to_owned() };
    assert_eq!(talker.node().echo.call(&talker.async_cx(), hello.clone()).await, Ok(hello));
    assert_eq!((says.subscriptions(), heard(&far)), (1, 0));
    assert_eq!(
        (here.topics().contains(&"/t".to_owned()), here.services().contains(&"/echo".to_owned())),
        (true, true)
    );
    assert_eq!(here.nodes(), ["/foreign", "/talker"]);
    assert_ne!(here.network(), elsewhere.network());
    assert_eq!(here.vitals().health(), Health::Good);
    // Where participants of the domain listen.
    for port in [0, 1, 10, 11] {
        UdpSocket::bind(("0.0.0.0", 7400 + 250 * here.domain() + port)).unwrap();
    }
    near.stop().await.unwrap();
    assert!(!talker.node().echo.service_is_ready());
}
