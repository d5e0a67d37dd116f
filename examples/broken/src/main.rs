//! The client node of ROS 2's how-to "Using Callback Groups", with the timer and the client both in the
//! default group. In ROS 2 it compiles and hangs.

use rosweave::prelude::*;

struct Empty;

impl Service for Empty {
    type Request = ();
    type Response = ();
}

#[node]
struct ClientNode {
    #[client("test_service", timeout = "10s")]
    test_service: Client<Empty>,
}

#[node]
impl ClientNode {
    #[timer("1s")]
    fn ask(&self, cx: &Cx) -> Result<(), CallError> {
        println!("Sending request");
        self.test_service.call(cx, ())?;
        println!("Received response");
        Ok(())
    }
}

fn main() -> rosweave::Result {
    rosweave::run::<ClientNode>()
}
