use rosweave::prelude::*;

#[node]
struct Mux {
    #[parameter(default = ["joy", "web"], read_only)]
    inputs: Parameter<Vec<String>>,
    #[parameter(default = 20.0, read_only)]
    rate: Parameter<f64>,
    commands: u32,
}

#[node]
impl Mux {
    #[subscribe(["left/cmd", "right/cmd"], qos = sensor_data)]
    fn on_side(&mut self, command: &u32) {
        self.commands += command;
    }

    #[subscribe(topic = ["$(inputs)/cmd"])]
    fn on_input(&mut self, topic: Topic, command: &u32, info: MessageInfo) {
        println!("{command} of {} ({}), {}", topic.name(), topic.index(), info.sequence);
    }

    #[timer("$(rate)Hz")]
    fn tick(&self) {}
}

/// A message may be called like what a callback can ask for.
struct Other;
mod own {
    pub struct Topic;
}

#[node]
struct Namesake;

#[node]
impl Namesake {
    #[subscribe("topics")]
    fn on_topic(&self, _: &own::Topic) {}

    #[subscribe("more")]
    fn on_more(&self, _: &Other, topic: &rosweave::Topic) {
        println!("{topic:?}");
    }
}

fn main() {
    let _nodes = rosweave::System::new().node::<Mux>(NodeOptions::new()).node::<Namesake>(NodeOptions::new());
}
