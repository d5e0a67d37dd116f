//! A multiplexer of velocity commands: of any number of inputs, the one with the highest priority that still speaks
//! gets through.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example command_mux -- --for 3s
//! ```
//!
//! Its inputs are a parameter, each with its priority: one callback hears all of them, and learns whose command it has.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example command_mux -- --ros-args -p "inputs:=[web, joystick]" -p "priorities:=[1, 2]"
//! ```
#![allow(clippy::print_stdout)]

use rosweave::System;
use rosweave::prelude::*;

/// Meters and radians a second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Velocity {
    forward: f64,
    turn: f64,
}

/// An input that counts, up to when.
#[derive(Clone, Copy)]
struct Active {
    /// Its place among the inputs.
    input: usize,
    until: rosweave::Time,
}

/// Lets the commands of one input through.
#[node(name = "mux")]
struct Mux {
    /// The inputs. Each is heard on `<input>/cmd_vel`.
    #[parameter(default = ["planner", "joystick", "web"], read_only)]
    inputs: Parameter<Vec<String>>,
    /// How each stands to the others: the higher one wins.
    #[parameter(default = [10, 100, 50])]
    priorities: Parameter<Vec<i64>>,
    /// How long an input counts after its last command, in seconds.
    #[parameter(default = 0.5, range = 0.01..=10.0)]
    timeout: Parameter<f64>,
    /// How often it looks whether the input that counts still speaks.
    #[parameter(default = 20.0, range = 1.0..=1000.0, read_only)]
    rate: Parameter<f64>,
    #[publisher("cmd_vel")]
    out: Publisher<Velocity>,
    active: Option<Active>,
}

#[node]
impl Mux {
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        match (values.inputs.len(), values.priorities.len()) {
            (inputs, priorities) if inputs == priorities => Ok(()),
            (inputs, priorities) => Err(format!("{inputs} inputs have {priorities} priorities")),
        }
    }

    #[subscribe("$(inputs)/cmd_vel")]
    fn on_command(&mut self, velocity: &Velocity, topic: &Topic, cx: &Cx) -> Result<(), PublishError> {
        let (now, input) = (cx.now(), topic.index());
        if !gets_through(input, self.active, now, &self.priorities.get()) {
            return Ok(());
        }
        let until = now + Duration::from_secs_f64(self.timeout.get());
        self.active = Some(Active { input, until });
        self.out.publish(*velocity)
    }

    /// Stops the robot when the input that counts has fallen silent.
    #[timer("$(rate)Hz")]
    fn watch(&mut self, cx: &Cx) -> Result<(), PublishError> {
        let now = cx.now();
        if self.active.take_if(|active| active.until <= now).is_some() {
            self.out.publish(Velocity::default())?;
        }
        Ok(())
    }
}

/// Whether a command of `input` counts while another one does up to its time.
fn gets_through(input: usize, active: Option<Active>, now: rosweave::Time, priorities: &[i64]) -> bool {
    match active {
        Some(active) if active.until > now => {
            input == active.input || priorities[input] > priorities[active.input]
        }
        _ => true,
    }
}

/// A driver that plans all the time, and a joystick that takes over for a second.
#[node]
struct Drivers {
    #[publisher("planner/cmd_vel")]
    planner: Publisher<Velocity>,
    #[publisher("joystick/cmd_vel")]
    joystick: Publisher<Velocity>,
    ticks: u64,
}

#[node]
impl Drivers {
    #[timer("200ms")]
    fn drive(&mut self) -> Result<(), PublishError> {
        self.ticks += 1;
        self.planner.publish(Velocity { forward: 0.5, turn: 0.0 })?;
        if (5..10).contains(&self.ticks) {
            self.joystick.publish(Velocity { forward: 0.0, turn: 1.0 })?;
        }
        Ok(())
    }

    #[subscribe("cmd_vel")]
    fn on_velocity(&mut self, velocity: &Velocity) {
        println!("[base] {:.1} m/s, {:.1} rad/s", velocity.forward, velocity.turn);
    }
}

fn main() -> rosweave::Result {
    let args = rosweave::args()?;
    let options = NodeOptions::new().args(&args);
    let system = System::new().node::<Mux>(options).node::<Drivers>(NodeOptions::new());
    rosweave_examples::run(system)
}

#[cfg(test)]
mod tests {
    use rosweave::testing::World;

    use super::*;

    #[test]
    fn the_higher_priority_wins_up_to_its_time() {
        let until = rosweave::Time::EPOCH + Duration::from_secs(1);
        let (before, active) = (rosweave::Time::EPOCH, Some(Active { input: 1, until }));
        let priorities = [10, 100, 100, 200];
        let through = [0, 1, 2, 3].map(|input| gets_through(input, active, before, &priorities));
        assert_eq!(through, [false, true, false, true]);
        assert!(gets_through(0, active, until, &priorities));
        assert!(gets_through(0, None, before, &priorities));
    }

    #[test]
    fn of_many_inputs_one_gets_through_and_silence_stops_the_robot() -> rosweave::Result {
        let names: Vec<String> = (0..20).map(|number| format!("input_{number}")).collect();
        let priorities: Vec<i64> = (0..20).collect();
        let world = World::new(1);
        let out = world.subscribe::<Velocity>("cmd_vel")?;
        let options = NodeOptions::new().parameter("inputs", names).parameter("priorities", priorities);
        let _mux = world.start_with::<Mux>(options)?;
        let say = |input: &str, forward: f64| {
            world.publish(&format!("{input}/cmd_vel"), Velocity { forward, turn: 0.0 })?;
            world.settle();
            Ok::<_, rosweave::Error>(out.take().iter().map(|velocity| velocity.forward).collect::<Vec<_>>())
        };
        assert_eq!(say("input_3", 3.0)?, [3.0]);
        assert_eq!(say("input_7", 7.0)?, [7.0]);
        assert!(say("input_3", 3.0)?.is_empty(), "a higher one speaks");
        world.advance(Duration::from_millis(550))?;
        assert_eq!(out.take(), [Velocity::default()], "it has fallen silent");
        assert_eq!(say("input_3", 3.0)?, [3.0]);
        assert!(world.unheard().is_empty());
        Ok(())
    }

    #[test]
    fn each_input_needs_a_priority() {
        let options = NodeOptions::new().parameter("priorities", vec![1_i64, 2]);
        let told = World::new(1).start_with::<Mux>(options).expect_err("one is missing").to_string();
        assert!(told.contains("3 inputs have 2 priorities"), "{told}");
    }
}
