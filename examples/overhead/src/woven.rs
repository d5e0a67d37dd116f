//! The pair as nodes of Rosweave.

use std::sync::Mutex;
use std::time::Instant;

use rosweave::msgs::rcl_interfaces::srv::{GetParameters, GetParametersRequest, GetParametersResponse};
use rosweave::msgs::std_msgs::msg::UInt8MultiArray;
use rosweave::prelude::*;
use tokio::sync::{mpsc, oneshot};

use crate::Result;
use crate::side::{self, check};

#[node(name = "ping")]
struct PingNode {
    #[publisher("ping", qos(depth = 10))]
    ping: Publisher<UInt8MultiArray>,
    #[client("echo", timeout = "60s")]
    echo: Client<GetParameters>,
    race: Mutex<Option<Race>>,
    #[publisher("begin", qos(depth = 10))]
    begin: Publisher<UInt8MultiArray>,
    calls: Mutex<Option<Calls>>,
}

/// The rounds under way.
struct Race {
    rounds: usize,
    start: Instant,
    times: Vec<Duration>,
    done: oneshot::Sender<Vec<Duration>>,
}

/// The calls that a callback is to make.
struct Calls {
    size: usize,
    rounds: usize,
    done: oneshot::Sender<Result<Vec<Duration>>>,
}

#[node]
impl PingNode {
    #[subscribe("begin", qos(depth = 10))]
    async fn on_begin(&self, _: UInt8MultiArray, cx: &AsyncCx) {
        let Some(Calls { size, rounds, done }) = self.calls.lock().unwrap().take() else { return };
        let _ = done.send(calls(|request| self.echo.call(cx, request), size, rounds).await);
    }

    #[subscribe("pong", qos(depth = 10))]
    fn on_pong(&self, message: UInt8MultiArray) -> Result<(), PublishError> {
        let mut race = self.race.lock().unwrap();
        let Some(now) = &mut *race else { return Ok(()) };
        now.times.push(now.start.elapsed());
        if now.times.len() == now.rounds {
            let Race { times, done, .. } = race.take().unwrap();
            let _ = done.send(times);
            return Ok(());
        }
        now.start = Instant::now();
        drop(race);
        self.ping.publish(message)
    }
}

/// Makes so many calls, each when the last one is answered.
async fn calls<Reply: Future<Output = Result<GetParametersResponse, CallError>>>(
    call: impl Fn(GetParametersRequest) -> Reply,
    size: usize,
    rounds: usize,
) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let request = side::request(size);
        let start = Instant::now();
        let response = call(request).await?;
        side::lap(start, &mut times);
        check(response.values[0].byte_array_value.len(), size)?;
    }
    Ok(times)
}

#[node(name = "pong")]
struct PongNode {
    #[publisher("pong", qos(depth = 10))]
    pong: Publisher<UInt8MultiArray>,
}

#[node]
impl PongNode {
    #[subscribe("ping", qos(depth = 10))]
    fn on_ping(&self, message: UInt8MultiArray) -> Result<(), PublishError> {
        self.pong.publish(message)
    }

    #[service("echo", type = GetParameters)]
    fn echo(&self, request: GetParametersRequest) -> GetParametersResponse {
        side::response(&request)
    }
}

#[cfg(feature = "r2r")]
fn transport() -> Result<rosweave::R2r> {
    Ok(rosweave::Transport::open()?)
}

#[cfg(not(feature = "r2r"))]
fn transport() -> Result<rosweave::Dds> {
    // The one that the program by hand takes.
    Ok(rosweave::Dds::options().localhost().service_mapping(rosweave::ServiceMapping::Enhanced).open()?)
}

pub async fn pong(mut commands: mpsc::UnboundedReceiver<String>) -> Result {
    let _node = NodeOptions::new().start_on::<PongNode, _>(&transport()?).await?;
    while commands.recv().await.is_some() {}
    Ok(())
}

pub async fn ping() -> Result<impl side::Ping> {
    Ok(Ping(NodeOptions::new().start_on::<PingNode, _>(&transport()?).await?))
}

struct Ping(NodeHandle<PingNode>);

impl side::Ping for Ping {
    async fn topic(&mut self, size: usize, rounds: usize) -> Result<Vec<Duration>> {
        let node = self.0.node();
        let (done, times) = oneshot::channel();
        let message = side::message(size);
        let start = Instant::now();
        *node.race.lock().unwrap() = Some(Race { rounds, start, times: Vec::with_capacity(rounds), done });
        node.ping.publish(message)?;
        Ok(times.await?)
    }

    async fn service(&mut self, size: usize, rounds: usize) -> Result<Vec<Duration>> {
        let node = self.0.node();
        let (done, times) = oneshot::channel();
        *node.calls.lock().unwrap() = Some(Calls { size, rounds, done });
        node.begin.publish(UInt8MultiArray::default())?;
        times.await?
    }

    async fn service_from_outside(&mut self, size: usize, rounds: usize) -> Result<Vec<Duration>> {
        let (client, cx) = (&self.0.node().echo, self.0.async_cx());
        calls(|request| client.call(&*cx, request), size, rounds).await
    }

    async fn settle(&mut self) {
        self.0.node().race.lock().unwrap().take();
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
