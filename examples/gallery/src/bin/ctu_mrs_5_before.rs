//! ctu-mrs ros2_examples #5: a timer that waits for a reply.
//!
//! The question was whether a client can be used synchronously. The wait in the timer's callback never
//! returned, because the callback and the client's reply were both in the default group, where everything is
//! that names no other.

use rosweave::prelude::*;

/// Switches something on or off, like `std_srvs/SetBool`.
struct SetBool;

impl Service for SetBool {
    type Request = bool;
    type Response = bool;
}

#[node]
struct Switcher {
    #[client("set_bool", timeout = "1s")]
    set_bool: Client<SetBool>,
    on: bool,
}

#[node]
impl Switcher {
    #[timer("200Hz")]
    fn switch(&mut self, cx: &Cx) -> Result<(), CallError> {
        self.on = self.set_bool.call(cx, !self.on)?;
        Ok(())
    }
}

rosweave::main!(Switcher);
