//! The checks, generic over the transport, and what they send.

pub(crate) mod graph;
pub(crate) mod services;
pub(crate) mod topics;

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rosweave::transport::{Carries, Clock, Serves, Transport};
use rosweave::{Message, NamedService, Service};
use serde::{Deserialize, Serialize};

/// A message with a number in it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Number {
    data: u64,
}

impl Message for Number {
    const TYPE_NAME: &'static str = "std_msgs/msg/UInt64";
}

/// A message of another type, to be mistaken for it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Text {
    data: String,
}

impl Message for Text {
    const TYPE_NAME: &'static str = "std_msgs/msg/String";
}

/// Adds.
pub(crate) struct Add;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AddRequest {
    a: i64,
    b: i64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AddResponse {
    sum: i64,
}

impl Service for Add {
    type Request = AddRequest;
    type Response = AddResponse;
}

impl NamedService for Add {
    const TYPE_NAME: &'static str = "example_interfaces/srv/AddTwoInts";
}

/// Another service, to be mistaken for it.
pub(crate) struct Other;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OtherRequest {
    data: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OtherResponse {
    success: bool,
    message: String,
}

impl Service for Other {
    type Request = OtherRequest;
    type Response = OtherResponse;
}

impl NamedService for Other {
    const TYPE_NAME: &'static str = "std_srvs/srv/SetBool";
}

/// A transport that carries what the suite sends.
pub(crate) trait Subject:
    Transport + Carries<Number> + Carries<Text> + Serves<Add> + Serves<Other>
{
}

impl<T: Transport + Carries<Number> + Carries<Text> + Serves<Add> + Serves<Other>> Subject for T {}

/// A check that hangs is a failure, not a hang.
pub(crate) async fn within_limit(check: impl Future<Output = ()>) {
    tokio::time::timeout(Duration::from_secs(20), check).await.expect("the transport hangs");
}

/// Waits for what a network takes its time for.
async fn eventually(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Names that no other check uses: on a network all of them share one graph.
struct Names(String);

impl Names {
    fn new() -> Names {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Names(format!("/p{}c{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
    }

    fn of(&self, name: &str) -> String {
        format!("{}/{name}", self.0)
    }

    fn topic(&self) -> String {
        self.of("t")
    }

    fn service(&self) -> String {
        self.of("add")
    }
}

fn join<T: Subject>(transport: &T, name: &str) -> T::Node {
    transport.join(name, Clock::current().expect("in a runtime")).expect("a node can join")
}
