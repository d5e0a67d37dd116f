//! mavros #2286, mended as its maintainer did: the handler got a callback group of its own. The default group
//! is free then to deliver the reply.

use rosweave::prelude::*;

struct MountConfigure;

impl Service for MountConfigure {
    type Request = u8;
    type Response = bool;
}

struct Command;

impl Service for Command {
    type Request = u8;
    type Response = bool;
}

#[derive(Group, Default)]
struct Mount;

#[node]
struct MountControl {
    #[client("cmd/command", timeout = "1s")]
    command: Client<Command>,
}

#[node]
impl MountControl {
    #[service("~/configure", type = MountConfigure)]
    #[group(Mount)]
    fn configure(&self, mode: u8, cx: &Cx<Mount>) -> Result<bool, CallError> {
        self.command.call(cx, mode)
    }
}

rosweave::main!(MountControl);

#[test]
fn the_mount_is_configured() -> rosweave::Result {
    let world = rosweave::testing::World::new(2286);
    let _flight_controller = world.serve::<Command>("cmd/command", |mode| mode < 5)?;
    let _mount = world.start::<MountControl>()?;
    assert!(world.call::<MountConfigure>("/mount_control/configure", 2)?);
    assert!(!world.call::<MountConfigure>("/mount_control/configure", 9)?);
    Ok(())
}
