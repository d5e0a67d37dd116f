//! One process of a pair: what both variants have in common.

use std::io::Write;
use std::time::{Duration, Instant};

use rosweave::msgs::rcl_interfaces::msg::ParameterValue;
use rosweave::msgs::rcl_interfaces::srv::{GetParametersRequest, GetParametersResponse};
use rosweave::msgs::std_msgs::msg::UInt8MultiArray;
use tokio::sync::mpsc;

use crate::{Result, by_hand, woven};

/// Who has written the program.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    Woven,
    ByHand,
}

impl Variant {
    pub const ALL: [Variant; 2] = [Variant::Woven, Variant::ByHand];

    pub fn name(self) -> &'static str {
        match self {
            Variant::Woven => "woven",
            Variant::ByHand => "by_hand",
        }
    }

    pub fn from_name(name: &str) -> Result<Variant> {
        let found = Variant::ALL.into_iter().find(|variant| variant.name() == name);
        found.ok_or_else(|| format!("there is no variant `{name}`").into())
    }
}

/// The side that measures.
pub trait Ping: Send + 'static {
    /// Sends so many messages of this size, each when the last one is back, and says how long each took.
    fn topic(&mut self, size: usize, rounds: usize) -> impl Future<Output = Result<Vec<Duration>>> + Send;

    /// Makes so many calls, with so many bytes both ways: in a callback, where there are callbacks.
    fn service(&mut self, size: usize, rounds: usize) -> impl Future<Output = Result<Vec<Duration>>> + Send;

    /// The same from a task that belongs to no node, as `main` is.
    fn service_from_outside(
        &mut self,
        size: usize,
        rounds: usize,
    ) -> impl Future<Output = Result<Vec<Duration>>> + Send {
        self.service(size, rounds)
    }

    /// Lets what is still under way arrive, after rounds that were given up.
    fn settle(&mut self) -> impl Future<Output = ()> + Send;
}

/// Runs a side until its standard input ends.
pub fn run(variant: Variant, role: &str) -> Result {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (sender, commands) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(std::result::Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    // On a worker, like the callbacks of a node.
    let side = match (variant, role) {
        (Variant::Woven, "ping") => runtime.spawn(async { measure(woven::ping().await?, commands).await }),
        (Variant::ByHand, "ping") => runtime.spawn(async { measure(by_hand::ping().await?, commands).await }),
        (Variant::Woven, _) => runtime.spawn(woven::pong(commands)),
        (Variant::ByHand, _) => runtime.spawn(by_hand::pong(commands)),
    };
    let outcome = runtime.block_on(side)?;
    runtime.shutdown_background();
    outcome
}

async fn measure(mut ping: impl Ping, mut commands: mpsc::UnboundedReceiver<String>) -> Result {
    // What is sent before both halves know each other is lost, whoever sends it.
    let limit = Duration::from_millis(500);
    while !matches!(tokio::time::timeout(limit, ping.topic(1, 1)).await, Ok(Ok(_))) {}
    while !matches!(tokio::time::timeout(limit, ping.service(1, 1)).await, Ok(Ok(_))) {}
    ping.settle().await;
    say("ready")?;
    while let Some(command) = commands.recv().await {
        let words: Vec<&str> = command.split(' ').collect();
        let [path, size, rounds] = words[..] else { return Err(format!("`{command}`?").into()) };
        let (size, rounds) = (size.parse()?, rounds.parse()?);
        let times = match path {
            "topic" => ping.topic(size, rounds).await?,
            "outside" => ping.service_from_outside(size, rounds).await?,
            _ => ping.service(size, rounds).await?,
        };
        let times: Vec<_> = times.iter().map(|time| time.as_nanos().to_string()).collect();
        say(&times.join(" "))?;
    }
    Ok(())
}

fn say(line: &str) -> Result {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    Ok(output.flush()?)
}

pub fn message(size: usize) -> UInt8MultiArray {
    UInt8MultiArray { data: vec![7; size], ..UInt8MultiArray::default() }
}

pub fn request(size: usize) -> GetParametersRequest {
    GetParametersRequest { names: vec!["n".repeat(size)] }
}

/// As many bytes as were asked with.
pub fn response(request: &GetParametersRequest) -> GetParametersResponse {
    let value =
        |name: &String| ParameterValue { byte_array_value: vec![7; name.len()], ..ParameterValue::default() };
    GetParametersResponse { values: request.names.iter().map(value).collect() }
}

/// The echo has to be the whole message.
pub fn check(got: usize, size: usize) -> Result {
    if got == size { Ok(()) } else { Err(format!("{got} bytes came back of {size}").into()) }
}

pub fn lap(start: Instant, times: &mut Vec<Duration>) {
    times.push(start.elapsed());
}
