//! Turns the definitions in `robot_interfaces/` into types.

fn main() -> Result<(), rosweave_interfaces::Error> {
    rosweave_interfaces::Interfaces::new().directory("robot_interfaces").generate()
}
