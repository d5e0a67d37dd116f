//! A control loop at 100 Hz beside slow service work, in one node.
//!
//! The loop's state belongs to its callback group: no lock, and nobody else can touch it. Planning takes
//! 300 ms and runs in a reentrant group, several at a time; the loop never waits for it. At the end the
//! program prints how regular the loop was.
//!
//! ```console
//! $ cargo run --release -p rosweave-examples --example control_loop -- --for 5s
//! $ cargo run --release -p rosweave-examples --example control_loop -- --describe svg > control_loop.svg
//! ```
#![allow(clippy::print_stdout)]

use rosweave::System;
use rosweave::prelude::*;
use rosweave_examples::End;

/// Where the arm shall go, in radians.
struct Goal(f64);

/// Plans a way to a goal.
struct Plan;

impl Service for Plan {
    type Request = Goal;
    type Response = ();
}

/// Asks how regular the control loop was.
struct Regularity;

impl Service for Regularity {
    type Request = ();
    type Response = Loops;
}

/// What is measured of a loop.
#[derive(Clone, Copy, Default)]
struct Loops {
    count: u32,
    /// How much later than scheduled the calls came: in all, and at most.
    late: Duration,
    worst: Duration,
}

impl Loops {
    fn note(&mut self, timer: &Timer) {
        let late = timer.scheduled().map_or(Duration::ZERO, |scheduled| timer.now().since(scheduled));
        self.count += 1;
        self.late += late;
        self.worst = self.worst.max(late);
    }
}

/// The control loop's group, and the state that only its callbacks see.
#[derive(Group, Default)]
struct Control {
    goal: f64,
    position: f64,
    loops: Loops,
}

/// Slow work. Its callbacks overlap.
#[derive(Group, Default)]
#[group(reentrant)]
struct Planning;

/// Moves an arm to the newest goal.
#[node]
struct Arm {
    #[publisher("goal", qos(depth = 1))]
    goal: Publisher<Goal>,
}

#[node]
impl Arm {
    #[timer("100Hz")]
    #[group(Control)]
    fn control(&self, control: &mut Control, timer: &Timer) {
        control.position += 0.05 * (control.goal - control.position);
        control.loops.note(timer);
    }

    #[subscribe("goal", qos(depth = 1))]
    #[group(Control)]
    fn on_goal(&self, goal: &Goal, control: &mut Control) {
        control.goal = goal.0;
    }

    /// Takes a context, so it may block: it runs on a thread of its group's own.
    #[service("plan", type = Plan)]
    #[group(Planning)]
    fn plan(&self, goal: Goal, cx: &Cx<Planning>) -> rosweave::Result {
        cx.sleep(Duration::from_millis(300))?;
        Ok(self.goal.publish(goal)?)
    }

    /// In the loop's own group: it runs between two loops, and reads the state as it is then.
    #[service("regularity", type = Regularity)]
    #[group(Control)]
    fn regularity(&self, _request: (), control: &mut Control) -> Loops {
        control.loops
    }
}

/// Requests that are under way. A reentrant group: the next one does not wait for the last.
#[derive(Group, Default)]
#[group(reentrant)]
struct Requests;

/// Asks for a new plan ten times a second.
#[node]
struct Operator {
    #[client("plan", timeout = "2s")]
    plan: Client<Plan, Requests>,
    #[client("regularity", timeout = "2s")]
    regularity: Client<Regularity>,
}

#[node]
impl Operator {
    #[timer("10Hz")]
    #[group(Requests)]
    async fn ask(&self, cx: &AsyncCx<Requests>) -> Result<(), CallError> {
        let goal = Goal(cx.now().elapsed().as_secs_f64().sin());
        self.plan.call(cx, goal).await
    }
}

fn main() -> rosweave::Result {
    // What `run` and `main!` do by themselves: this program starts its nodes on its own.
    let nodes = System::new().node::<Arm>(NodeOptions::new()).node::<Operator>(NodeOptions::new());
    if nodes.describe_if_asked()? {
        return Ok(());
    }
    let end = End::from_args()?;
    rosweave::block_on(async {
        let arm = NodeOptions::new().start::<Arm>().await?;
        let operator = NodeOptions::new().start::<Operator>().await?;
        end.wait().await;

        // Outside of callbacks, a node's handle lends a context.
        let loops = operator.node().regularity.call(&operator.async_cx(), ()).await?;
        operator.stop().await?;
        arm.stop().await?;

        let stats = arm.stats();
        let of = |callback| stats.callback(callback).map_or((0, 0), |of| (of.calls, of.missed));
        let mean = loops.late / loops.count.max(1);
        println!("control: {} loops, {} missed", loops.count, of("control").1);
        println!("jitter: mean {mean:.1?}, worst {:.1?} after the scheduled time", loops.worst);
        println!("plan: {} calls of 300 ms meanwhile", of("plan").0);
        Ok(())
    })?
}
