//! Wheel odometry: from the angles of two wheels to the robot's pose.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example wheel_odometry -- --for 3s
//! ```
//!
//! The geometry is a value that whoever starts the node gives it. The arithmetic is a function, tested without a node;
//! the node is tested in a `World`, which also looks at the pose that only the node has.
#![allow(clippy::print_stdout)]

use rosweave::System;
use rosweave::msgs::nav_msgs::msg::Odometry;
use rosweave::msgs::sensor_msgs::msg::JointState;
use rosweave::prelude::*;

/// Asks for nothing, and gets nothing.
struct Reset;

impl Service for Reset {
    type Request = ();
    type Response = ();
}

/// The wheels, in meters.
#[derive(Clone, Copy)]
struct Geometry {
    radius: f64,
    separation: f64,
}

/// Where the robot is, in meters and radians.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pose {
    x: f64,
    y: f64,
    heading: f64,
}

impl Pose {
    /// The pose after the wheels have turned by these angles, along an arc.
    fn after(self, left: f64, right: f64, wheels: Geometry) -> Pose {
        let (left, right) = (left * wheels.radius, right * wheels.radius);
        let (way, turn) = (left.midpoint(right), (right - left) / wheels.separation);
        let along = self.heading + turn / 2.0;
        Pose { x: self.x + way * along.cos(), y: self.y + way * along.sin(), heading: self.heading + turn }
    }
}

/// Adds up what the wheels have turned.
#[node]
struct WheelOdometry {
    #[publisher("odom")]
    odom: Publisher<Odometry>,
    wheels: Geometry,
    pose: Pose,
    last: Option<[f64; 2]>,
}

#[node]
impl WheelOdometry {
    #[init]
    fn init(h: Handles<Self>, wheels: Geometry) -> Self {
        WheelOdometry { odom: h.odom, wheels, pose: Pose::default(), last: None }
    }

    /// The first message says where the wheels stand, the later ones how far they have turned.
    #[subscribe("joint_states", qos = sensor_data)]
    fn on_joints(&mut self, joints: &JointState) -> rosweave::Result {
        let &[left, right] = joints.position.as_slice() else {
            Err(format!("two wheels are expected, and there are {}", joints.position.len()))?
        };
        if let Some([before_left, before_right]) = self.last.replace([left, right]) {
            self.pose = self.pose.after(left - before_left, right - before_right, self.wheels);
        }
        let mut odom = Odometry { header: joints.header.clone(), ..Odometry::default() };
        "odom".clone_into(&mut odom.header.frame_id);
        "base_link".clone_into(&mut odom.child_frame_id);
        odom.pose.pose.position.x = self.pose.x;
        odom.pose.pose.position.y = self.pose.y;
        odom.pose.pose.orientation.z = (self.pose.heading / 2.0).sin();
        odom.pose.pose.orientation.w = (self.pose.heading / 2.0).cos();
        Ok(self.odom.publish(odom)?)
    }

    #[service("reset_odometry", type = Reset)]
    fn reset(&mut self, _request: ()) {
        self.pose = Pose::default();
    }
}

/// Drives a circle: the right wheel turns faster.
#[node]
struct Wheels {
    #[publisher("joint_states", qos = sensor_data)]
    joints: Publisher<JointState>,
    angles: [f64; 2],
}

#[node]
impl Wheels {
    #[timer("100ms")]
    fn turn(&mut self) -> Result<(), PublishError> {
        self.angles = [self.angles[0] + 0.8, self.angles[1] + 1.2];
        self.joints.publish(JointState { position: self.angles.to_vec(), ..JointState::default() })
    }
}

/// Prints where the robot is.
#[node]
struct Map;

#[node]
impl Map {
    #[subscribe("odom")]
    fn on_odom(&self, odom: &Odometry) {
        let at = &odom.pose.pose.position;
        println!("[map] x = {:.3} m, y = {:.3} m", at.x, at.y);
    }
}

fn main() -> rosweave::Result {
    let wheels = Geometry { radius: 0.05, separation: 0.3 };
    rosweave_examples::run(
        System::new()
            .node::<WheelOdometry>(NodeOptions::new().with(wheels))
            .node::<Wheels>(NodeOptions::new())
            .node::<Map>(NodeOptions::new()),
    )
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use rosweave::testing::World;

    use super::*;

    const WHEELS: Geometry = Geometry { radius: 0.5, separation: 1.0 };

    fn turned(left: f64, right: f64) -> JointState {
        JointState { position: vec![left, right], ..JointState::default() }
    }

    #[test]
    fn wheels_that_turn_alike_go_straight_ahead() {
        let pose = Pose { heading: PI / 2.0, ..Pose::default() }.after(2.0, 2.0, WHEELS);
        assert!(pose.x.abs() < 1e-12 && (pose.y - 1.0).abs() < 1e-12, "{pose:?}");
    }

    #[test]
    fn wheels_that_turn_against_each_other_turn_on_the_spot() {
        let pose = Pose::default().after(-PI, PI, WHEELS);
        assert!(pose.x == 0.0 && pose.y == 0.0 && (pose.heading - PI).abs() < 1e-12, "{pose:?}");
    }

    #[test]
    fn the_node_counts_from_the_first_message_on() -> rosweave::Result {
        let world = World::new(1);
        let odom = world.subscribe::<Odometry>("odom")?;
        let node = world.start_with::<WheelOdometry>(NodeOptions::new().with(WHEELS))?;
        for angles in [turned(10.0, 20.0), turned(12.0, 22.0)] {
            world.publish("joint_states", angles)?;
        }
        world.settle();
        let xs: Vec<f64> = odom.take().iter().map(|odom| odom.pose.pose.position.x).collect();
        assert_eq!(xs, [0.0, 1.0]);
        world.call::<Reset>("reset_odometry", ())?;
        assert_eq!(world.look(&node, |node| node.pose)?, Pose::default());
        Ok(())
    }

    #[test]
    fn a_message_of_other_joints_is_an_error_and_changes_nothing() -> rosweave::Result {
        let world = World::new(1);
        let node = world.start_with::<WheelOdometry>(NodeOptions::new().with(WHEELS))?;
        world.publish("joint_states", JointState::default())?;
        world.settle();
        assert_eq!(node.stats().callback("on_joints").map(|stats| stats.failed), Some(1));
        assert_eq!(world.look(&node, |node| node.last)?, None);
        Ok(())
    }
}
