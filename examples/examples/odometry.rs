//! Wheel odometry that a launch file configures: wheels as parameters, a service that resets it, stamps of the node's clock.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example odometry -- --help
//! $ cargo run -p rosweave-examples --example odometry -- --ros-args -r __ns:=/left -p wheels.radius:=0.1
//! ```
//!
//! On DDS (`--features dds`, `ROSWEAVE_TRANSPORT=dds`), `ros2 param set /odometry wheels.radius 0.1` changes it while it
//! runs, and `-p use_sim_time:=true` has it stamp with what `/clock` says.
#![allow(clippy::print_stdout)]

use std::f64::consts::TAU;

use rosweave::msgs::geometry_msgs::msg::{Point, Pose, PoseStamped, Quaternion, Vector3};
use rosweave::msgs::std_msgs::msg::Header;
use rosweave::msgs::std_srvs::srv::{Empty, EmptyRequest, EmptyResponse};
use rosweave::prelude::*;

/// The wheels of a differential drive.
#[derive(Parameters)]
pub struct Wheels {
    /// The radius of each wheel, in metres.
    #[parameter(default = 0.05, range = 0.001..=2.0)]
    radius: Parameter<f64>,
    /// The distance between the wheels, in metres.
    #[parameter(default = 0.3, range = 0.01..=5.0)]
    separation: Parameter<f64>,
    /// How many ticks the encoders give per turn.
    #[parameter(default = 4096, range = 1.., read_only)]
    ticks_per_turn: Parameter<i64>,
}

/// Adds up how far the wheels have turned.
#[node(name = "odometry")]
pub struct Odometry {
    #[parameter]
    wheels: Wheels,
    /// Where the robot thinks that it is.
    #[publisher("odom", qos(depth = 10))]
    odom: Publisher<PoseStamped>,
    info: NodeInfo,
    x: f64,
    y: f64,
    heading: f64,
}

#[node]
impl Odometry {
    #[init]
    fn init(h: Handles<Self>, info: NodeInfo) -> Self {
        Odometry { wheels: h.wheels, odom: h.odom, info, x: 0.0, y: 0.0, heading: 0.0 }
    }

    /// A wheel that is larger than half the distance between both would touch the other one.
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        let wheels = &values.wheels;
        if wheels.radius * 2.0 < wheels.separation {
            return Ok(());
        }
        Err(format!("wheels of radius {} m do not fit {} m apart", wheels.radius, wheels.separation))
    }

    /// Ticks of the left (`x`) and right (`y`) encoder since the last message.
    #[subscribe("ticks", qos = sensor_data)]
    fn on_ticks(&mut self, ticks: &Vector3) -> Result<(), PublishError> {
        let per_tick = TAU * self.wheels.radius.get() / self.wheels.ticks_per_turn.get() as f64;
        let (left, right) = (ticks.x * per_tick, ticks.y * per_tick);
        let turned = (right - left) / self.wheels.separation.get();
        let (sin, cos) = (self.heading + turned / 2.0).sin_cos();
        let way = (left + right) / 2.0;
        self.x += way * cos;
        self.y += way * sin;
        self.heading += turned;
        self.tell()
    }

    /// The wheels are other ones: where they have gone so far says nothing any more.
    #[on_change(wheels)]
    fn on_other_wheels(&mut self, change: &Change<Self>) -> Result<(), PublishError> {
        println!("[odometry] radius {} m, was {} m", change.new.wheels.radius, change.old.wheels.radius);
        self.restart()
    }

    /// Starts at the origin anew.
    #[service("~/reset", type = Empty)]
    fn reset(&mut self, _request: EmptyRequest) -> Result<EmptyResponse, PublishError> {
        self.restart()?;
        Ok(EmptyResponse)
    }
}

impl Odometry {
    fn restart(&mut self) -> Result<(), PublishError> {
        (self.x, self.y, self.heading) = (0.0, 0.0, 0.0);
        self.tell()
    }

    fn tell(&self) -> Result<(), PublishError> {
        let (z, w) = (self.heading / 2.0).sin_cos();
        let pose = Pose {
            position: Point { x: self.x, y: self.y, z: 0.0 },
            orientation: Quaternion { x: 0.0, y: 0.0, z, w },
        };
        let header = Header { stamp: self.info.now().into(), frame_id: "odom".to_owned() };
        self.odom.publish(PoseStamped { header, pose })
    }
}

fn main() -> rosweave::Result {
    rosweave::run_any::<rosweave_examples::Transports, Odometry>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosweave::Time;
    use rosweave::testing::World;

    fn ticks(left: f64, right: f64) -> Vector3 {
        Vector3 { x: left, y: right, z: 0.0 }
    }

    #[test]
    fn it_goes_as_far_as_its_parameters_say() -> rosweave::Result {
        let world = World::new(1);
        let odom = world.subscribe::<PoseStamped>("odom")?;
        let odometry = world.start::<Odometry>()?;

        world.publish("ticks", ticks(4096.0, 4096.0))?;
        world.advance(Duration::ZERO)?;
        let way = odom.take()[0].pose.position.x;
        assert!((way - TAU * 0.05).abs() < 1e-9, "{way}");

        // Twice the radius: the way begins anew, and is twice as long.
        odometry.set_parameter("wheels.radius", 0.1)?;
        world.publish("ticks", ticks(4096.0, 4096.0))?;
        world.advance(Duration::ZERO)?;
        let way = odom.take().last().map(|odom| odom.pose.position.x);
        assert!(way.is_some_and(|way| (way - TAU * 0.1).abs() < 1e-9), "{way:?}");
        Ok(())
    }

    #[test]
    fn a_reset_starts_at_the_origin() -> rosweave::Result {
        let world = World::new(1);
        let odom = world.subscribe::<PoseStamped>("odom")?;
        let _odometry = world.start::<Odometry>()?;
        world.publish("ticks", ticks(100.0, 200.0))?;
        world.advance(Duration::ZERO)?;
        world.call::<Empty>("/odometry/reset", EmptyRequest)?;
        let last = odom.take().pop().map(|odom| odom.pose.position);
        assert_eq!(last, Some(Point::default()));
        Ok(())
    }

    #[test]
    fn it_stamps_with_simulated_time() -> rosweave::Result {
        let world = World::new(1);
        let clock = world.simulated_clock()?;
        let odom = world.subscribe::<PoseStamped>("odom")?;
        let options = NodeOptions::new().parameter("use_sim_time", true);
        let _odometry = world.start_with::<Odometry>(options)?;
        clock.set(Time::since_epoch(Duration::from_millis(100_500)))?;
        world.settle();
        world.publish("ticks", ticks(100.0, 100.0))?;
        world.settle();
        let stamp = odom.take()[0].header.stamp;
        assert_eq!((stamp.sec, stamp.nanosec), (100, 500_000_000));
        Ok(())
    }

    #[test]
    fn wheels_that_would_touch_are_refused() -> rosweave::Result {
        let world = World::new(1);
        let odometry = world.start::<Odometry>()?;
        let told =
            odometry.set_parameter("wheels.separation", 0.1).expect_err("they would touch").to_string();
        assert!(told.ends_with("wheels of radius 0.05 m do not fit 0.1 m apart"), "{told}");
        Ok(())
    }
}
