//! A node that runs in-process or over DDS, as `ROSWEAVE_TRANSPORT` says.

use rosweave::msgs::std_msgs::msg::UInt8;
use rosweave::prelude::*;
use rosweave::{Dds, InProcess};

#[node]
struct Lamp;

#[node]
impl Lamp {
    #[subscribe("brightness")]
    fn dim(&self, brightness: UInt8) {
        println!("at {} of 255", brightness.data);
    }
}

rosweave::main!(on (InProcess, Dds): Lamp);
