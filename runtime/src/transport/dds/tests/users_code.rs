//! What a message has of the user's runs under no lock, of ours or of RustDDS', and on no thread of either: it may come
//! back for anything.

use std::future::poll_fn;
use std::sync::{Arc, OnceLock};
use std::thread;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Dds, eventually, in_time, join, network, network_of};
use crate::facts::qos::{History, Qos};
use crate::message::Message;
use crate::rt::lock::held_locks;
use crate::transport::{Carries, Losses, PublisherPort};

/// Publishes on its own topic and looks at its counters, while it is written, read and dropped.
struct Chatty(String);

struct Door {
    publishes: Arc<dyn PublisherPort<Chatty>>,
    losses: Arc<dyn Losses>,
}

static DOOR: OnceLock<Door> = OnceLock::new();

fn users_code(said: &str) {
    assert!(held_locks() == 0 || thread::panicking(), "under {} locks", held_locks());
    let name = thread::current().name().unwrap_or_default().to_owned();
    assert!(!name.contains("RustDDS") && !name.contains("rosweave"), "on the thread `{name}`");
    if let (Some(Door { publishes, losses }), false) = (DOOR.get(), said.starts_with("again")) {
        publishes.publish(Arc::new(Chatty(format!("again: {said}")))).expect("is open");
        assert_eq!((losses.malformed(), losses.incompatible()), (0, 0));
        let _ = (losses.lost(), losses.waiting(), publishes.subscriptions());
    }
}

impl Serialize for Chatty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        users_code(&self.0);
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Chatty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Chatty, D::Error> {
        let said = String::deserialize(deserializer)?;
        users_code(&said);
        Ok(Chatty(said))
    }
}

impl Drop for Chatty {
    fn drop(&mut self) {
        users_code(&self.0);
    }
}

impl Message for Chatty {
    const TYPE_NAME: &'static str = "std_msgs/msg/String";
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_may_publish_and_count_while_it_is_read() {
    let dds = network::free_domain().open().unwrap();
    let far = network_of(&dds).open().unwrap();
    let (node, far_node) = (join(&dds, "/reads"), join(&far, "/writes"));
    // One that keeps little, so that messages are pushed out, and dropped, too.
    let short = Qos::DEFAULT.with_history(History::KeepLast(2));
    let mut port = <Dds as Carries<Chatty>>::subscription(&node, "/t", &short).unwrap();
    let publishes = <Dds as Carries<Chatty>>::publisher(&node, "/t", &Qos::DEFAULT).unwrap();
    let speaks = <Dds as Carries<Chatty>>::publisher(&far_node, "/t", &Qos::DEFAULT).unwrap();
    eventually("the subscription is found", || speaks.subscriptions() == 1).await;
    let losses = port.losses();
    assert!(DOOR.set(Door { publishes, losses: losses.clone() }).is_ok());
    for number in 0..20 {
        speaks.publish(Arc::new(Chatty(format!("hello {number}")))).unwrap();
        // By turns as a node reads and as somebody who looks at its counters.
        if number % 2 == 0 {
            losses.malformed();
        }
        assert!(in_time(poll_fn(|context| port.poll_next(context))).await.is_some());
    }
    assert_eq!(losses.malformed(), 0, "what panics where it is read counts as malformed");
}
