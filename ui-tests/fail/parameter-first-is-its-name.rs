use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter("robot_name")]
    robot_name: Parameter<String>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        println!("{}", self.robot_name.get());
    }
}

rosweave::main!(Demo);
