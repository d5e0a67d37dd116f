//! A battery that empties, and a dock that fills it: nodes on messages and services of one's own.
#![allow(clippy::print_stdout, reason = "that is what it is for")]

use robot_interfaces::robot_interfaces::msg::Battery;
use robot_interfaces::robot_interfaces::srv::{Dock, DockRequest, DockResponse};
use rosweave::prelude::*;

/// Tells its level ten times a second, and asks for the dock when it is low.
#[node(name = "robot")]
struct Robot {
    #[publisher("battery")]
    battery: Publisher<Battery>,
    #[client("dock", timeout = "1s")]
    dock: Client<Dock>,
    now: Battery,
}

#[node]
impl Robot {
    /// Uses some of what is left.
    #[timer("100ms")]
    async fn drive(&mut self, cx: &AsyncCx) -> Result<(), CallError> {
        self.now.percent = self.now.percent.saturating_sub(10);
        self.now.header.stamp = cx.now().into();
        let _ = self.battery.publish(&self.now);
        if self.now.percent <= Battery::LOW {
            let request = DockRequest { name: "kitchen".to_owned() };
            self.now.percent = self.dock.call(cx, request).await?.percent;
        }
        Ok(())
    }
}

/// Fills whoever comes.
#[node(name = "station")]
struct Station;

#[node]
impl Station {
    /// Fills a battery.
    #[service("dock", type = Dock)]
    fn dock(&self, request: DockRequest) -> DockResponse {
        println!("[station] filling in the {}", request.name);
        DockResponse { percent: 100 }
    }

    /// Tells what it hears.
    #[subscribe("battery")]
    fn on_battery(&self, battery: &Battery) {
        println!("[station] the robot has {} %", battery.percent);
    }
}

rosweave::main!(Robot, Station);
