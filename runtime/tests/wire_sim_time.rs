//! On a wire, too, a node follows the `/clock` of another program, also where a callback sleeps in its only group.
#![cfg(any(feature = "dds", feature = "r2r"))]
#![allow(missing_docs)]

#[cfg(feature = "dds")]
mod network;

use std::sync::mpsc;
use std::time::Duration;

use rosweave::msgs::rosgraph_msgs::msg::Clock;
use rosweave::prelude::*;
use rosweave::{Node, Time, Transport};

/// A simulator whose seconds last 10 ms.
#[node]
struct Simulator {
    #[publisher("/clock", qos(depth = 10, reliability = best_effort))]
    clock: Publisher<Clock>,
    seconds: u64,
}

#[node]
impl Simulator {
    #[timer("10ms")]
    fn step(&mut self) -> Result<(), PublishError> {
        self.seconds += 1;
        let clock = Time::since_epoch(Duration::from_secs(self.seconds)).into();
        self.clock.publish(Clock { clock })
    }
}

#[node]
struct Robot {
    slept: mpsc::Sender<(Time, Time)>,
}

#[node]
impl Robot {
    #[init]
    fn init(_handles: Handles<Self>, slept: mpsc::Sender<(Time, Time)>) -> Self {
        Robot { slept }
    }

    #[timer("10s")]
    fn tick(&self, cx: &Cx) -> Result<(), Stopped> {
        let before = cx.now();
        cx.sleep(Duration::from_secs(20))?;
        let _ = self.slept.send((before, cx.now()));
        Ok(())
    }
}

#[cfg(feature = "dds")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_sleeps_in_the_time_of_another_program_on_dds() {
    let options = network::free_domain();
    let [here, there] = [(); 2].map(|()| options.clone().open().expect("a participant"));
    a_callback_sleeps_in_anothers_time(&here, &there).await;
}

#[cfg(feature = "r2r")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_sleeps_in_the_time_of_another_program_on_r2r() {
    let [here, there] = [(); 2].map(|()| rosweave::R2r::open().expect("a sourced ROS 2"));
    a_callback_sleeps_in_anothers_time(&here, &there).await;
}

async fn a_callback_sleeps_in_anothers_time<T: Transport>(here: &T, there: &T)
where
    Robot: Node<T>,
    Simulator: Node<T>,
{
    let (sender, slept) = mpsc::channel::<(Time, Time)>();
    let options = NodeOptions::new().parameter("use_sim_time", true).with(sender);
    let robot = options.start_on::<Robot, _>(here).await.expect("it starts");
    let simulator = NodeOptions::new().start_on::<Simulator, _>(there).await.expect("it starts");
    let wait =
        move || slept.recv_timeout(Duration::from_secs(30)).expect("the clock is heard, and it wakes up");
    let (before, after) = tokio::task::spawn_blocking(wait).await.expect("it ran");
    assert!(before >= Time::since_epoch(Duration::from_secs(1)), "{before}");
    assert!(after.since(before) >= Duration::from_secs(20), "{before} to {after}");
    robot.stop().await.expect("it stops");
    simulator.stop().await.expect("it stops");
}
