//! A multiplexer of velocity commands: of any number of inputs, the one with the highest priority that still speaks
//! gets through.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example command_mux -- --for 3s
//! ```
//!
//! How many inputs there are, and what they are called, is said when the program starts. Each is an instance of one
//! node type with values of its own; what they send on has its source in it.
#![allow(clippy::print_stdout)]

use rosweave::System;
use rosweave::prelude::*;

/// Meters and radians a second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Velocity {
    forward: f64,
    turn: f64,
}

/// An input: its name, and how it stands to the others.
#[derive(Clone)]
struct Source {
    name: Arc<str>,
    /// The higher one wins.
    priority: u32,
    /// How long it counts after its last command.
    timeout: Duration,
}

/// A command, and whose it is.
struct Candidate {
    source: Source,
    velocity: Velocity,
}

/// One input: it adds the source to each of its commands.
#[node]
struct Input {
    #[publisher("mux/candidates")]
    candidates: Publisher<Candidate>,
    source: Source,
}

#[node]
impl Input {
    #[init]
    fn init(h: Handles<Self>, source: Source) -> Self {
        Input { candidates: h.candidates, source }
    }

    #[subscribe("~/cmd_vel")]
    fn on_command(&self, velocity: &Velocity) -> Result<(), PublishError> {
        self.candidates.publish(Candidate { source: self.source.clone(), velocity: *velocity })
    }
}

/// Lets the commands of one input through.
#[node]
struct Mux {
    #[publisher("cmd_vel")]
    out: Publisher<Velocity>,
    /// The input that counts, and up to when.
    active: Option<(Source, rosweave::Time)>,
    info: NodeInfo,
}

#[node]
impl Mux {
    #[init]
    fn init(h: Handles<Self>, info: NodeInfo) -> Self {
        Mux { out: h.out, active: None, info }
    }

    #[subscribe("mux/candidates", qos(depth = 100))]
    fn on_candidate(&mut self, candidate: &Candidate) -> Result<(), PublishError> {
        let (now, source) = (self.info.now(), &candidate.source);
        if !gets_through(source, self.active.as_ref(), now) {
            return Ok(());
        }
        self.active = Some((source.clone(), now + source.timeout));
        self.out.publish(candidate.velocity)
    }

    /// Stops the robot when the input that counts has fallen silent.
    #[timer("20Hz")]
    fn watch(&mut self) -> Result<(), PublishError> {
        let now = self.info.now();
        if self.active.take_if(|(_, until)| *until <= now).is_some() {
            self.out.publish(Velocity::default())?;
        }
        Ok(())
    }
}

/// Whether a command of `source` counts while another one does up to its time.
fn gets_through(source: &Source, active: Option<&(Source, rosweave::Time)>, now: rosweave::Time) -> bool {
    match active {
        Some((active, until)) if *until > now => {
            source.priority > active.priority || source.name == active.name
        }
        _ => true,
    }
}

/// The multiplexer and its inputs, each of which listens on `/<name>/cmd_vel`.
fn mux(inputs: &[(&str, u32)]) -> System {
    let timeout = Duration::from_millis(500);
    inputs.iter().fold(System::new().node::<Mux>(NodeOptions::new()), |system, &(name, priority)| {
        let source = Source { name: name.into(), priority, timeout };
        system.node::<Input>(NodeOptions::new().name(name).with(source))
    })
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
    let system = mux(&[("planner", 10), ("joystick", 100), ("web", 50)]);
    rosweave_examples::run(system.node::<Drivers>(NodeOptions::new()))
}

#[cfg(test)]
mod tests {
    use rosweave::testing::World;

    use super::*;

    fn source(name: &str, priority: u32) -> Source {
        Source { name: name.into(), priority, timeout: Duration::from_millis(500) }
    }

    #[test]
    fn the_higher_priority_wins_up_to_its_time() {
        let until = rosweave::Time::EPOCH + Duration::from_secs(1);
        let active = (source("joystick", 100), until);
        let before = rosweave::Time::EPOCH;
        assert!(!gets_through(&source("planner", 10), Some(&active), before));
        assert!(!gets_through(&source("twin", 100), Some(&active), before));
        assert!(gets_through(&source("joystick", 100), Some(&active), before));
        assert!(gets_through(&source("stop", 200), Some(&active), before));
        assert!(gets_through(&source("planner", 10), Some(&active), until));
        assert!(gets_through(&source("planner", 10), None, before));
    }

    #[test]
    fn of_many_inputs_one_gets_through_and_silence_stops_the_robot() -> rosweave::Result {
        let names: Vec<String> = (0..20).map(|number| format!("input_{number}")).collect();
        let inputs: Vec<(&str, u32)> = names.iter().map(String::as_str).zip(0..).collect();
        let world = World::new(1);
        let out = world.subscribe::<Velocity>("cmd_vel")?;
        let _system = world.start_system(mux(&inputs))?;
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
}
