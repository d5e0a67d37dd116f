//! mavros #2286: a service's handler calls another service and waits for the reply.
//!
//! The plugin that holds the camera passes each configuration on to the flight controller. It makes a client
//! for that within the handler. Neither the service nor the client names a callback group, so both are in the
//! node's default group: the handler keeps the reply that it waits for from being delivered, and with it
//! everything else of that group, however many threads the executor has.
//!
//! Here a client is a field of its node: no callback can make one.

use rosweave::prelude::*;

/// How the mount shall hold the camera, and whether that was taken.
struct MountConfigure;

impl Service for MountConfigure {
    type Request = u8;
    type Response = bool;
}

/// A command for the flight controller, and whether it was taken.
struct Command;

impl Service for Command {
    type Request = u8;
    type Response = bool;
}

#[node]
struct MountControl {
    #[client("cmd/command", timeout = "1s")]
    command: Client<Command>,
}

#[node]
impl MountControl {
    #[service("~/configure", type = MountConfigure)]
    fn configure(&self, mode: u8, cx: &Cx) -> Result<bool, CallError> {
        self.command.call(cx, mode)
    }
}

rosweave::main!(MountControl);
