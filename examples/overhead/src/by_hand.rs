//! The same pair, written on ros2-client.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures::StreamExt;
use ros2_client::qos::{Durability, History, Reliability, WhenFull};
use ros2_client::{
    Client, Context, MessageTypeName, Name, Node, NodeName, NodeOptions, Publisher, QosProfile,
    ServiceMapping, ServiceTypeName, Subscription,
};
use rosweave::msgs::rcl_interfaces::srv::{GetParametersRequest, GetParametersResponse};
use rosweave::msgs::std_msgs::msg::UInt8MultiArray;
use rustdds::DomainParticipantBuilder;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::Result;
use crate::side::{self, check};

#[derive(Clone, Serialize, Deserialize)]
struct Request(GetParametersRequest);
impl ros2_client::Message for Request {}

#[derive(Clone, Serialize, Deserialize)]
struct Response(GetParametersResponse);
impl ros2_client::Message for Response {}

/// As the nodes' is.
fn qos() -> QosProfile {
    QosProfile {
        reliability: Reliability::Reliable { when_full: WhenFull::DEFAULT },
        durability: Durability::Volatile,
        history: History::KeepLast { depth: 10 },
        ..QosProfile::publisher_default()
    }
}

fn node(name: &str) -> Result<Node> {
    let domain = std::env::var("ROS_DOMAIN_ID")?.parse()?;
    let participant = DomainParticipantBuilder::new(domain).with_only_networks([[127, 0, 0, 1]]).build()?;
    let context = Context::from_domain_participant(participant)?;
    let mut node = context.new_node(NodeName::new("/", name)?, NodeOptions::new())?;
    tokio::spawn(node.spinner()?.spin());
    Ok(node)
}

fn ends(
    node: &mut Node,
    out: &str,
    back: &str,
) -> Result<(Publisher<UInt8MultiArray>, Subscription<UInt8MultiArray>)> {
    let type_name = MessageTypeName::new("std_msgs", "UInt8MultiArray");
    let out = node.create_topic(&Name::new("/", out)?, type_name.clone(), &qos())?;
    let back = node.create_topic(&Name::new("/", back)?, type_name, &qos())?;
    Ok((node.create_publisher(&out, Some(qos()))?, node.create_subscription(&back, Some(qos()))?))
}

fn service() -> Result<(Name, ServiceTypeName)> {
    Ok((Name::new("/", "echo")?, ServiceTypeName::new("rcl_interfaces", "GetParameters")))
}

pub async fn pong(mut commands: mpsc::UnboundedReceiver<String>) -> Result {
    let mut node = node("pong")?;
    let (pong, ping) = ends(&mut node, "pong", "ping")?;
    let (name, type_name) = service()?;
    let server =
        node.create_server::<Request, Response>(ServiceMapping::Enhanced, &name, &type_name, qos(), qos())?;
    tokio::spawn(async move {
        let mut messages = pin!(ping.async_stream());
        while let Some(Ok((message, _))) = messages.next().await {
            pong.publish(message).expect("the echo is sent");
        }
    });
    tokio::spawn(async move {
        let mut requests = pin!(server.receive_request_stream());
        while let Some(Ok((id, request))) = requests.next().await {
            let response = Response(side::response(&request.0));
            server.async_send_response(id, response).await.expect("the response is sent");
        }
    });
    while commands.recv().await.is_some() {}
    Ok(())
}

pub async fn ping() -> Result<impl side::Ping> {
    let mut node = node("ping")?;
    let (ping, pong) = ends(&mut node, "ping", "pong")?;
    let (name, type_name) = service()?;
    let echo = node.create_client(ServiceMapping::Enhanced, &name, &type_name, qos(), qos())?;
    Ok(Ping { ping, pong, echo, _node: node })
}

struct Ping {
    ping: Publisher<UInt8MultiArray>,
    pong: Subscription<UInt8MultiArray>,
    echo: Client<Request, Response>,
    _node: Node,
}

impl side::Ping for Ping {
    async fn topic(&mut self, size: usize, rounds: usize) -> Result<Vec<Duration>> {
        let mut echoes = pin!(self.pong.async_stream());
        let mut message = side::message(size);
        let mut times = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let start = Instant::now();
            self.ping.publish(message).map_err(|error| error.to_string())?;
            (message, _) = echoes.next().await.ok_or("the stream has ended")??;
            side::lap(start, &mut times);
            check(message.data.len(), size)?;
        }
        Ok(times)
    }

    async fn service(&mut self, size: usize, rounds: usize) -> Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let request = Request(side::request(size));
            let start = Instant::now();
            let id = self.echo.async_send_request(request).await.map_err(|error| error.to_string())?;
            let response = self.echo.async_receive_response(id).await?;
            side::lap(start, &mut times);
            check(response.0.values[0].byte_array_value.len(), size)?;
        }
        Ok(times)
    }

    async fn settle(&mut self) {
        tokio::time::sleep(Duration::from_millis(500)).await;
        while let Ok(Some(_)) = self.pong.take() {}
        while let Ok(Some(_)) = self.echo.receive_response() {}
    }
}
