//! A package of one's own, generated from its definitions, beside Eclipse Cyclone DDS, which has the same types written
//! down by hand.
#![cfg(feature = "dds")]

// As the harness calls it. The package knows it as `weave`.
extern crate weave as rosweave;

#[path = "../../../runtime/tests/interop/harness.rs"]
mod harness;

use harness::{Heard, Log, Peer, eventually, heard, local_dds, python};
use robot_interfaces::robot_interfaces::action::{Patrol, PatrolFeedback, PatrolGoal, PatrolResult};
use robot_interfaces::robot_interfaces::msg::Battery;
use robot_interfaces::robot_interfaces::srv::{Dock, DockRequest, DockResponse};
use rosweave::PublishError;
use rosweave::msgs::geometry_msgs::msg::Point;
use rosweave::prelude::*;

#[node]
struct Robot {
    #[publisher("robot/battery")]
    battery: Publisher<Battery>,
    #[client("station/dock", timeout = "20s")]
    dock: Client<Dock>,
    heard: Heard<Battery>,
}

#[node]
impl Robot {
    #[subscribe("station/battery")]
    fn on_battery(&self, battery: Battery) {
        self.heard.send_modify(|heard| heard.push(battery));
    }

    #[service("robot/dock", type = Dock)]
    fn dock(&self, request: DockRequest) -> DockResponse {
        DockResponse { percent: u8::try_from(request.name.len()).unwrap_or(u8::MAX) }
    }
}

fn battery(sec: i32, percent: u8, label: &str) -> Battery {
    let mut battery = Battery { percent, label: label.to_owned(), ..Battery::default() };
    battery.header.stamp.sec = sec;
    battery.header.frame_id = "base".to_owned();
    battery
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn types_of_ones_own_are_the_same_to_an_independent_peer() {
    let Some(python) = python() else { return };
    let (log, dds) = (Log::get(), local_dds());
    let robot = NodeOptions::new().start_on::<Robot, _>(&dds).await.unwrap();
    let (node, cx) = (robot.node(), robot.async_cx());
    let mut peer = Peer::run(&python, &dds, &["robot.py"]);

    peer.tell("subscribe here rt/robot/battery Battery reliable,volatile,10");
    eventually("the peer's subscription", || node.battery.subscriptions() == 1).await;
    node.battery.publish(battery(7, 80, "left")).unwrap();
    assert_eq!(peer.event("heard here"), "7 base 80 left");
    peer.tell("publish there rt/station/battery Battery reliable,volatile,10");
    peer.matched("there", 1);
    peer.tell("send there 9 base 55 right");
    assert_eq!(heard(&node.heard, 1).await, [battery(9, 55, "right")]);
    // Twenty-one characters are one too many, on either side.
    let long = node.battery.publish(battery(7, 80, &"x".repeat(21)));
    assert!(matches!(long, Err(PublishError::OutOfBounds { .. })), "{long:?}");

    peer.tell("serve s station/dock answer");
    node.dock.wait_for_service(&cx).await.unwrap();
    let reply = node.dock.call(&cx, DockRequest { name: "north".to_owned() }).await.unwrap();
    assert_eq!(reply.percent, 5);
    peer.tell("client c robot/dock");
    peer.matched("c", 1);
    peer.tell("call c southern");
    assert_eq!(peer.event("reply c"), "8");

    // A peer that has another definition under the name, as its hash says.
    let hash = format!("RIHS01_{}", "ab".repeat(32));
    for name in ["other", "another"] {
        peer.tell(&format!("announce {name} rt/station/battery Battery {hash}"));
        peer.matched(name, 1);
    }
    let named = || log.lines(&["station/battery", "robot_interfaces/msg/Battery", &hash]);
    eventually("the difference is named", || !named().is_empty()).await;
    peer.tell("send another 11 base 1 late");
    assert_eq!(heard(&node.heard, 2).await[1], battery(11, 1, "late"));
    assert_eq!(named().len(), 1, "once, whoever announces it");
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Guard {
    #[action_client("patrol", timeout = "20s")]
    patrol: ActionClient<Patrol, Io>,
}

#[node]
impl Guard {}

#[node]
struct Rounds;

#[node]
impl Rounds {
    #[action("patrol", type = Patrol)]
    async fn patrol(&self, goal: Goal<Patrol>) -> Result<PatrolResult, PublishError> {
        let steps = (0..goal.rounds).flat_map(|_| &goal.path);
        for (percent, at) in (1..=100).rev().zip(steps) {
            goal.feedback(PatrolFeedback { at: *at, battery: battery(7, percent, "left") })?;
        }
        Ok(PatrolResult { rounds: goal.rounds })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_of_ones_own_is_the_same_to_an_independent_client() {
    let Some(python) = python() else { return };
    let dds = local_dds();
    let _rounds = NodeOptions::new().start_on::<Rounds, _>(&dds).await.unwrap();
    let mut peer = Peer::run(&python, &dds, &["patrol.py", "client"]);
    for step in ["1.0 2.0 base 100", "3.0 4.0 base 99", "1.0 2.0 base 98", "3.0 4.0 base 97"] {
        assert_eq!(peer.event("at"), format!("{step} left"));
    }
    assert_eq!(peer.event("ended"), "True 4 2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_of_ones_own_is_the_same_to_an_independent_server() -> rosweave::Result {
    let Some(python) = python() else { return Ok(()) };
    let dds = local_dds();
    let guard = NodeOptions::new().start_on::<Guard, _>(&dds).await?;
    let (node, cx) = (guard.node(), guard.async_cx());
    let mut peer = Peer::run(&python, &dds, &["patrol.py", "server"]);
    node.patrol.wait_for_server(&cx).await?;
    let path: Vec<Point> = [1.0, 3.0].map(|x| Point { x, y: x + 1.0, z: 0.5 }).to_vec();
    let goal = node.patrol.send(&cx, PatrolGoal { path: path.clone(), rounds: 2 }).await?;
    let mut heard = Vec::new();
    while heard.len() < 4 {
        heard.push(goal.next_feedback(&cx).await?.expect("the goal goes on"));
    }
    peer.begin("end");
    let steps: Vec<(Point, u8)> = heard.iter().map(|step| (step.at, step.battery.percent)).collect();
    assert_eq!(steps, [(path[0], 100), (path[1], 99), (path[0], 98), (path[1], 97)]);
    let label = |step: &PatrolFeedback| (step.battery.header.frame_id.clone(), step.battery.label.clone());
    assert_eq!(label(&heard[3]), ("base".to_owned(), "right".to_owned()));
    let end = goal.result(&cx).await?;
    assert_eq!((end.outcome, end.result.rounds), (GoalOutcome::Succeeded, 2));
    Ok(())
}
