//! The same pair, written on r2r.

use std::time::{Duration, Instant};

use futures::{FutureExt, Stream, StreamExt};
use r2r::rcl_interfaces::msg::ParameterValue;
use r2r::rcl_interfaces::srv::GetParameters;
use r2r::std_msgs::msg::UInt8MultiArray;
use r2r::{Client, Context, Node, Publisher, QosProfile};
use tokio::sync::mpsc;

use crate::Result;
use crate::side::{self, check};

fn node(name: &str) -> Result<Node> {
    Ok(Node::create(Context::create()?, name, "")?)
}

/// As r2r's examples do.
fn spin(mut node: Node) {
    std::thread::spawn(move || {
        loop {
            node.spin_once(Duration::from_millis(100));
        }
    });
}

fn message(size: usize) -> UInt8MultiArray {
    UInt8MultiArray { data: vec![7; size], ..UInt8MultiArray::default() }
}

pub async fn pong(mut commands: mpsc::UnboundedReceiver<String>) -> Result {
    let mut node = node("pong")?;
    let pong = node.create_publisher::<UInt8MultiArray>("/pong", QosProfile::default())?;
    let mut ping = node.subscribe::<UInt8MultiArray>("/ping", QosProfile::default())?;
    let mut requests =
        node.create_service::<GetParameters::Service>("/echo", QosProfile::services_default())?;
    tokio::spawn(async move {
        while let Some(message) = ping.next().await {
            pong.publish(&message).expect("the echo is sent");
        }
    });
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            let value = |name: &String| ParameterValue {
                byte_array_value: vec![7; name.len()],
                ..ParameterValue::default()
            };
            let values = request.message.names.iter().map(value).collect();
            request.respond(GetParameters::Response { values }).expect("the response is sent");
        }
    });
    spin(node);
    while commands.recv().await.is_some() {}
    // rcl must not be torn down under the thread that spins.
    std::process::exit(0)
}

pub async fn ping() -> Result<impl side::Ping> {
    let mut node = node("ping")?;
    let ping = node.create_publisher("/ping", QosProfile::default())?;
    let pong = Box::new(node.subscribe("/pong", QosProfile::default())?);
    let echo = node.create_client("/echo", QosProfile::services_default())?;
    spin(node);
    Ok(Ping { ping, pong, echo })
}

struct Ping {
    ping: Publisher<UInt8MultiArray>,
    pong: Box<dyn Stream<Item = UInt8MultiArray> + Send + Unpin>,
    echo: Client<GetParameters::Service>,
}

impl side::Ping for Ping {
    async fn topic(&mut self, size: usize, rounds: usize) -> Result<Vec<Duration>> {
        let mut message = message(size);
        let mut times = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let start = Instant::now();
            self.ping.publish(&message)?;
            message = self.pong.next().await.ok_or("the stream has ended")?;
            side::lap(start, &mut times);
            check(message.data.len(), size)?;
        }
        Ok(times)
    }

    async fn service(&mut self, size: usize, rounds: usize) -> Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let request = GetParameters::Request { names: vec!["n".repeat(size)] };
            let start = Instant::now();
            let response = self.echo.request(&request)?.await?;
            side::lap(start, &mut times);
            check(response.values[0].byte_array_value.len(), size)?;
        }
        Ok(times)
    }

    async fn settle(&mut self) {
        tokio::time::sleep(Duration::from_millis(500)).await;
        while let Some(Some(_)) = self.pong.next().now_or_never() {}
    }
}
